const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in its two largest units: "2 天 3 小时", "3 小时 20 分", "5 分". Less than a minute is "不到 1 分". */
export const durationWords = (ms: number): string => {
  if (ms < MINUTE) return '不到 1 分'
  const days = Math.floor(ms / DAY)
  const hours = Math.floor((ms % DAY) / HOUR)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  if (days > 0) return hours > 0 && days < 10 ? `${days} 天 ${hours} 小时` : `${days} 天`
  if (hours > 0) return minutes > 0 ? `${hours} 小时 ${minutes} 分` : `${hours} 小时`
  return `${minutes} 分`
}

/** Time left until `due`, or past it: "剩 3 小时 20 分", "超期 1 天". */
export const clockWords = (due: string, now: number): string => {
  const left = Date.parse(due) - now
  return left >= 0 ? `剩 ${durationWords(left)}` : `超期 ${durationWords(-left)}`
}

const WEEKDAYS = '日一二三四五六'
// Clocks run in the city's time wherever the browser stands: all of China keeps UTC+8, without summer time.
const CITY_OFFSET = 8 * 60 * 60 * 1000
/** The city's wall clock; read it with the getUTC… methods. */
const wall = (ms: number): Date => new Date(ms + CITY_OFFSET)
const two = (n: number): string => String(n).padStart(2, '0')
const timeOfDay = (d: Date): string => `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
const monthDay = (d: Date): string => `${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`

/** The exact time as it is said at the window: "11月27日(周五) 18:00", with the year when it is another one. */
export const exactTime = (iso: string, now: number): string => {
  const d = wall(Date.parse(iso))
  const year = d.getUTCFullYear() === wall(now).getUTCFullYear() ? '' : `${d.getUTCFullYear()}年`
  return `${year}${d.getUTCMonth() + 1}月${d.getUTCDate()}日(周${WEEKDAYS[d.getUTCDay()]}) ${timeOfDay(d)}`
}

/** The shortest exact form for lists: "09:12" today, "昨天 09:12", "11-20 09:12", "2025-11-20". */
export const shortTime = (iso: string, now: number): string => {
  const d = wall(Date.parse(iso))
  const daysAgo = Math.floor(wall(now).getTime() / DAY) - Math.floor(d.getTime() / DAY)
  if (daysAgo === 0) return timeOfDay(d)
  if (daysAgo === 1) return `昨天 ${timeOfDay(d)}`
  const thisYear = d.getUTCFullYear() === wall(now).getUTCFullYear()
  return thisYear ? `${monthDay(d)} ${timeOfDay(d)}` : dayOf(iso)
}

/** A day as sources are dated: "2026-03-01". */
export const dayOf = (iso: string): string => {
  const d = wall(Date.parse(iso))
  return `${d.getUTCFullYear()}-${monthDay(d)}`
}
