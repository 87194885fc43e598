import { DateTime } from 'luxon'
import type { DeadlineFile } from '../contracts/knowledge-file.ts'
import type { WorkCalendar, WorkingDue } from './work-calendar.ts'

/** A deadline computed and put into words. `isProvisional`: a year without a known holiday plan was touched. */
export type Due = { at: Date; text: string; isProvisional: boolean }

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日']

/** A day the way people say it: "11月27日(周五)". `day` is YYYY-MM-DD. */
export const sayDay = (day: string): string => {
  const d = DateTime.fromISO(day, { zone: 'utc' })
  return `${d.month}月${d.day}日(周${WEEKDAYS[d.weekday - 1] ?? ''})`
}

/** An instant the way people say it in the city's zone: "11月27日(周五)18:00". Midnight is the end of the day before. */
export const sayInstant = (instant: Date, zone: string): string => {
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

const sayPassed = (passed: WorkingDue): string => {
  const off = passed.holidays.map((h) => `${h.name || '放假'} ${h.days} 天`)
  const made = passed.makeUpDays.map((day) => sayDay(day))
  const parts = [
    ...(off.length > 0 ? [`扣除 ${off.join('、')}`] : []),
    ...(made.length > 0 ? [`${made.join('、')}调休上班，计入`] : []),
    ...(passed.isProvisional ? ['其中有的年份放假安排还没有公布，暂按周末推算，公布后以更新的时间为准'] : []),
  ]
  return parts.length > 0 ? `(${parts.join(';')})` : ''
}

/**
 * When a rule's term ends, counted from `start`, and one sentence that shows the counting, e.g.
 * "投诉 5 个工作日，从 11月23日(周一)起算，最迟 11月27日(周五)18:00". Minutes, hours and days are natural time.
 */
export const explainDue = (
  calendar: WorkCalendar,
  policy: Pick<DeadlineFile, 'amount' | 'unit'>,
  what: string,
  start: Date,
): Due => {
  const term = `${what} ${policy.amount} ${UNIT_WORDS[policy.unit]}`
  const say = (at: Date): string => sayInstant(at, calendar.zone)
  if (policy.unit === 'working_days') {
    const counted = calendar.addWorkingDays(start, policy.amount)
    const text = `${term}，从 ${sayDay(counted.firstDay)}起算，最迟 ${say(counted.due)}${sayPassed(counted)}`
    return { at: counted.due, text, isProvisional: counted.isProvisional }
  }
  if (policy.unit === 'working_hours') {
    const counted = calendar.addWorkingMinutes(start, policy.amount * 60)
    const text = `${term}，最迟 ${say(counted.due)}${sayPassed(counted)}`
    return { at: counted.due, text, isProvisional: counted.isProvisional }
  }
  const at = DateTime.fromJSDate(start, { zone: calendar.zone })
    .plus({ [policy.unit]: policy.amount })
    .toJSDate()
  return { at, text: `${term}，昼夜连续计算，最迟 ${say(at)}`, isProvisional: false }
}
