import chineseDays from 'chinese-days'
import type { CalendarFile, CalendarYearFile } from '../contracts/knowledge-file.ts'

/** A day as text, YYYY-MM-DD, in the city's time zone. */
export type Day = string
/** Office hours as minutes of the day, `to` up to 1,440. */
export type Hours = { from: number; to: number }

/** Why a day works or not. `name` is the holiday's name in Chinese, empty for plain days. */
export type DayKind = {
  working: boolean
  /** The day of the week alone would have said the opposite. */
  isSpecial: boolean
  name: string
  /** The year's holiday plan is known. Otherwise only the week and overrides were looked at. */
  isKnown: boolean
  /** Office hours in order; empty on days off. */
  hours: readonly Hours[]
}

const DAY_MS = 24 * 60 * 60_000

/** The day after. Days are plain dates: reckoned in UTC, where every day has 24 hours. */
export const nextDay = (day: Day): Day => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10)

/** The day before. */
export const previousDay = (day: Day): Day => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10)

/** 1 = Monday … 7 = Sunday. */
export const weekdayOf = (day: Day): number => new Date(Date.parse(day)).getUTCDay() || 7

/** Every day from `from` to `to`, both included; none when `to` is before `from`. */
export const daysBetween = (from: Day, to: Day): Day[] => {
  const days: Day[] = []
  for (let day = from; day <= to && days.length < 400; day = nextDay(day)) days.push(day)
  return days
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const toHours = (periods: readonly { from: string; to: string }[]): Hours[] =>
  periods.map((p) => ({ from: minutesOf(p.from), to: minutesOf(p.to) })).sort((a, b) => a.from - b.from)

/**
 * The library reads text as UTC and answers by the machine's own zone, which is a day off west of Greenwich.
 * Noon of the machine's zone is the asked day everywhere.
 */
const libraryDetail = (day: Day): { work: boolean; name: string } => {
  const at = new Date(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)), 12)
  return chineseDays.getDayDetail(at)
}

/** The plan of a year as the holiday library has it: every weekday off and every weekend day on, by name. */
export const planFromLibrary = (year: number): CalendarYearFile => {
  const plan: CalendarYearFile = { year, source: 'chinese-days', off: [], work: [], halfDays: [] }
  for (const day of daysBetween(`${year}-01-01`, `${year}-12-31`)) {
    const { work, name } = libraryDetail(day)
    const chinese = name.split(',')[1]
    if (chinese === undefined) continue
    if (work) plan.work.push({ day, name: chinese })
    else plan.off.push({ name: chinese, from: day, to: day })
  }
  return plan
}

/** The plans a city's file stands for: those written out, and the library's for the years it declares known. */
export const plansOf = (file: Pick<CalendarFile, 'years' | 'knownYears'>): CalendarYearFile[] => {
  const written = new Set(file.years.map((plan) => plan.year))
  return [...file.years, ...file.knownYears.filter((year) => !written.has(year)).map(planFromLibrary)]
}

type Marked = Pick<DayKind, 'working' | 'name'> & { hours?: Hours[] }

const marksOf = (file: CalendarFile, plans: readonly CalendarYearFile[]): Map<Day, Marked> => {
  const marks = new Map<Day, Marked>()
  for (const plan of plans) {
    for (const { name, from, to } of plan.off) {
      for (const day of daysBetween(from, to)) marks.set(day, { working: false, name })
    }
    for (const { day, name } of plan.work) marks.set(day, { working: true, name })
    for (const { day, name, periods } of plan.halfDays) {
      marks.set(day, { working: true, name, hours: toHours(periods) })
    }
  }
  for (const { day, working, name } of file.overrides) marks.set(day, { working, name })
  return marks
}

/** What each day is: the plans of the known years, the file's single days above them, the week for all others. */
export const dayReader = (file: CalendarFile): ((day: Day) => DayKind) => {
  const plans = plansOf(file)
  const marks = marksOf(file, plans)
  const known = new Set(plans.map((plan) => plan.year))
  const usual = toHours(file.workingPeriods)
  const week = ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => {
    const own = file.week?.[`${weekday}`]
    return own ? toHours(own) : weekday <= 5 ? usual : []
  })
  return (day) => {
    const isKnown = known.has(Number(day.slice(0, 4)))
    const byWeek = week[weekdayOf(day) - 1] ?? []
    const mark = marks.get(day)
    if (!mark) return { working: byWeek.length > 0, isSpecial: false, name: '', isKnown, hours: byWeek }
    // A make-up day has the hours of a usual day, whatever its weekday is.
    const hours = mark.working ? (mark.hours ?? (byWeek.length > 0 ? byWeek : usual)) : []
    return {
      working: mark.working,
      isSpecial: mark.working !== byWeek.length > 0,
      name: mark.name,
      isKnown,
      hours,
    }
  }
}
