import type { CalendarYearFile } from '../../contracts/knowledge-file.ts'
import { type Day, daysBetween, weekdayOf } from '../calendar-days.ts'

/** What stands against a plan, and what somebody should look at again. Sentences for people. */
export type Checked = { mistakes: string[]; warnings: string[] }

/** The public holidays of the country (国务院《全国年节及纪念日放假办法》); each must be in a year's plan. */
const HOLIDAYS: readonly (readonly [string, RegExp])[] = [
  ['元旦', /元旦/],
  ['春节', /春节|除夕/],
  ['清明节', /清明/],
  ['劳动节', /劳动|五一/],
  ['端午节', /端午/],
  ['中秋节', /中秋/],
  ['国庆节', /国庆|十一/],
]
/** Since 2025 (国令第795号) thirteen days are off beyond weekends; what make-up days move cancels out. */
const DAYS_OFF_SINCE_2025 = 13
const DAYS_OFF_BEFORE = 11
const LONGEST_HOLIDAY = 12

const isWeekend = (day: Day): boolean => weekdayOf(day) > 5

const checkDays = (plan: CalendarYearFile, say: (mistake: string) => void): Map<Day, string> => {
  const seen = new Map<Day, string>()
  const inYear = (day: Day, name: string): void => {
    if (!day.startsWith(`${plan.year}-`)) say(`${name} ${day} 不在 ${plan.year} 年里`)
    else if (Number.isNaN(Date.parse(day)) || new Date(day).toISOString().slice(0, 10) !== day) {
      say(`${name} ${day} 不是日历上的一天`)
    }
  }
  const note = (day: Day, name: string): void => {
    const before = seen.get(day)
    if (before !== undefined) say(`${day} 写了两次：${before}和${name}`)
    seen.set(day, name)
  }
  for (const { name, from, to } of plan.off) {
    inYear(from, name)
    inYear(to, name)
    if (from > to) say(`${name}的结束日 ${to} 在开始日 ${from} 之前`)
    for (const day of daysBetween(from, to)) note(day, `${name}放假`)
  }
  for (const { day } of plan.work) {
    inYear(day, '调休上班')
    note(day, '调休上班')
  }
  for (const { day, name } of plan.halfDays) {
    inYear(day, name)
    note(day, name)
  }
  return seen
}

/**
 * Whether a year's plan can be right: every day in the year and named once, no holiday missing, as many days off as
 * the law gives. `mistakes` refuse the plan; `warnings` are what a city may mean that way.
 */
export const checkCalendarYear = (plan: CalendarYearFile): Checked => {
  const mistakes: string[] = []
  const warnings: string[] = []
  checkDays(plan, (mistake) => mistakes.push(mistake))
  for (const [holiday, pattern] of HOLIDAYS) {
    if (!plan.off.some((off) => pattern.test(off.name))) mistakes.push(`缺少${holiday}的放假安排`)
  }
  if (mistakes.length > 0) return { mistakes, warnings }
  const off = plan.off.flatMap(({ from, to }) => daysBetween(from, to))
  for (const { name, from, to } of plan.off) {
    const days = daysBetween(from, to).length
    if (days > LONGEST_HOLIDAY) warnings.push(`${name}连放 ${days} 天，请核对起止日期`)
  }
  for (const { day } of plan.work) {
    if (!isWeekend(day)) warnings.push(`调休上班 ${day} 本来就是周一至周五`)
  }
  const extra = off.filter((day) => !isWeekend(day)).length - plan.work.filter((w) => isWeekend(w.day)).length
  const law = plan.year >= 2025 ? DAYS_OFF_SINCE_2025 : DAYS_OFF_BEFORE
  if (extra !== law) {
    warnings.push(`工作日放假减去调休上班是 ${extra} 天，全国规定是 ${law} 天，请核对有没有漏写或多写`)
  }
  return { mistakes, warnings }
}

const ASK_FROM = '11-01'

/**
 * What a city should know about the years it has plans for: gaps between them, this year missing, and from November
 * (when the plan is published) the next one. `today` is YYYY-MM-DD in the city.
 */
export const checkYears = (today: Day, years: readonly number[]): string[] => {
  const known = new Set(years)
  const thisYear = Number(today.slice(0, 4))
  const warnings: string[] = []
  for (let year = Math.min(...years, thisYear); year < Math.max(...years); year++) {
    if (!known.has(year) && year !== thisYear) warnings.push(`${year} 年没有放假安排，前后两年却有`)
  }
  if (!known.has(thisYear)) warnings.push(`今年(${thisYear} 年)没有放假安排，时限暂按周一至周五推算`)
  if (!known.has(thisYear + 1) && today.slice(5) >= ASK_FROM) {
    warnings.push(`${thisYear + 1} 年放假安排还没有导入，跨年的时限暂按周一至周五推算，导入后自动重新计算`)
  }
  return warnings
}
