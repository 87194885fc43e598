import fc from 'fast-check'
import { CalendarFile } from '../../src/contracts/knowledge-file.ts'

/** The stretch of days all generated calendars are about: over a New Year, so that two plans meet. */
export const FIRST_DAY = '2026-11-16'
export const TABLE_DAYS = 260

const DAY_MS = 24 * 60 * 60_000
const dayAt = (index: number): string =>
  new Date(Date.parse(`${FIRST_DAY}T00:00:00Z`) + index * DAY_MS).toISOString().slice(0, 10)
const timeAt = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** One to three periods of a day in order and apart; odd minutes, midnight and 23:59 among them. */
const anyPeriods = fc
  .uniqueArray(
    fc.oneof(
      fc.integer({ min: 0, max: 1_440 }),
      fc.constantFrom(0, 540, 720, 810, 1_020, 1_080, 1_439, 1_440),
    ),
    {
      minLength: 2,
      maxLength: 6,
    },
  )
  .map((minutes) => {
    const sorted = [...minutes].sort((a, b) => a - b)
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => ({
      from: timeAt(sorted[i * 2] ?? 0),
      to: timeAt(sorted[i * 2 + 1] ?? 1_440),
    }))
  })

/** Open for two hours at least, or long terms would leave the table. */
const anyUsualPeriods = anyPeriods.filter(
  (periods) => periods.reduce((sum, { from, to }) => sum + minutesOf(to) - minutesOf(from), 0) >= 120,
)

/** Most cities, and the odd ones: Monday and Thursday only, a Friday that ends at noon, an open Saturday. */
const anyWeek = fc.oneof(
  fc.constant(undefined),
  fc.constant({ '2': [], '3': [], '5': [] }),
  fc.record({ '5': anyPeriods, '6': anyPeriods }, { requiredKeys: [] }),
)

const anyYears = fc
  .record({
    off: fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 8 })), { maxLength: 4 }),
    work: fc.uniqueArray(fc.nat(200), { maxLength: 4 }),
    half: fc.array(fc.tuple(fc.nat(200), anyPeriods), { maxLength: 3 }),
    knowsNext: fc.boolean(),
  })
  .map(({ off, work, half, knowsNext }) => {
    const away = new Set(off.flatMap(([from, days]) => Array.from({ length: days }, (_, i) => from + i)))
    const inYear = (year: number) => (index: number) => dayAt(index).startsWith(`${year}`)
    const plan = (year: number) => ({
      year,
      off: [...away].filter(inYear(year)).map((i) => ({ name: '节', from: dayAt(i), to: dayAt(i) })),
      work: work
        .filter((i) => !away.has(i))
        .filter(inYear(year))
        .map((i) => ({ day: dayAt(i) })),
      halfDays: half
        .filter(([i]) => !away.has(i) && !work.includes(i) && inYear(year)(i))
        .filter(([i], at, all) => all.findIndex(([other]) => other === i) === at)
        .map(([i, periods]) => ({ day: dayAt(i), name: '半天', periods })),
    })
    return [plan(2026), ...(knowsNext ? [plan(2027)] : [])]
  })

/** A city's calendar of any kind. */
export const anyCalendarFile = fc
  .record({
    workingPeriods: anyUsualPeriods,
    week: anyWeek,
    years: anyYears,
    overrides: fc.array(fc.tuple(fc.nat(200), fc.boolean()), { maxLength: 2 }),
  })
  .map(({ workingPeriods, week, years, overrides }) =>
    CalendarFile.parse({
      timezone: 'Asia/Shanghai',
      workingPeriods,
      ...(week ? { week } : {}),
      years,
      overrides: overrides
        .filter(([i], at) => overrides.findIndex(([other]) => other === i) === at)
        .map(([i, working]) => ({ day: dayAt(i), working, name: '市里临时安排' })),
    }),
  )

/** An instant on a whole minute in the first forty days of the table. */
export const anyStart = fc
  .integer({ min: 0, max: 40 * 1_440 })
  .map((minute) => new Date(Date.parse(`${FIRST_DAY}T00:00:00Z`) - 8 * 60 * 60_000 + minute * 60_000))
