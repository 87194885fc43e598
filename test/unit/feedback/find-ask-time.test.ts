import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { findAskTime, isQuiet } from '../../../src/feedback/find-ask-time.ts'

const minute = fc.integer({ min: 0, max: 24 * 60 - 1 })
const asTime = (at: number): string =>
  `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
const anyRules = fc
  .tuple(minute, minute, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 }))
  .map(([from, until, perDay, per30Days]) => ({
    quietFrom: asTime(from),
    quietUntil: asTime(until),
    perDay,
    per30Days,
  }))
// New York has a day of 23 and one of 25 hours in it; Shanghai has none.
const anyZone = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'UTC')
const START = Date.parse('2026-03-01T00:00:00.000Z')
const DAY_MS = 24 * 60 * 60 * 1000

describe('when somebody may be asked', () => {
  test('never in the quiet hours, never above the cap, never before it is wanted, and every question finds a time', () => {
    const anyWishes = fc.array(fc.integer({ min: 0, max: 240 * 24 * 60 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(anyRules, anyZone, anyWishes, (rules, zone, wishes) => {
        const asked: Date[] = []
        for (const minutes of [...wishes].sort((a, b) => a - b)) {
          // What waits is asked after what was asked: the worker's clock does not go back.
          const wanted = new Date(Math.max(START + minutes * 60_000, asked.at(-1)?.getTime() ?? 0))
          const at = findAskTime(wanted, asked, rules, zone)
          expect(at.getTime()).toBeGreaterThanOrEqual(wanted.getTime())
          expect(isQuiet(at, rules, zone)).toBe(false)
          asked.push(at)
        }
        const dayOf = (at: Date) => DateTime.fromJSDate(at, { zone }).toISODate()
        for (const at of asked) {
          expect(asked.filter((other) => dayOf(other) === dayOf(at)).length).toBeLessThanOrEqual(rules.perDay)
          const within = asked.filter((o) => o <= at && o.getTime() > at.getTime() - 30 * DAY_MS)
          expect(within.length).toBeLessThanOrEqual(rules.per30Days)
        }
      }),
      { numRuns: 1_500, seed: 20261129 },
    )
  })

  test('a question that is free to go goes at once', () => {
    fc.assert(
      fc.property(anyRules, anyZone, fc.integer({ min: 0, max: 90 * 24 * 60 }), (rules, zone, minutes) => {
        const wanted = new Date(START + minutes * 60_000)
        fc.pre(!isQuiet(wanted, rules, zone))
        expect(findAskTime(wanted, [], rules, zone)).toEqual(wanted)
      }),
      { numRuns: 500, seed: 7 },
    )
  })

  const rules = { quietFrom: '21:00', quietUntil: '08:00', perDay: 1, per30Days: 2 }
  const ask = (wanted: string, asked: string[] = []) =>
    findAskTime(
      new Date(wanted),
      asked.map((at) => new Date(at)),
      rules,
      'Asia/Shanghai',
    ).toISOString()

  test('nine in the evening is too late, eight in the morning is early enough', () => {
    expect(ask('2026-11-23T12:59:00.000Z')).toBe('2026-11-23T12:59:00.000Z')
    expect(ask('2026-11-23T13:00:00.000Z')).toBe('2026-11-24T00:00:00.000Z')
    expect(ask('2026-11-23T20:30:00.000Z')).toBe('2026-11-24T00:00:00.000Z')
  })

  test('asked today, tomorrow at eight; asked twice this month, when the first is thirty days old', () => {
    expect(ask('2026-11-23T06:00:00.000Z', ['2026-11-23T02:00:00.000Z'])).toBe('2026-11-24T00:00:00.000Z')
    const twice = ['2026-11-20T02:00:00.000Z', '2026-11-23T02:00:00.000Z']
    expect(ask('2026-11-24T06:00:00.000Z', twice)).toBe('2026-12-20T02:00:00.000Z')
  })
})
