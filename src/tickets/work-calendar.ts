import chineseDays from 'chinese-days'
import { DateTime } from 'luxon'
import type { CalendarFile } from '../contracts/knowledge-file.ts'

/** A day as text, YYYY-MM-DD, in the city's time zone. */
export type Day = string

/** Why a day works or not. `name` is the holiday's name in Chinese, empty for plain days. */
export type DayKind = {
  working: boolean
  /** The day of the week alone would have said the opposite. */
  isSpecial: boolean
  name: string
  /** The year's holiday plan is known. Otherwise only weekends and overrides were looked at. */
  isKnown: boolean
}

/** The end of a count of working time, and what was passed over on the way. */
export type WorkingDue = {
  due: Date
  /** The first and last day that were counted. */
  firstDay: Day
  lastDay: Day
  /** Monday-to-Friday days that did not count, by holiday, in order. */
  holidays: { name: string; days: number }[]
  /** Weekend days that did count (调休上班), in order. */
  makeUpDays: Day[]
  /** A day without a known holiday plan was looked at: the date may still move. */
  isProvisional: boolean
}

/** Working days and office hours of one city. Pure: the same calendar and instant give the same answer anywhere. */
export type WorkCalendar = {
  zone: string
  /** The day an instant falls on in the city. */
  dayOf(instant: Date): Day
  kindOf(day: Day): DayKind
  isWorkday(day: Day): boolean
  /**
   * Counts whole working days, beginning with the first working day AFTER the start (次日起算); due at the end of
   * the last office period of the last day. A part of a day counts as a day. `amount` > 0.
   */
  addWorkingDays(start: Date, amount: number): WorkingDue
  /** Counts minutes inside office hours only, beginning at the start itself. `amount` > 0. */
  addWorkingMinutes(start: Date, amount: number): WorkingDue
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const SATURDAY = 6
/** The longest row of days off that is looked through; a calendar with more is a mistake, not a holiday. */
const DAYS_OFF_MAX = 60
/** The longest term that is counted, about eight years of working days. */
const WORKING_DAYS_MAX = 2_000

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

// Days are plain dates: reckoned in UTC, where every day has 24 hours.
const nextDay = (day: Day): Day => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10)
const isWeekendDay = (day: Day): boolean => [0, SATURDAY].includes(new Date(day).getUTCDay())

/**
 * The library reads text as UTC and answers by the machine's own zone, which is a day off west of Greenwich.
 * Noon of the machine's zone is the asked day everywhere.
 */
const libraryDetail = (day: Day): { work: boolean; name: string } => {
  const at = new Date(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)), 12)
  return chineseDays.getDayDetail(at)
}

const libraryName = (name: string): string => name.split(',')[1] ?? ''

const kindReader = (file: CalendarFile): ((day: Day) => DayKind) => {
  const overrides = new Map(file.overrides.map((o) => [o.day, o]))
  const known = new Set(file.knownYears)
  return (day) => {
    const isWeekend = isWeekendDay(day)
    const isKnown = known.has(Number(day.slice(0, 4)))
    const override = overrides.get(day)
    if (override) {
      return {
        working: override.working,
        isSpecial: override.working === isWeekend,
        name: override.name,
        isKnown,
      }
    }
    // A year the library has no plan for looks to it like a year without holidays, so it isn't asked.
    if (!isKnown) return { working: !isWeekend, isSpecial: false, name: '', isKnown }
    const detail = libraryDetail(day)
    const isSpecial = detail.work === isWeekend
    return { working: detail.work, isSpecial, name: isSpecial ? libraryName(detail.name) : '', isKnown }
  }
}

type Passed = Pick<WorkingDue, 'holidays' | 'makeUpDays' | 'isProvisional'>

const notePassed = (passed: Passed, day: Day, kind: DayKind): void => {
  if (!kind.isKnown) passed.isProvisional = true
  if (!kind.isSpecial) return
  if (kind.working) {
    passed.makeUpDays.push(day)
    return
  }
  const last = passed.holidays.at(-1)
  if (last?.name === kind.name) last.days++
  else passed.holidays.push({ name: kind.name, days: 1 })
}

/**
 * Builds the calendar from the city's file: the holiday library for the years the file declares known, the file's
 * overrides above it, weekends alone for all other years. 24:00 is the end of the day.
 * @throws RangeError when counting meets more than 60 days off in a row, or a term above 2,000 working days.
 */
export const createWorkCalendar = (file: CalendarFile): WorkCalendar => {
  const zone = file.timezone
  const kindOf = kindReader(file)
  const periods = file.workingPeriods
    .map((p) => ({ from: minutesOf(p.from), to: minutesOf(p.to) }))
    .sort((a, b) => a.from - b.from)
  const closing = Math.max(...periods.map((p) => p.to))

  const instantAt = (day: Day, minute: number): Date => {
    const start = DateTime.fromISO(day, { zone })
    const whole = minute >= 24 * 60 ? start.plus({ days: 1 }) : start
    const rest = minute % (24 * 60)
    return whole.set({ hour: Math.floor(rest / 60), minute: rest % 60 }).toJSDate()
  }
  const dayOf = (instant: Date): Day => DateTime.fromJSDate(instant, { zone }).toISODate() ?? ''

  const nextWorkday = (from: Day, passed: Passed): Day => {
    let day = from
    for (let off = 0; off <= DAYS_OFF_MAX; off++) {
      const kind = kindOf(day)
      notePassed(passed, day, kind)
      if (kind.working) return day
      day = nextDay(day)
    }
    throw new RangeError(`no working day within ${DAYS_OFF_MAX} days after ${from}`)
  }

  const addWorkingDays = (start: Date, amount: number): WorkingDue => {
    const days = Math.ceil(amount)
    if (!(days >= 1) || days > WORKING_DAYS_MAX) throw new RangeError(`cannot count ${amount} working days`)
    const passed: Passed = { holidays: [], makeUpDays: [], isProvisional: false }
    const firstDay = nextWorkday(nextDay(dayOf(start)), passed)
    let lastDay = firstDay
    for (let counted = 1; counted < days; counted++) lastDay = nextWorkday(nextDay(lastDay), passed)
    return { due: instantAt(lastDay, closing), firstDay, lastDay, ...passed }
  }

  const addWorkingMinutes = (start: Date, amount: number): WorkingDue => {
    if (!(amount > 0)) throw new RangeError(`cannot count ${amount} working minutes`)
    const passed: Passed = { holidays: [], makeUpDays: [], isProvisional: false }
    let restMs = amount * MINUTE_MS
    let firstDay: Day | null = null
    let day = dayOf(start)
    for (let looked = 0; looked < WORKING_DAYS_MAX; looked++) {
      day = nextWorkday(day, passed)
      for (const period of periods) {
        const opens = Math.max(instantAt(day, period.from).getTime(), start.getTime())
        const openMs = instantAt(day, period.to).getTime() - opens
        if (openMs <= 0) continue
        firstDay ??= day
        if (restMs <= openMs) {
          const from = firstDay
          // A day whose office hours were over before the start was passed, not counted.
          const makeUpDays = passed.makeUpDays.filter((d) => d >= from)
          return { due: new Date(opens + restMs), firstDay, lastDay: day, ...passed, makeUpDays }
        }
        restMs -= openMs
      }
      day = nextDay(day)
    }
    throw new RangeError(`cannot count ${amount} working minutes`)
  }

  return {
    zone,
    dayOf,
    kindOf,
    isWorkday: (day) => kindOf(day).working,
    addWorkingDays,
    addWorkingMinutes,
  }
}
