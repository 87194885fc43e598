import { DateTime } from 'luxon'
import type { DeadlineFile } from '../contracts/knowledge-file.ts'
import { weekdayOf } from './calendar-days.ts'
import type { Day, WorkCalendar, WorkingDue } from './work-calendar.ts'

/** How long a clock runs and how it counts; the part of a rule that decides a due time. */
export type Term = Pick<DeadlineFile, 'amount' | 'unit' | 'starts' | 'ends'>

/** A deadline computed and put into words. */
export type Due = {
  at: Date
  /** When its time really begins; see `WorkingDue.from`. */
  countsFrom: Date
  text: string
  /** A year without a known holiday plan was touched: the time follows when the plan is known. */
  isProvisional: boolean
}

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日']

/** A day the way people say it: "11月27日(周五)". `day` is YYYY-MM-DD. */
export const sayDay = (day: string): string =>
  `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日(周${WEEKDAYS[weekdayOf(day) - 1] ?? ''})`

/** Due times are the same few instants over and over; the time-zone database is slow to ask. */
const SAID_MAX = 5_000
const said = new Map<string, string>()

/** An instant the way people say it in the city's zone: "11月27日(周五)18:00". Midnight is the end of the day before. */
export const sayInstant = (instant: Date, zone: string): string => {
  const key = `${instant.getTime()} ${zone}`
  const known = said.get(key)
  if (known !== undefined) return known
  if (said.size >= SAID_MAX) said.clear()
  const words = putInWords(instant, zone)
  said.set(key, words)
  return words
}

const putInWords = (instant: Date, zone: string): string => {
  const local = DateTime.fromJSDate(instant, { zone })
  if (local.hour === 0 && local.minute === 0) {
    return `${sayDay(local.minus({ days: 1 }).toISODate() ?? '')}24:00`
  }
  return `${sayDay(local.toISODate() ?? '')}${local.toFormat('HH:mm')}`
}

const UNIT_WORDS: Record<DeadlineFile['unit'], string> = {
  minutes: '分钟',
  hours: '小时',
  working_hours: '个工作小时',
  working_days: '个工作日',
  days: '天',
}

/** A length as the rule has it: "5 个工作日". */
export const sayTerm = (term: Pick<Term, 'amount' | 'unit'>): string =>
  `${term.amount} ${UNIT_WORDS[term.unit]}`

/** Whether the unit counts office time only. */
export const isWorkingTime = (unit: DeadlineFile['unit']): boolean =>
  unit === 'working_days' || unit === 'working_hours'

const sayPassed = (passed: WorkingDue): string[] => {
  const off = passed.holidays.map((h) => `${h.name || '放假'}${h.days}天`)
  const made = passed.makeUpDays.map((day) => sayDay(day))
  return [
    ...(off.length > 0 ? [`扣除${off.join('、')}`] : []),
    ...(made.length > 0 ? [`${made.join('、')}调休上班计入`] : []),
  ]
}

/** Said wherever a count went beyond the holiday plans the city has; `day` is the last counted one. */
const sayProvisional = (day: Day): string =>
  `（${day.slice(0, 4)}年放假安排还没有公布，暂按周一至周五推算，公布后重新计算）`

const natural = (calendar: WorkCalendar, term: Term, what: string, start: Date): Due => {
  let countsFrom = start
  let from = '即时起算'
  let isProvisional = false
  if (term.starts === 'next_working_day') {
    const first = calendar.addWorkingDays(start, 1)
    countsFrom = first.from
    from = `${sayInstant(countsFrom, calendar.zone)}起算`
    isProvisional = first.isProvisional
  }
  const at = DateTime.fromJSDate(countsFrom, { zone: calendar.zone })
    .plus(
      Math.trunc(term.amount) === term.amount ? { [term.unit]: term.amount } : { minutes: inMinutes(term) },
    )
    .toJSDate()
  const tail = isProvisional ? sayProvisional(calendar.dayOf(at)) : ''
  const text = `${what} ${sayTerm(term)}，${from}，昼夜连续计算，${sayInstant(at, calendar.zone)}前${tail}`
  return { at, countsFrom, text, isProvisional }
}

const MINUTES: Record<'minutes' | 'hours' | 'days', number> = { minutes: 1, hours: 60, days: 24 * 60 }
const inMinutes = (term: Term): number => term.amount * MINUTES[term.unit as keyof typeof MINUTES]

/**
 * When a rule's term ends, counted from `start`, and one sentence that shows the counting, e.g. "举报 15 个工作日，
 * 12月22日(周二)起算，扣除元旦1天，1月13日(周三)18:00前". Minutes, hours and days are natural time, day and night.
 */
export const explainDue = (calendar: WorkCalendar, term: Term, what: string, start: Date): Due => {
  if (!isWorkingTime(term.unit)) return natural(calendar, term, what, start)
  const rule = {
    ...(term.starts ? { starts: term.starts } : {}),
    ...(term.ends ? { ends: term.ends } : {}),
  }
  const inDays = term.unit === 'working_days'
  const counted = inDays
    ? calendar.addWorkingDays(start, term.amount, rule)
    : calendar.addWorkingMinutes(start, term.amount * 60, rule)
  const first = inDays ? sayDay(counted.firstDay) : sayInstant(counted.from, calendar.zone)
  const parts = [
    `${what} ${sayTerm(term)}`,
    `${first}起算`,
    ...sayPassed(counted),
    `${sayInstant(counted.due, calendar.zone)}前`,
  ]
  const tail = counted.isProvisional ? sayProvisional(counted.lastDay) : ''
  return {
    at: counted.due,
    countsFrom: counted.from,
    text: parts.join('，') + tail,
    isProvisional: counted.isProvisional,
  }
}
