import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoggedEvent } from '../../../src/contracts/events.ts'
import { TICKET_ACTIONS, TICKET_STATES } from '../../../src/contracts/ticket.ts'
import { createDayOf } from '../../../src/insight/metrics/count-events.ts'
import { type Entry, foldSubject } from '../../../src/insight/metrics/fold-subject.ts'

/** Counting, whatever was logged: in portions as at once, in whatever order subjects come, and never a case twice. */
const RULES = { dayOf: createDayOf('Asia/Shanghai'), onceDays: 30 }
const BEGIN = Date.parse('2026-11-01T00:00:00.000Z')
const HOUR_MS = 3_600_000

const unit = fc.constantFrom('lights', 'parks', null)
const moved = fc.record({
  type: fc.constant('ticket.moved'),
  data: fc.record({
    number: fc.constant('20261101-00001'),
    action: fc.constantFrom(...TICKET_ACTIONS),
    from: fc.constantFrom(...TICKET_STATES),
    to: fc.constantFrom(...TICKET_STATES),
    departmentId: unit,
    facts: fc.option(
      fc.record({
        type: fc.constantFrom('help', 'complaint'),
        category: fc.constant('01-01'),
        district: fc.constantFrom('east', null),
        channel: fc.constant('web'),
        repeat: fc.boolean(),
      }),
      { nil: undefined },
    ),
    solved: fc.constantFrom(undefined, 'solved', 'partly', 'unsolved'),
    satisfied: fc.constantFrom(undefined, 1, 3, 5),
    level: fc.constantFrom(undefined, 'normal', 'critical'),
  }),
})
const instant = fc.integer({ min: 0, max: 1_000 }).map((h) => new Date(BEGIN + h * HOUR_MS).toISOString())
const stage = fc.constantFrom('sign', 'contact', 'reply', 'whole', 'urge', 'supervise')
const ended = fc.record({
  type: fc.constant('clock.ended'),
  data: fc.record({
    stage,
    run: fc.integer({ min: 1, max: 3 }),
    why: fc.constantFrom('met', 'late', 'dropped'),
    action: fc.constantFrom(...TICKET_ACTIONS, 'restart'),
    firstDueAt: instant,
    dueAt: instant,
    doneAt: instant,
    departmentId: unit,
  }),
})
const warned = fc.record({
  type: fc.constant('ticket.warned'),
  data: fc.record({
    number: fc.constant('20261101-00001'),
    stage,
    level: fc.constantFrom('yellow', 'red', 'liaison'),
    departmentId: unit,
    dueAt: instant,
    firstDueAt: instant,
  }),
})
const recounted = fc.record({
  type: fc.constant('clock.recounted'),
  data: fc.record({ stage, from: instant, to: instant }),
})
const logged = fc.record({
  what: fc.oneof({ weight: 6, arbitrary: moved }, { weight: 3, arbitrary: ended }, warned, recounted),
  subject: fc.constantFrom('t1', 't2', 't3'),
  // Clocks of machines differ by a little, so time is not strictly the order of the log.
  hours: fc.integer({ min: -1, max: 20 }),
  by: fc.constantFrom('citizen', 'staff', 'system'),
})

const log = fc.array(logged, { maxLength: 60 }).map((rows) => {
  let at = BEGIN
  return rows.map(({ what, subject, hours, by }, index): LoggedEvent => {
    at += hours * HOUR_MS
    return {
      seq: index + 1,
      at: new Date(at).toISOString(),
      type: what.type as LoggedEvent['type'],
      subjectType: 'ticket',
      subjectId: subject,
      actorKind: by,
      actorId: 'x',
      data: what.data as Record<string, unknown>,
    }
  })
})

const ofSubject = (events: readonly LoggedEvent[], id: string): LoggedEvent[] =>
  events.filter((event) => event.subjectId === id)
const dayKey = (e: Entry): string => [e.metric, e.day, e.knownOn, e.unit, e.dim, e.outcome].join('|')
/** What the table of days would hold, subjects taken in the order given. */
const daysOf = (events: readonly LoggedEvent[], order: readonly string[]): string[] => {
  const days = new Map<string, number>()
  for (const id of order) {
    for (const entry of foldSubject(ofSubject(events, id), RULES)) {
      days.set(dayKey(entry), (days.get(dayKey(entry)) ?? 0) + entry.delta)
    }
  }
  return [...days].flatMap(([key, n]) => (n === 0 ? [] : [`${key} ${n}`])).sort()
}

describe('counting any log', () => {
  test('counted in two portions it is what it is at once: earlier entries never change', () => {
    fc.assert(
      fc.property(log, fc.nat(60), (events, cut) => {
        for (const id of ['t1', 't2', 't3']) {
          const own = ofSubject(events, id)
          const whole = foldSubject(own, RULES)
          const first = foldSubject(
            own.filter((e) => e.seq <= cut),
            RULES,
          )
          expect(whole.filter((e) => e.seq <= cut)).toEqual(first)
        }
      }),
      { numRuns: 1_500 },
    )
  })

  test('the order in which subjects are counted does not matter, nor does counting anew', () => {
    fc.assert(
      fc.property(log, (events) => {
        const days = daysOf(events, ['t1', 't2', 't3'])
        expect(daysOf(events, ['t3', 't1', 't2'])).toEqual(days)
        expect(daysOf(events, ['t1', 't2', 't3'])).toEqual(days)
      }),
      { numRuns: 1_000 },
    )
  })

  test('a case is counted once or not at all, and what was known on a day is never unknown later', () => {
    fc.assert(
      fc.property(log, (events) => {
        for (const id of ['t1', 't2', 't3']) {
          const entries = foldSubject(ofSubject(events, id), RULES)
          const standing = new Map<string, number>()
          let known = ''
          for (const entry of entries) {
            expect(entry.knownOn >= known).toBe(true)
            known = entry.knownOn
            const key = `${entry.metric} ${entry.slot}`
            standing.set(key, (standing.get(key) ?? 0) + entry.delta)
          }
          for (const n of standing.values()) expect([0, 1]).toContain(n)
        }
      }),
      { numRuns: 1_500 },
    )
  })
})
