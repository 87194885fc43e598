import { DateTime } from 'luxon'

const QUARTER_MS = 15 * 60_000
/** About three months of quarters. */
const KEPT_MAX = 10_000
const kept = new Map<string, string>()

/**
 * The day an instant falls on in a time zone, YYYY-MM-DD. Zones differ from UTC by whole quarters of an hour, so a quarter lies in one
 * day, and the time-zone database, which is slow to ask, is asked once for each.
 */
export const localDay = (instant: Date, zone: string): string => {
  const key = `${Math.floor(instant.getTime() / QUARTER_MS)} ${zone}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const day = DateTime.fromJSDate(instant, { zone }).toISODate()
  if (day === null) throw new Error(`no day for ${instant.getTime()} in ${zone}`)
  if (kept.size >= KEPT_MAX) kept.clear()
  kept.set(key, day)
  return day
}
