import { beforeEach, expect, test } from 'vitest'
import { listThread } from '../../src/conversations/message-repository.ts'
import { dispatchTicket } from '../../src/dispatch/dispatch-ticket.ts'
import { findSameMatter } from '../../src/dispatch/find-same-matter.ts'
import { joinTickets, splitTicket } from '../../src/dispatch/join-tickets.ts'
import { auditReply, replyToTicket, signReply } from '../../src/dispatch/reply-ticket.ts'
import { signTicket } from '../../src/dispatch/sign-ticket.ts'
import { backgroundJobs } from '../../src/feedback/background-jobs.ts'
import { recordRating } from '../../src/feedback/rate-ticket.ts'
import { runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import { createLog } from '../../src/platform/log.ts'
import { addFacts, withdrawTicket } from '../../src/tickets/amend-ticket.ts'
import { findClock } from '../../src/tickets/clocks/clock-repository.ts'
import { maySeeTicket } from '../../src/tickets/may-see-ticket.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { presentForCitizen } from '../../src/tickets/present-ticket.ts'
import { UNANSWERED_STATES } from '../../src/tickets/states.ts'
import { listSteps } from '../../src/tickets/step-repository.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildInput, buildRouting, buildStaff, buildTalk } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const lights = buildStaff(['handler'], 'lights')
const leader = buildStaff(['signer'], 'lights')
const dispatcher = buildStaff(['dispatcher'])
const PHONES = ['13800005678', '13900001111', '13700002222']
const HOUR_MS = 60 * 60_000

describeOnEachDatabase('one matter told by several people', (open) => {
  let desk: TestDesk
  let people: { ticket: Ticket; talk: string; citizenId: string }[]
  let runs = 0

  const file = async (n: number): Promise<(typeof people)[number]> => {
    const talk = await buildTalk(desk)
    const citizenId = `person-${runs}-${n}`
    const { ticket } = await openTicket(desk, {
      input: buildInput({ contactPhone: PHONES[n] ?? '', contactName: `诉求人${n}` }),
      routing: buildRouting('lights'),
      citizenId,
      conversationId: talk,
      channel: 'web',
      actor: buildCitizen(citizenId),
      idempotencyKey: `${runs}-${n}`,
    })
    return { ticket, talk, citizenId }
  }
  beforeEach(async () => {
    desk = buildDesk(await open())
    runs += 1
    desk.clock.moveTo('2026-11-23T02:00:00.000Z')
    people = []
    for (const n of [0, 1, 2]) {
      people.push(await file(n))
      desk.clock.advance(HOUR_MS)
    }
  })
  const at = (n: number) => people[n]!
  const now = async (n: number): Promise<Ticket> => (await findTicket(desk.db, at(n).ticket.id))!
  const join = (n: number, master = 0) =>
    joinTickets(desk, {
      ticketId: at(n).ticket.id,
      actor: dispatcher,
      masterNumber: at(master).ticket.number,
    })
  const settle = () => runDueJobs({ ...desk, log: createLog('silent') }, backgroundJobs(desk))
  const thread = async (n: number): Promise<string> =>
    (await listThread(desk.db, at(n).talk, 0, 50)).map((m) => m.text).join('\n')
  const answer = async (text: string): Promise<void> => {
    const by = (actor: typeof lights) => ({ ticketId: at(0).ticket.id, actor })
    await signTicket(desk, by(lights))
    await replyToTicket(desk, { ...by(lights), publicReply: text })
    await signReply(desk, { ...by(leader), approve: true, note: '' })
    await auditReply(desk, { ...by(dispatcher), approve: true, note: '' })
  }
  const view = async (n: number) => {
    const ticket = await now(n)
    const master = ticket.masterId ? await findTicket(desk.db, ticket.masterId) : null
    return presentForCitizen(desk.rules, ticket, await listSteps(desk.db, ticket.id), { master })
  }

  test('one handling answers everybody in their own talk, each rates alone, and nobody learns of another', async () => {
    await join(1)
    await join(2)
    expect(await now(0)).toMatchObject({ joinedCount: 2, state: 'dispatched' })
    expect(await now(1)).toMatchObject({ state: 'merged', leadDepartmentId: null })
    // The unit works on one ticket; what it may open is that one.
    expect(maySeeTicket(await now(1), lights)).toBe(false)
    const joined = await view(1)
    expect(joined).toMatchObject({ dueAt: (await now(0)).dueAt, department: '市照明处' })
    expect(joined.stateLabel).toContain('待签收')

    await answer('三盏路灯11月23日下午已经修好。')
    await settle()
    for (const n of [0, 1, 2]) {
      expect(await thread(n)).toContain('三盏路灯11月23日下午已经修好')
      expect(await thread(n)).toContain('您反映的问题解决了吗')
      expect((await now(n)).state).toBe('followup')
    }
    expect((await now(0)).joinedCount).toBe(0)
    await recordRating(desk, {
      ticketId: at(1).ticket.id,
      actor: buildCitizen(at(1).citizenId),
      solved: 'unsolved',
      reason: '我家门口那盏没修',
    })
    expect((await now(1)).state).toBe('verify')
    expect((await now(0)).state).toBe('followup')
    for (const n of [0, 1, 2]) {
      const all = `${await thread(n)} ${JSON.stringify(await view(n))}`
      for (const other of [0, 1, 2].filter((o) => o !== n)) {
        expect(all).not.toContain(at(other).ticket.number)
        expect(all).not.toContain(PHONES[other])
        expect(all).not.toContain(`诉求人${other}`)
      }
    }
  })

  test('taken apart again it goes its own way, its clocks counting from when it was filed', async () => {
    const filed = (await now(1)).openedAt
    await join(1)
    expect((await findClock(desk.db, at(1).ticket.id, 'reply'))?.stoppedAt).not.toBeNull()
    desk.clock.advance(48 * HOUR_MS)
    await splitTicket(desk, { ticketId: at(1).ticket.id, actor: dispatcher, reason: '不是同一盏路灯' })
    expect(await now(1)).toMatchObject({ state: 'accepted', dueAt: at(1).ticket.dueAt })
    expect(await findClock(desk.db, at(1).ticket.id, 'reply')).toMatchObject({
      startedAt: filed,
      stoppedAt: null,
    })
    expect((await now(0)).joinedCount).toBe(0)
    await dispatchTicket(desk, { ticketId: at(1).ticket.id, actor: dispatcher, departmentId: 'lights' })
    await settle()
    expect(await thread(1)).toContain('单独办理')
  })

  test('whose master is withdrawn goes on alone; who withdraws themselves leaves the others as they were', async () => {
    await join(1)
    await join(2)
    await withdrawTicket(desk, { ticketId: at(2).ticket.id, actor: buildCitizen(at(2).citizenId) })
    expect(await now(2)).toMatchObject({ state: 'withdrawn' })
    expect(await now(0)).toMatchObject({ joinedCount: 1, state: 'dispatched' })
    await withdrawTicket(desk, { ticketId: at(0).ticket.id, actor: buildCitizen(at(0).citizenId) })
    expect(await now(1)).toMatchObject({ state: 'accepted' })
    expect((await now(1)).dueAt).not.toBeNull()
    await settle()
    expect(await thread(1)).toContain('单独接着办')
  })

  test('no chains, no circles, and a master is not joined while others are with it', async () => {
    await join(1)
    await join(2, 1)
    expect((await now(2)).masterId).toBe(at(0).ticket.id)
    await expect(join(0, 1)).rejects.toMatchObject({ code: 'conflict' })
    await expect(join(0, 0)).rejects.toMatchObject({ code: 'conflict' })
    await expect(
      joinTickets(desk, { ticketId: at(0).ticket.id, actor: dispatcher, masterNumber: '20200101-00001' }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('what one adds reaches whoever handles it for all, without a number', async () => {
    await join(1)
    await addFacts(desk, {
      ticketId: at(1).ticket.id,
      actor: buildCitizen(at(1).citizenId),
      text: '今天又灭了一盏，打我13900001111',
    })
    const steps = await listSteps(desk.db, at(0).ticket.id)
    expect(steps.at(-1)?.internalNote).toContain('今天又灭了一盏')
    expect(JSON.stringify(steps)).not.toContain('13900001111')
    expect(JSON.stringify(await view(0))).not.toContain('今天又灭了一盏')
  })

  test('joined in the very moment of the answer: answered with it or refused, never left behind', async () => {
    await signTicket(desk, { ticketId: at(0).ticket.id, actor: lights })
    await replyToTicket(desk, { ticketId: at(0).ticket.id, actor: lights, publicReply: '路灯已经修好了。' })
    await signReply(desk, { ticketId: at(0).ticket.id, actor: leader, approve: true, note: '' })
    await Promise.allSettled([
      join(1),
      auditReply(desk, { ticketId: at(0).ticket.id, actor: dispatcher, approve: true, note: '' }),
      join(2),
      splitTicket(desk, { ticketId: at(1).ticket.id, actor: dispatcher, reason: '不是同一盏路灯' }),
    ])
    for (const n of [1, 2]) {
      const ticket = await now(n)
      if (ticket.state !== 'merged') continue
      expect(UNANSWERED_STATES).toContain((await now(0)).state)
    }
    const merged = [await now(1), await now(2)].filter((t) => t.state === 'merged').length
    expect((await now(0)).joinedCount).toBe(merged)
  })

  test('the same lamp is found for the desk; confidential tickets of others are not shown to a citizen', async () => {
    const asked = await now(2)
    const found = await findSameMatter(desk, asked, { notId: asked.id })
    expect(found.map((f) => f.ticket.id)).toEqual(expect.arrayContaining([at(0).ticket.id, at(1).ticket.id]))
    expect(found[0]?.likeness.why.join()).toContain('地点相同')
    await desk.db
      .updateTable('ticket')
      .set({ confidential: 1 })
      .where('id', 'in', [at(0).ticket.id, at(1).ticket.id])
      .execute()
    expect(await findSameMatter(desk, asked, { notId: asked.id, forCitizen: true })).toEqual([])
  })
})
