import type { CalendarFile } from '../../src/contracts/knowledge-file.ts'

/**
 * The reference for clocks: a plain table of every minute of a stretch of days, office time or not, and walks over it
 * minute by minute. It shares no code with the calendar it judges, knows no shortcuts and no library. Shanghai only:
 * eight hours before UTC, no summer time.
 */
const DAY_MIN = 1_440
const MINUTE_MS = 60_000
const SHANGHAI_MS = 8 * 60 * MINUTE_MS

type Period = { from: string; to: string }

const minuteOf = (time: string): number => {
  const [hour, minute] = time.split(':')
  return Number(hour) * 60 + Number(minute)
}

const periodsOf = (file: CalendarFile, day: string): readonly Period[] => {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  const own = file.week?.[`${weekday + 1}` as '1']
  const usual = own ?? (weekday < 5 ? file.workingPeriods : [])
  let hours: readonly Period[] = usual
  const full = usual.length > 0 ? usual : file.workingPeriods
  for (const plan of file.years) {
    if (plan.off.some((o) => o.from <= day && day <= o.to)) hours = []
    if (plan.work.some((w) => w.day === day)) hours = full
    const half = plan.halfDays.find((h) => h.day === day)
    if (half) hours = half.periods
  }
  for (const override of file.overrides) if (override.day === day) hours = override.working ? full : []
  return hours
}

export type SlowCalendar = ReturnType<typeof buildSlowCalendar>

/** `first` is the first day of the table, YYYY-MM-DD; nothing outside the table is known. */
export const buildSlowCalendar = (file: CalendarFile, first: string, days: number) => {
  const zero = Date.parse(`${first}T00:00:00Z`) - SHANGHAI_MS
  const open = new Uint8Array(days * DAY_MIN)
  for (let d = 0; d < days; d++) {
    const day = new Date(Date.parse(`${first}T00:00:00Z`) + d * DAY_MIN * MINUTE_MS)
      .toISOString()
      .slice(0, 10)
    for (const { from, to } of periodsOf(file, day)) {
      for (let m = minuteOf(from); m < minuteOf(to); m++) open[d * DAY_MIN + m] = 1
    }
  }
  const minuteAt = (instant: Date): number => (instant.getTime() - zero) / MINUTE_MS
  const instantAt = (minute: number): Date => new Date(zero + minute * MINUTE_MS)

  /** Whether the working day of minute `m - 1` ends at minute `m`. */
  const endsAt = (m: number, ends: 'closing' | 'midnight'): boolean => {
    const day = Math.floor((m - 1) / DAY_MIN)
    const last = (day + 1) * DAY_MIN
    if (ends === 'midnight') return m === last && open.subarray(day * DAY_MIN, last).includes(1)
    return open[m - 1] === 1 && !open.subarray(m, last).includes(1)
  }
  const firstMinute = (start: number, starts: 'next_working_day' | 'at_once'): number =>
    starts === 'at_once' ? start : (Math.floor(start / DAY_MIN) + 1) * DAY_MIN
  const isPaused = (m: number, pauses: readonly [number, number][]): boolean =>
    pauses.some(([from, to]) => from < m && m <= to)

  return {
    isOpen: (instant: Date): boolean => open[minuteAt(instant)] === 1,
    /** The end of the n-th working day, not counting days whose end fell into a pause. */
    dueInDays: (
      start: Date,
      n: number,
      rule: { starts: 'next_working_day' | 'at_once'; ends: 'closing' | 'midnight' },
      pauses: readonly [Date, Date][] = [],
    ): Date => {
      const held = pauses.map(([a, b]): [number, number] => [minuteAt(a), minuteAt(b)])
      let left = n
      // A day whose office has closed before the start is over, even where its end is midnight.
      const began = minuteAt(start)
      const rest = open.subarray(began, (Math.floor(began / DAY_MIN) + 1) * DAY_MIN)
      const starts = rest.includes(1) ? rule.starts : 'next_working_day'
      for (let m = firstMinute(began, starts) + 1; m < open.length; m++) {
        if (endsAt(m, rule.ends) && !isPaused(m, held) && --left === 0) return instantAt(m)
      }
      throw new Error('the table is too short')
    },
    /** The end of the n-th minute of office time, not counting minutes of a pause. */
    dueInMinutes: (
      start: Date,
      n: number,
      starts: 'next_working_day' | 'at_once',
      pauses: readonly [Date, Date][] = [],
    ): Date => {
      const held = pauses.map(([a, b]): [number, number] => [minuteAt(a), minuteAt(b)])
      let left = n
      for (let m = firstMinute(minuteAt(start), starts); m < open.length; m++) {
        if (open[m] === 1 && !isPaused(m + 1, held) && --left === 0) return instantAt(m + 1)
      }
      throw new Error('the table is too short')
    },
    openMinutes: (from: Date, to: Date): number => {
      let count = 0
      for (let m = minuteAt(from); m < minuteAt(to); m++) count += open[m] ?? 0
      return count
    },
  }
}
