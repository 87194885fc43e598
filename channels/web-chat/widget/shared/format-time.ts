/** All of China keeps one time; a reader abroad still needs the office's clock, not their own. */
const ZONE = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

const partsOf = (iso: string): Record<string, string> | null => {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return null
  return Object.fromEntries(parts.formatToParts(date).map((part) => [part.type, part.value]))
}

/** `14:03` in the office's time; empty for something that is no time. */
export const clockTime = (iso: string): string => {
  const p = partsOf(iso)
  return p ? `${p.hour}:${p.minute}` : ''
}

/** `2026-03-01`, the day in the office's time; a text that is no time is given back as it is. */
export const plainDay = (iso: string): string => {
  const p = partsOf(iso)
  return p ? `${p.year}-${p.month}-${p.day}` : iso
}

/** `11月27日(周五)`. */
export const dayInWords = (iso: string): string => {
  const p = partsOf(iso)
  return p ? `${Number(p.month)}月${Number(p.day)}日(${p.weekday})` : iso
}

/** `11月27日(周五)18:00`. */
export const momentInWords = (iso: string): string => dayInWords(iso) + clockTime(iso)
