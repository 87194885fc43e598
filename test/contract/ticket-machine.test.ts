import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { AppError } from '../../src/contracts/errors.ts'
import { TICKET_STATES, type TicketState } from '../../src/contracts/ticket.ts'
import { dispatchTicket } from '../../src/dispatch/dispatch-ticket.ts'
import { recordContact } from '../../src/dispatch/record-contact.ts'
import { replyToTicket } from '../../src/dispatch/reply-ticket.ts'
import { requestReturn, reviewReturn } from '../../src/dispatch/return-ticket.ts'
import { signTicket } from '../../src/dispatch/sign-ticket.ts'
import { askFollowUp } from '../../src/feedback/ask-follow-up.ts'
import { closeSilent } from '../../src/feedback/close-silent.ts'
import { recordRating } from '../../src/feedback/rate-ticket.ts'
import { addFacts, addNote, withdrawTicket } from '../../src/tickets/amend-ticket.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { findTicket, listSteps } from '../../src/tickets/ticket-repository.ts'
import { OPEN_STATES, TRANSITIONS } from '../../src/tickets/transitions.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildStaff, buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const PEOPLE = [
  buildCitizen(),
  buildStaff(['handler'], 'lights'),
  buildStaff(['handler'], 'parks'),
  buildStaff(['dispatcher']),
  buildStaff(['agent']),
  buildStaff(['admin']),
  buildStaff(['supervisor']),
  buildStaff(['editor']),
] as const
type Person = (typeof PEOPLE)[number]

/** Everything anybody can try through the doors of the rooms, with words that are sometimes too short. */
const ATTEMPTS: Record<
  string,
  (desk: TestDesk, ticketId: string, actor: Person, words: string) => Promise<unknown>
> = {
  dispatch: (desk, ticketId, actor, words) =>
    dispatchTicket(desk, { ticketId, actor, departmentId: words.length % 2 ? 'lights' : 'parks' }),
  sign: (desk, ticketId, actor) => signTicket(desk, { ticketId, actor }),
  request: (desk, ticketId, actor, words) => requestReturn(desk, { ticketId, actor, reason: words }),
  approve: (desk, ticketId, actor, words) =>
    reviewReturn(desk, { ticketId, actor, approve: true, note: words }),
  refuse: (desk, ticketId, actor, words) =>
    reviewReturn(desk, { ticketId, actor, approve: false, note: words }),
  contact: (desk, ticketId, actor) => recordContact(desk, { ticketId, actor, way: 'phone' }),
  reply: (desk, ticketId, actor, words) => replyToTicket(desk, { ticketId, actor, publicReply: words }),
  followUp: (desk, ticketId) => askFollowUp(desk, ticketId),
  solved: (desk, ticketId, actor) => recordRating(desk, { ticketId, actor, solved: 'solved' }),
  graded: (desk, ticketId, actor) => recordRating(desk, { ticketId, actor, solved: 'partly', satisfied: 3 }),
  unsolved: (desk, ticketId, actor, words) =>
    recordRating(desk, { ticketId, actor, solved: 'unsolved', reason: words }),
  facts: (desk, ticketId, actor, words) => addFacts(desk, { ticketId, actor, text: words }),
  withdraw: (desk, ticketId, actor) => withdrawTicket(desk, { ticketId, actor }),
  note: (desk, ticketId, actor, words) => addNote(desk, { ticketId, actor, text: words }),
  silence: async (desk) => {
    desk.clock.advance(8 * 24 * 60 * 60_000)
    await closeSilent(desk)
  },
}

const anyAttempt = fc.record({
  what: fc.constantFrom(...Object.keys(ATTEMPTS)),
  who: fc.constantFrom(...PEOPLE),
  words: fc.constantFrom('', '不', '不归我们管的事情', '已经处理好了，请查看'),
})
/** The usual next step in each state: without it, random walks end at the first refusals and never see the end. */
const USUAL: Partial<Record<TicketState, readonly string[]>> = {
  accepted: ['dispatch'],
  dispatched: ['sign', 'sign', 'request'],
  return_req: ['approve', 'refuse'],
  handling: ['reply', 'reply', 'contact', 'request'],
  replied: ['followUp'],
  followup: ['solved', 'graded', 'unsolved', 'silence'],
  closed: ['graded', 'unsolved', 'note'],
}
const DESK_WORK = ['dispatch', 'approve', 'refuse']
const HANDLER_WORK = ['sign', 'contact', 'reply', 'request', 'note']
const usualAttempt = fc.nat().map((pick) => ({ pick }))

type Attempt = { what: string; who: Person; words: string } | { pick: number }
const chooseAttempt = (attempt: Attempt, now: Ticket): { what: string; who: Person; words: string } => {
  if ('what' in attempt) return attempt
  const usual = USUAL[now.state] ?? ['facts']
  const what = usual[attempt.pick % usual.length] ?? 'facts'
  const own = now.leadDepartmentId === 'parks' ? PEOPLE[2] : PEOPLE[1]
  const who = DESK_WORK.includes(what) ? PEOPLE[3] : HANDLER_WORK.includes(what) ? own : PEOPLE[0]
  return { what, who, words: '已经处理好了，请查看' }
}

const checkInvariants = (ticket: Ticket): void => {
  expect(TICKET_STATES).toContain(ticket.state)
  // `submitted` never leaves the opening transaction.
  expect(ticket.state).not.toBe('submitted')
  const isOpen = (OPEN_STATES as readonly TicketState[]).includes(ticket.state)
  if (!isOpen) return
  expect(ticket.dueAt).not.toBeNull()
  expect(ticket.dueText).not.toBeNull()
  // Somebody has it: the desk while it is accepted, a department in every other open state.
  expect(ticket.leadDepartmentId === null).toBe(ticket.state === 'accepted')
  if (ticket.state === 'dispatched') expect(ticket.signDueAt).not.toBeNull()
  if (ticket.state === 'handling') expect(ticket.handlerId).not.toBeNull()
}

describeOnEachDatabase('the state machine under random hands', (open, engine) => {
  let desk: TestDesk
  beforeAll(async () => {
    desk = buildDesk(await open())
  })
  const movesOf = async (ticketId: string) =>
    (
      await desk.db
        .selectFrom('event')
        .select('data')
        .where('subject_id', '=', ticketId)
        .where('type', '=', 'ticket.moved')
        .orderBy('seq')
        .execute()
    ).map((row) => JSON.parse(row.data) as { action: string; from: string; to: string })

  test('whoever tries whatever, no ticket reaches a state the table does not lead to, and every move is told once', async () => {
    const reached = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.oneof(anyAttempt, usualAttempt), { minLength: 5, maxLength: 30 }),
        async (isRouted, attempts) => {
          const opened = await buildTicket(desk, {
            departmentId: isRouted ? 'lights' : null,
            conversationId: null,
          })
          const ticketId = opened.ticket.id
          for (const attempt of attempts) {
            const before = (await findTicket(desk.db, ticketId))!
            const { what, who, words } = chooseAttempt(attempt, before)
            const refused = await ATTEMPTS[what]?.(desk, ticketId, who, words).then(
              () => null,
              (error: unknown) => error,
            )
            const after = (await findTicket(desk.db, ticketId))!
            if (refused) expect(refused).toBeInstanceOf(AppError)
            if (refused) expect(after).toEqual(before)
            expect(after.version - before.version).toBeLessThanOrEqual(1)
            checkInvariants(after)
            reached.add(after.state)
          }
          const steps = await listSteps(desk.db, ticketId)
          const last = (await findTicket(desk.db, ticketId))!
          expect(steps.map((s) => s.seq)).toEqual(Array.from({ length: last.version }, (_, i) => i + 1))
          expect(await movesOf(ticketId)).toMatchObject(
            steps.map((s) => ({ action: s.action, from: s.from, to: s.to })),
          )
          for (const [i, step] of steps.entries()) {
            const rule = TRANSITIONS[step.action]
            expect(step.from).toBe(i === 0 ? '' : steps[i - 1]?.to)
            if (i > 0) expect(rule.from).toContain(step.from)
            expect(step.to).toBe(rule.to === 'same' ? step.from : rule.to)
          }
        },
      ),
      { numRuns: engine === 'sqlite' ? 60 : 15 },
    )
    if (engine === 'sqlite') expect(reached).toEqual(new Set(TICKET_STATES.filter((s) => s !== 'submitted')))
  }, 120_000)

  test('of many hands on one ticket at once, each success is one step and nothing is lost', async () => {
    const { ticket } = await buildTicket(desk, { conversationId: null })
    const tries = [
      ...Array.from({ length: 4 }, () => signTicket(desk, { ticketId: ticket.id, actor: PEOPLE[1] })),
      ...Array.from({ length: 4 }, () =>
        addFacts(desk, { ticketId: ticket.id, actor: PEOPLE[0], text: '还没有人来' }),
      ),
      requestReturn(desk, { ticketId: ticket.id, actor: PEOPLE[1], reason: '不归我们管的事' }),
      withdrawTicket(desk, { ticketId: ticket.id, actor: PEOPLE[0] }),
    ]
    const results = await Promise.allSettled(tries)
    const won = results.filter((r) => r.status === 'fulfilled').length
    for (const r of results) if (r.status === 'rejected') expect(r.reason).toBeInstanceOf(AppError)
    const after = (await findTicket(desk.db, ticket.id))!
    expect(after.version).toBe(ticket.version + won)
    expect(await listSteps(desk.db, ticket.id)).toHaveLength(after.version)
    expect(await movesOf(ticket.id)).toHaveLength(after.version)
    checkInvariants(after)
  })
})
