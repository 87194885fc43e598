const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  日: 7,
  天: 7,
}

/** Reads 0…99 and years as people write them: 7, 十一, 二十三, 二〇二六. NaN when it is no number. */
const readNumber = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text)
  const tens = /^([一二两三四五六七八九])?十([一二三四五六七八九])?$/.exec(text)
  if (tens) return (tens[1] ? (DIGITS[tens[1]] ?? 1) : 1) * 10 + (tens[2] ? (DIGITS[tens[2]] ?? 0) : 0)
  return [...text].reduce((value, character) => value * 10 + (DIGITS[character] ?? Number.NaN), 0)
}

type Day = { year: number; month: number; day: number }

const toText = (utcMs: number): string => new Date(utcMs).toISOString().slice(0, 10)
const DAY_MS = 86_400_000

const calendarDay = ({ year, month, day }: Day): string | undefined => {
  const ms = Date.UTC(year, month - 1, day)
  const back = new Date(ms)
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? toText(ms) : undefined
}

/** By timezone: making one takes longer than all else that is done with a date. */
const calendars = new Map<string, Intl.DateTimeFormat>()
const calendarOf = (timezone: string): Intl.DateTimeFormat => {
  const known = calendars.get(timezone)
  if (known) return known
  const calendar = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  calendars.set(timezone, calendar)
  return calendar
}

const MINUTE_MS = 60_000
/** A day begins on a whole minute everywhere; formatting takes longer than reading all dates of a message. */
let last = { timezone: '', minute: Number.NaN, today: 0 }

/** Today in the city, as the UTC midnight of that calendar day. */
const todayIn = (timezone: string, now: Date): number => {
  const minute = Math.floor(now.getTime() / MINUTE_MS)
  if (last.timezone !== timezone || last.minute !== minute)
    last = { timezone, minute, today: Date.parse(`${calendarOf(timezone).format(now)}T00:00:00Z`) }
  return last.today
}

const RELATIVE: Record<string, number> = {
  大前天: -3,
  前天: -2,
  昨天: -1,
  昨日: -1,
  昨晚: -1,
  昨夜: -1,
  今天: 0,
  今日: 0,
  今早: 0,
  今晨: 0,
  今晚: 0,
  明天: 1,
  明日: 1,
  明早: 1,
  明晚: 1,
  后天: 2,
  大后天: 3,
  前晚: -2,
}
const NUMBER = '(\\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])'
const YEAR = '(\\d{4}|\\d{2}|[二〇零一三四五六七八九]{4})'
const PART_OF_DAY = '(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜)'
const HOUR = `(?:(?:\\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点半|点钟?(?:\\d{1,2}分)?|[:：]\\d{2}|时))`
const TIME = `(?:${PART_OF_DAY}?${HOUR}|${PART_OF_DAY})?`

const PATTERN = new RegExp(
  [
    `(?<relative>${Object.keys(RELATIVE)
      .sort((a, b) => b.length - a.length)
      .join('|')})`,
    `(?:(?:(?<year>${YEAR})年|(?<thatYear>今年|去年|前年|明年))?(?<month>${NUMBER})月(?:份)?(?<day>${NUMBER})(?:日|号))`,
    `(?<isoYear>20\\d{2})[-/.](?<isoMonth>\\d{1,2})[-/.](?<isoDay>\\d{1,2})(?![\\d-])`,
    `(?<monthWord>上上个?月|上个?月|这个?月|本月|下个?月)(?<monthDay>${NUMBER})(?:日|号)`,
    `(?<weekWord>上上个?|上个?|这个?|本|下下个?|下个?)?(?:周|星期|礼拜)(?<weekday>[一二三四五六日天])`,
    `(?<ago>${NUMBER})(?:天|日)(?<agoWay>之?前|以前|后|之后)`,
    `(?<weeksAgo>${NUMBER})个?(?:周|星期|礼拜)(?<weeksWay>之?前|以前|后|之后)`,
  ]
    .map((part) => `(?:${part})`)
    .join('|')
    .replace(/^/, '(?<!\\d)(?:')
    .replace(/$/, `)${TIME}`),
  'g',
)

const weekDay = (today: number, word: string | undefined, weekday: number): number => {
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY_MS
  const day = monday + (weekday - 1) * DAY_MS
  if (word === undefined) return day > today ? day - 7 * DAY_MS : day
  const weeks = word.startsWith('上上')
    ? -2
    : word.startsWith('上')
      ? -1
      : word.startsWith('下下')
        ? 2
        : word.startsWith('下')
          ? 1
          : 0
  return day + weeks * 7 * DAY_MS
}

const monthDay = (today: number, groups: Record<string, string | undefined>): string | undefined => {
  const base = new Date(today)
  const thisYear = base.getUTCFullYear()
  const day = readNumber(groups.day ?? groups.isoDay ?? groups.monthDay ?? '')
  if (groups.monthWord !== undefined) {
    const shift = groups.monthWord.startsWith('上上')
      ? -2
      : groups.monthWord.startsWith('上')
        ? -1
        : groups.monthWord.startsWith('下')
          ? 1
          : 0
    const first = new Date(Date.UTC(thisYear, base.getUTCMonth() + shift, 1))
    return calendarDay({ year: first.getUTCFullYear(), month: first.getUTCMonth() + 1, day })
  }
  const month = readNumber(groups.month ?? groups.isoMonth ?? '')
  const saidYear = groups.year ?? groups.isoYear
  if (saidYear !== undefined) {
    const year = readNumber(saidYear)
    return calendarDay({ year: year < 100 ? 2000 + year : year, month, day })
  }
  const shift = { 今年: 0, 去年: -1, 前年: -2, 明年: 1 }[groups.thatYear ?? '']
  if (shift !== undefined) return calendarDay({ year: thisYear + shift, month, day })
  // A bare month and day lies at most half a year ahead: in January "11月3日" is last November.
  const found = calendarDay({ year: thisYear, month, day })
  const isFarAhead = found !== undefined && Date.parse(found) - today > 183 * DAY_MS
  return isFarAhead ? calendarDay({ year: thisYear - 1, month, day }) : found
}

/**
 * Dates and times as people say them, with the calendar day they mean at `now` in the city's timezone:
 * "昨天晚上", "11月3日", "上周五", "三天前". `on` is absent where the words fit no day of the calendar ("2月30日").
 * A weekday alone is the last one gone by, because people report what has happened.
 */
export const resolveDates = (text: string, now: Date, timezone: string): { text: string; on?: string }[] => {
  const today = todayIn(timezone, now)
  return [...text.matchAll(PATTERN)].slice(0, 20).map((match) => {
    const groups = match.groups ?? {}
    let on: string | undefined
    if (groups.relative !== undefined) on = toText(today + (RELATIVE[groups.relative] ?? 0) * DAY_MS)
    else if (groups.weekday !== undefined)
      on = toText(weekDay(today, groups.weekWord, DIGITS[groups.weekday] ?? 1))
    else if (groups.ago !== undefined) {
      on = toText(today + readNumber(groups.ago) * (groups.agoWay?.includes('后') ? 1 : -1) * DAY_MS)
    } else if (groups.weeksAgo !== undefined) {
      on = toText(
        today + readNumber(groups.weeksAgo) * 7 * (groups.weeksWay?.includes('后') ? 1 : -1) * DAY_MS,
      )
    } else on = monthDay(today, groups)
    return on === undefined ? { text: match[0] } : { text: match[0], on }
  })
}
