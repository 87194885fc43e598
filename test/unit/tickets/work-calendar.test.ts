import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createWorkCalendar } from '../../../src/tickets/work-calendar.ts'
import { buildCalendarFile } from '../../support/build-rules.ts'

const calendar = createWorkCalendar(buildCalendarFile())
const DAY_MS = 24 * 60 * 60 * 1000
const SHANGHAI_MS = 8 * 60 * 60 * 1000
// The plans of the State Council's office for 2025 and 2026, written out by hand: the reference of these tests.
const OFF = new Set(
  [
    ['2025-01-01', 1],
    ['2025-01-28', 8],
    ['2025-04-04', 3],
    ['2025-05-01', 5],
    ['2025-05-31', 3],
    ['2025-10-01', 8],
    ['2026-01-01', 3],
    ['2026-02-15', 9],
    ['2026-04-04', 3],
    ['2026-05-01', 5],
    ['2026-06-19', 3],
    ['2026-09-25', 3],
    ['2026-10-01', 7],
  ].flatMap(([from, days]) =>
    Array.from({ length: Number(days) }, (_, i) =>
      new Date(Date.parse(`${from}T00:00:00Z`) + i * DAY_MS).toISOString().slice(0, 10),
    ),
  ),
)
const MADE_UP = new Set([
  ...['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
])

const worksByHand = (day: string): boolean => {
  if (MADE_UP.has(day)) return true
  if (OFF.has(day)) return false
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}
const shanghaiDay = (ms: number): string => new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10)
const shanghaiInstant = (day: string, minute: number): number =>
  Date.parse(`${day}T00:00:00Z`) - SHANGHAI_MS + minute * 60_000

// Starts well inside the two known years, so that the longest counted term stays in them.
const anyStart = fc
  .integer({ min: Date.parse('2025-01-01T00:00:00+08:00'), max: Date.parse('2026-10-20T00:00:00+08:00') })
  .map((ms) => new Date(ms))

describe('working days of 2025 and 2026', () => {
  test('every single day agrees with the published holiday plans, make-up days included', () => {
    const wrong: string[] = []
    for (let ms = Date.parse('2025-01-01T00:00:00Z'); ms < Date.parse('2027-01-01T00:00:00Z'); ms += DAY_MS) {
      const day = new Date(ms).toISOString().slice(0, 10)
      if (calendar.isWorkday(day) !== worksByHand(day)) wrong.push(day)
    }
    expect(wrong).toEqual([])
  })

  test('a make-up Saturday works, National Day week does not', () => {
    expect(calendar.isWorkday('2026-02-14')).toBe(true)
    expect(calendar.isWorkday('2026-10-10')).toBe(true)
    for (let d = 1; d <= 7; d++) expect(calendar.isWorkday(`2026-10-0${d}`)).toBe(false)
    expect(calendar.isWorkday('2026-10-08')).toBe(true)
  })

  test('the days stay right when the machine itself runs west of Greenwich', () => {
    const before = process.env.TZ
    try {
      process.env.TZ = 'America/Los_Angeles'
      expect(calendar.isWorkday('2026-10-01')).toBe(false)
      expect(calendar.isWorkday('2026-02-14')).toBe(true)
      expect(calendar.isWorkday('2026-11-23')).toBe(true)
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })
})

describe('a year without a known holiday plan', () => {
  test('New Year 2027 is counted as an ordinary Friday, and said to be provisional', () => {
    expect(calendar.kindOf('2027-01-01')).toMatchObject({ working: true, isKnown: false })
    const due = calendar.addWorkingDays(new Date('2026-12-30T10:00:00+08:00'), 3)
    expect(due.lastDay).toBe('2027-01-04')
    expect(due.isProvisional).toBe(true)
  })

  test('a correction by the city counts even there', () => {
    const corrected = createWorkCalendar(
      buildCalendarFile({ overrides: [{ day: '2027-01-01', working: false, name: '元旦' }] }),
    )
    const due = corrected.addWorkingDays(new Date('2026-12-30T10:00:00+08:00'), 3)
    expect(due.lastDay).toBe('2027-01-05')
    expect(due.holidays).toEqual([{ name: '元旦', days: 1 }])
  })

  test('a term inside known years is not provisional', () => {
    expect(calendar.addWorkingDays(new Date('2026-11-21T12:00:00Z'), 5).isProvisional).toBe(false)
  })
})

describe('counting working days', () => {
  test('counting starts the day after and ends when the office closes', () => {
    const due = calendar.addWorkingDays(new Date('2026-11-21T12:00:00Z'), 5)
    expect(due.firstDay).toBe('2026-11-23')
    expect(due.due.toISOString()).toBe('2026-11-27T10:00:00.000Z')
  })

  test('it equals a day-by-day count over the published plans', () => {
    fc.assert(
      fc.property(anyStart, fc.integer({ min: 1, max: 40 }), (start, amount) => {
        let ms = Date.parse(`${shanghaiDay(start.getTime())}T00:00:00Z`)
        for (let left = amount; left > 0; ) {
          ms += DAY_MS
          if (worksByHand(new Date(ms).toISOString().slice(0, 10))) left--
        }
        const lastDay = new Date(ms).toISOString().slice(0, 10)
        expect(calendar.addWorkingDays(start, amount).due.getTime()).toBe(shanghaiInstant(lastDay, 18 * 60))
      }),
      { numRuns: 300 },
    )
  })

  test('one day more is never due earlier, and always on a working day', () => {
    fc.assert(
      fc.property(anyStart, fc.integer({ min: 1, max: 30 }), (start, amount) => {
        const [one, more] = [
          calendar.addWorkingDays(start, amount),
          calendar.addWorkingDays(start, amount + 1),
        ]
        expect(more.due.getTime()).toBeGreaterThan(one.due.getTime())
        expect(one.due.getTime()).toBeGreaterThan(start.getTime())
        expect(worksByHand(one.lastDay)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('a part of a day counts as a day, and nothing or less is refused', () => {
    const start = new Date('2026-11-21T12:00:00Z')
    expect(calendar.addWorkingDays(start, 0.5).lastDay).toBe('2026-11-23')
    expect(() => calendar.addWorkingDays(start, 0)).toThrow(RangeError)
    expect(() => calendar.addWorkingDays(start, Number.NaN)).toThrow(RangeError)
  })

  test('a calendar with no working day at all is refused instead of counted for ever', () => {
    const overrides = Array.from({ length: 400 }, (_, i) => ({
      day: new Date(Date.parse('2026-01-01T00:00:00Z') + i * DAY_MS).toISOString().slice(0, 10),
      working: false,
      name: '停办',
    }))
    const closed = createWorkCalendar(buildCalendarFile({ overrides }))
    expect(() => closed.addWorkingDays(new Date('2026-03-01T00:00:00Z'), 1)).toThrow(RangeError)
  })
})

describe('counting working minutes', () => {
  const PERIODS = [
    [9 * 60, 12 * 60],
    [13 * 60 + 30, 18 * 60],
  ] as const
  const openMs = (from: number, to: number): number => {
    let open = 0
    for (let ms = from - DAY_MS; ms <= to + DAY_MS; ms += DAY_MS) {
      const day = shanghaiDay(ms)
      if (!worksByHand(day)) continue
      for (const [opens, closes] of PERIODS) {
        const left = Math.max(from, shanghaiInstant(day, opens))
        const right = Math.min(to, shanghaiInstant(day, closes))
        open += Math.max(0, right - left)
      }
    }
    return open
  }

  test('the lunch break does not count', () => {
    const due = calendar.addWorkingMinutes(new Date('2026-11-23T11:30:00+08:00'), 60)
    expect(due.due.toISOString()).toBe(new Date('2026-11-23T14:00:00+08:00').toISOString())
  })

  test('a term that just fits ends at closing time, not at the next opening', () => {
    const due = calendar.addWorkingMinutes(new Date('2026-11-23T17:00:00+08:00'), 60)
    expect(due.due.toISOString()).toBe(new Date('2026-11-23T18:00:00+08:00').toISOString())
  })

  test('exactly the asked office time lies between start and due, and due lies inside office hours', () => {
    fc.assert(
      fc.property(anyStart, fc.integer({ min: 1, max: 5_000 }), (start, minutes) => {
        const due = calendar.addWorkingMinutes(start, minutes)
        expect(openMs(start.getTime(), due.due.getTime())).toBe(minutes * 60_000)
        const minuteOfDay = (due.due.getTime() - shanghaiInstant(due.lastDay, 0)) / 60_000
        expect(PERIODS.some(([opens, closes]) => minuteOfDay > opens && minuteOfDay <= closes)).toBe(true)
        expect(worksByHand(due.lastDay)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('more minutes are never due earlier', () => {
    fc.assert(
      fc.property(anyStart, fc.nat(3_000), fc.nat(3_000), (start, a, b) => {
        const [less, more] = [Math.min(a, b) + 1, Math.max(a, b) + 1]
        const early = calendar.addWorkingMinutes(start, less).due.getTime()
        expect(calendar.addWorkingMinutes(start, more).due.getTime()).toBeGreaterThanOrEqual(early)
      }),
      { numRuns: 100 },
    )
  })

  test('hours that run to midnight end at the next day’s zero hour', () => {
    const night = createWorkCalendar(buildCalendarFile({ workingPeriods: [{ from: '20:00', to: '24:00' }] }))
    const due = night.addWorkingDays(new Date('2026-11-22T10:00:00+08:00'), 1)
    expect(due.due.toISOString()).toBe(new Date('2026-11-24T00:00:00+08:00').toISOString())
  })
})
