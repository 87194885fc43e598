import { DateTime } from 'luxon'
import type { CalendarFile } from '../contracts/knowledge-file.ts'
import { type Day, type DayKind, dayReader, type Hours, nextDay, previousDay } from './calendar-days.ts'

export type { Day, DayKind } from './calendar-days.ts'

/** How a count begins and ends; see `DeadlineFile`. */
export type CountRule = {
  /** Default: the next working day for days, at once for minutes. */
  starts?: 'next_working_day' | 'at_once'
  /** Where the last of whole days ends. Default: when the office closes. */
  ends?: 'closing' | 'midnight'
}

/** The end of a count of working time, and what was passed over on the way. */
export type WorkingDue = {
  due: Date
  /** When the first counted time began: the opening of the first day, or the start itself inside office hours. */
  from: Date
  /** The first and last day that were counted. */
  firstDay: Day
  lastDay: Day
  /** Days that the week calls working and that did not count, by holiday, in order. */
  holidays: { name: string; days: number }[]
  /** Days that the week calls free and that did count (调休上班), in order. */
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
   * Counts whole working days, by default beginning with the first working day AFTER the start (次日起算); at once, the
   * day of the start counts while its office is still open. A part of a day counts as a day. `amount` > 0.
   */
  addWorkingDays(start: Date, amount: number, rule?: CountRule): WorkingDue
  /** Counts minutes inside office hours only. `amount` > 0; it need not be whole. */
  addWorkingMinutes(start: Date, amount: number, rule?: CountRule): WorkingDue
  /** Office time between two instants, milliseconds; 0 when `to` is not after `from`. */
  workingMsBetween(from: Date, to: Date): number
  /** How many working days ended after `from` and not after `to`. */
  countDayEnds(from: Date, to: Date, ends?: CountRule['ends']): number
}

type Span = { from: number; to: number }

const MINUTE_MS = 60_000
/** The longest row of days off that is looked through; a calendar with more is a mistake, not a holiday. */
const DAYS_OFF_MAX = 60
/** The longest term that is counted, about eight years of working days. */
const WORKING_DAYS_MAX = 2_000
/** Days an instant is looked at in each calendar before the memory of them is dropped: about 27 years. */
const REMEMBERED_MAX = 10_000

type Passed = Pick<WorkingDue, 'holidays' | 'makeUpDays' | 'isProvisional'>
const nothingPassed = (): Passed => ({ holidays: [], makeUpDays: [], isProvisional: false })

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

/** What is known of one day: its kind, its office time as instants, its beginning and its two possible ends, and the day after. */
type Reckoned = {
  kind: DayKind
  spans: Span[]
  start: number
  closing: number
  midnight: number
  next: Day
}

const reckoner = (file: CalendarFile): ((day: Day) => Reckoned) => {
  const kindOf = dayReader(file)
  const remembered = new Map<Day, Reckoned>()
  const reckon = (day: Day): Reckoned => {
    const kind = kindOf(day)
    const start = DateTime.fromISO(day, { zone: file.timezone })
    const next = start.plus({ days: 1 })
    // Wall-clock times, not minutes after midnight: a day on which the clocks change has 23 or 25 hours.
    const at = (minute: number): number =>
      minute >= 24 * 60
        ? next.toMillis()
        : start.set({ hour: Math.floor(minute / 60), minute: minute % 60 }).toMillis()
    const spans = kind.hours.map((h: Hours) => ({ from: at(h.from), to: at(h.to) }))
    const midnight = next.toMillis()
    return {
      kind,
      spans,
      start: start.toMillis(),
      closing: spans.at(-1)?.to ?? midnight,
      midnight,
      next: nextDay(day),
    }
  }
  return (day) => {
    const known = remembered.get(day)
    if (known) return known
    if (remembered.size >= REMEMBERED_MAX) remembered.clear()
    const made = reckon(day)
    remembered.set(day, made)
    return made
  }
}

const counter = (file: CalendarFile) => {
  const reckon = reckoner(file)
  /** By the remembered midnights around it, because asking the time-zone database costs more than all the rest of a due time. */
  const dayOf = (instant: Date): Day => {
    const day = instant.toISOString().slice(0, 10)
    const { start, midnight, next } = reckon(day)
    if (instant.getTime() >= midnight) return next
    return instant.getTime() < start ? previousDay(day) : day
  }

  const nextWorkday = (from: Day, passed: Passed): Day => {
    let day = from
    for (let off = 0; off <= DAYS_OFF_MAX; off++) {
      const { kind, next } = reckon(day)
      notePassed(passed, day, kind)
      if (kind.working) return day
      day = next
    }
    throw new RangeError(`no working day within ${DAYS_OFF_MAX} days after ${from}`)
  }
  /** The first day that counts: the start's own only when it counts at once and its office has not closed yet. */
  const firstWorkday = (start: Date, atOnce: boolean, passed: Passed): Day => {
    const today = dayOf(start)
    const { kind, closing, next } = reckon(today)
    const isOver = atOnce && kind.working && start.getTime() >= closing
    return nextWorkday(atOnce && !isOver ? today : next, passed)
  }
  return { reckon, dayOf, nextWorkday, firstWorkday }
}
type Counter = ReturnType<typeof counter>

const addDays = (c: Counter, start: Date, amount: number, rule: CountRule): WorkingDue => {
  const days = Math.ceil(amount)
  if (!(days >= 1) || days > WORKING_DAYS_MAX) throw new RangeError(`cannot count ${amount} working days`)
  const passed = nothingPassed()
  const firstDay = c.firstWorkday(start, rule.starts === 'at_once', passed)
  let lastDay = firstDay
  for (let counted = 1; counted < days; counted++) lastDay = c.nextWorkday(c.reckon(lastDay).next, passed)
  const from = Math.max(start.getTime(), c.reckon(firstDay).spans[0]?.from ?? 0)
  return {
    due: new Date(c.reckon(lastDay)[rule.ends ?? 'closing']),
    from: new Date(from),
    firstDay,
    lastDay,
    ...passed,
  }
}

const addMinutes = (c: Counter, start: Date, amount: number, rule: CountRule): WorkingDue => {
  if (!(amount > 0)) throw new RangeError(`cannot count ${amount} working minutes`)
  const passed = nothingPassed()
  let restMs = Math.ceil(amount * MINUTE_MS)
  let first: { day: Day; at: number } | null = null
  let day = c.firstWorkday(start, rule.starts !== 'next_working_day', passed)
  for (let looked = 0; looked < WORKING_DAYS_MAX; looked++) {
    for (const span of c.reckon(day).spans) {
      const opens = Math.max(span.from, start.getTime())
      const openMs = span.to - opens
      if (openMs <= 0) continue
      first ??= { day, at: opens }
      if (restMs <= openMs) {
        return {
          due: new Date(opens + restMs),
          from: new Date(first.at),
          firstDay: first.day,
          lastDay: day,
          ...passed,
        }
      }
      restMs -= openMs
    }
    day = c.nextWorkday(c.reckon(day).next, passed)
  }
  throw new RangeError(`cannot count ${amount} working minutes`)
}

const msBetween = (c: Counter, from: Date, to: Date): number => {
  const [start, end] = [from.getTime(), to.getTime()]
  let open = 0
  for (let day = c.dayOf(from); start < end; day = c.reckon(day).next) {
    const { spans, midnight } = c.reckon(day)
    for (const span of spans) open += Math.max(0, Math.min(span.to, end) - Math.max(span.from, start))
    if (midnight >= end) break
  }
  return open
}

const dayEnds = (c: Counter, from: Date, to: Date, ends: 'closing' | 'midnight'): number => {
  const [start, end] = [from.getTime(), to.getTime()]
  let count = 0
  // Midnight ends the day before: the look begins a day early.
  for (let day = c.dayOf(new Date(start - 1)); start < end; day = c.reckon(day).next) {
    const reckoned = c.reckon(day)
    const at = reckoned[ends]
    if (reckoned.kind.working && at > start && at <= end) count++
    if (reckoned.midnight > end) break
  }
  return count
}

/**
 * Builds the calendar from office hours and holiday plans; weekends alone for years without a plan. 24:00 is the end
 * of the day.
 * @throws RangeError when counting meets more than 60 days off in a row, or a term above 2,000 working days.
 */
export const createWorkCalendar = (file: CalendarFile): WorkCalendar => {
  const c = counter(file)
  return {
    zone: file.timezone,
    dayOf: c.dayOf,
    kindOf: (day) => c.reckon(day).kind,
    isWorkday: (day) => c.reckon(day).kind.working,
    addWorkingDays: (start, amount, rule = {}) => addDays(c, start, amount, rule),
    addWorkingMinutes: (start, amount, rule = {}) => addMinutes(c, start, amount, rule),
    workingMsBetween: (from, to) => msBetween(c, from, to),
    countDayEnds: (from, to, ends = 'closing') => dayEnds(c, from, to, ends),
  }
}
