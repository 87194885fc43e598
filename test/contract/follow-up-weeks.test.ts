import { beforeAll, expect, test } from 'vitest'
import { recordAttempt } from '../../src/conversations/outbox-repository.ts'
import { answerDirectly } from '../../src/dispatch/answer-at-desk.ts'
import { backgroundJobs, sweepFollowUps } from '../../src/feedback/background-jobs.ts'
import { listCalls } from '../../src/feedback/call-list-repository.ts'
import { choiceOf, chooseContact } from '../../src/feedback/choose-contact.ts'
import { isQuiet } from '../../src/feedback/find-ask-time.ts'
import { recordRating } from '../../src/feedback/rate-ticket.ts'
import { recordCall } from '../../src/feedback/record-call.ts'
import { takeCall } from '../../src/feedback/take-call.ts'
import { newId } from '../../src/platform/id.ts'
import { runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import { createLog } from '../../src/platform/log.ts'
import { createRepeatableRandom } from '../../src/platform/repeatable-random.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { createWorkCalendar } from '../../src/tickets/work-calendar.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildInput, buildRouting, buildStaff, buildTalk } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const log = createLog('silent')
const PEOPLE = ['ann', 'bob', 'cai', 'dou', 'eva']
const TURNS = 110
const AGENTS = [buildStaff(['agent'], null, 'agent-a'), buildStaff(['agent'], null, 'agent-b')]

describeOnEachDatabase('weeks of follow-ups', (open, engine) => {
  let hands: TestDesk[]
  beforeAll(async () => {
    const base = await open()
    const first = buildDesk(base)
    // Two processes; on SQLite one connection with two hands, for a second would wait for its own thread.
    hands = [first, { ...buildDesk(engine === 'sqlite' ? base : await base.again()), clock: first.clock }]
  })

  test('whatever happens: nobody is asked in the quiet hours or above the cap, and each ticket by one owner, once', async () => {
    const [desk] = hands as [TestDesk]
    const { db, rules, clock } = desk
    const random = createRepeatableRandom(20261129)
    const below = (n: number): number => Math.floor(random() * n)
    const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T
    const talks = new Map<string, string>()
    for (const who of PEOPLE) talks.set(who, await buildTalk(desk))
    const all = <T>(work: (one: TestDesk) => Promise<T>) => Promise.allSettled(hands.map(work))

    const answer = async (): Promise<void> => {
      const who = pick(PEOPLE)
      const byPhone = below(3) === 0
      const { ticket } = await openTicket(desk, {
        input: buildInput({ contactPhone: `1380000000${PEOPLE.indexOf(who)}` }),
        routing: buildRouting(null),
        citizenId: who,
        conversationId: byPhone ? null : (talks.get(who) ?? null),
        channel: 'web',
        actor: buildCitizen(who),
        idempotencyKey: newId(),
      })
      const publicReply = '路灯已经修好，今晚恢复照明。'
      await answerDirectly(desk, { ticketId: ticket.id, actor: buildStaff(['dispatcher']), publicReply })
    }
    const rateOne = async (): Promise<void> => {
      const rows = await db
        .selectFrom('ticket')
        .select(['id', 'citizen_id'])
        .where('state', '=', 'followup')
        .execute()
      const one = rows[below(Math.max(1, rows.length))]
      if (!one) return
      const actor = buildCitizen(one.citizen_id)
      await recordRating(desk, { ticketId: one.id, solved: 'solved', satisfied: 4, actor }).catch(() => null)
    }
    const call = async (): Promise<void> => {
      const rows = await listCalls(db, 20)
      const one = rows[below(Math.max(1, rows.length))]
      if (!one) return
      // Both agents want it at once.
      await Promise.allSettled(AGENTS.map((agent, i) => takeCall(hands[i] ?? desk, agent, one.id)))
      const note =
        below(2) === 0
          ? { result: 'no_answer' as const, words: '' }
          : { result: 'connected' as const, solved: 'partly' as const, words: '' }
      const reopen = async (): Promise<void> => undefined
      for (const agent of AGENTS) await recordCall({ ...desk, reopen }, agent, one.id, note).catch(() => null)
    }
    const lose = async (): Promise<void> => {
      const row = await db.selectFrom('outbox').select('id').where('state', '=', 'queued').executeTakeFirst()
      const at = clock.now().toISOString()
      if (row) await recordAttempt(db, row.id, { state: 'refused', error: '超过48小时', nextTryAt: at, at })
    }
    const choose = (): Promise<void> =>
      chooseContact(desk, {
        ...choiceOf(pick(['yes', 'yes', 'yes', 'no_call', 'none'] as const)),
        citizenId: pick(PEOPLE),
        via: 'talk',
      })
    const acts = [answer, answer, answer, rateOne, call, call, lose, choose]

    for (let turn = 0; turn < TURNS; turn++) {
      await pick(acts)()
      clock.advance(below(300) * 60_000)
      await all((one) => runDueJobs({ ...one, log }, backgroundJobs(one)))
      if (below(3) === 0) await all(sweepFollowUps)
      const open = await db
        .selectFrom('follow_up')
        .select('ticket_id')
        .where('ended_at', 'is', null)
        .execute()
      expect(new Set(open.map((o) => o.ticket_id)).size).toBe(open.length)
    }

    const contacts = await db.selectFrom('citizen_contact').selectAll().execute()
    expect(contacts.length).toBeGreaterThan(10)
    expect(new Set(contacts.map((c) => c.way))).toEqual(new Set(['channel', 'call']))
    const { dayOf } = createWorkCalendar(rules.calendar)
    const days = new Map<string, number>()
    for (const c of contacts) {
      expect(isQuiet(new Date(c.at), rules.city.followUp, rules.calendar.timezone)).toBe(false)
      const key = `${c.citizen_id} ${dayOf(new Date(c.at))}`
      days.set(key, (days.get(key) ?? 0) + 1)
      const month = contacts.filter(
        (o) =>
          o.citizen_id === c.citizen_id &&
          o.at <= c.at &&
          Date.parse(o.at) > Date.parse(c.at) - 30 * 86_400_000,
      )
      expect(month.length).toBeLessThanOrEqual(rules.city.followUp.per30Days)
    }
    for (const [key, count] of days) expect([key, count <= rules.city.followUp.perDay]).toEqual([key, true])

    // Asked in the channel at most once, and never by an agent as well unless the question was lost on the way.
    const asked = await db.selectFrom('follow_up').selectAll().where('message_id', 'is not', null).execute()
    for (const one of asked.filter((f) => f.attempts > 0)) {
      const sent = await db
        .selectFrom('outbox')
        .select('state')
        .where('message_id', '=', one.message_id ?? '')
        .executeTakeFirst()
      expect(sent?.state).toBe('refused')
    }
    const rounds = await db
      .selectFrom('follow_up')
      .select((eb) => ['ticket_id', eb.fn.countAll<number>().as('n')])
      .where('kind', '=', 'reply')
      .groupBy('ticket_id')
      .execute()
    expect(rounds.every((r) => Number(r.n) === 1)).toBe(true)
    for (const { ticket_id } of rounds)
      expect((await findTicket(db, ticket_id))?.state).toMatch(/followup|closed|archived/)
  }, 60_000)
})
