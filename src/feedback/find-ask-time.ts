import { DateTime } from 'luxon'
import type { FollowUpFile } from '../contracts/follow-up.ts'

/** The rules of asking a city sets: quiet hours in its own time, and how often one person is asked at most. */
export type AskRules = Pick<FollowUpFile, 'quietFrom' | 'quietUntil' | 'perDay' | 'per30Days'>

const DAYS_30_MS = 30 * 24 * 60 * 60 * 1000
/** Each turn passes a night, a full day or a full month; nobody is put off for longer than this. */
const TURNS_MAX = 400

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Whether an instant lies in the quiet hours, which may pass midnight. */
export const isQuiet = (at: Date, rules: AskRules, zone: string): boolean => {
  const local = DateTime.fromJSDate(at, { zone })
  const now = local.hour * 60 + local.minute
  const [from, until] = [minutesOf(rules.quietFrom), minutesOf(rules.quietUntil)]
  if (from === until) return false
  return from < until ? now >= from && now < until : now >= from || now < until
}

const endOfQuiet = (at: Date, rules: AskRules, zone: string): Date => {
  const local = DateTime.fromJSDate(at, { zone })
  const until = minutesOf(rules.quietUntil)
  const same = local.set({ hour: Math.floor(until / 60), minute: until % 60, second: 0, millisecond: 0 })
  return (same > local ? same : same.plus({ days: 1 })).toJSDate()
}

/**
 * The first time at or after `wanted` at which a person may be asked: outside the quiet hours, with fewer than `perDay`
 * questions on that local day and fewer than `per30Days` in the 30 days before it. Pure. `asked`: when they were asked
 * before, in any order.
 */
export const findAskTime = (wanted: Date, asked: readonly Date[], rules: AskRules, zone: string): Date => {
  const before = asked.map((at) => at.getTime()).sort((a, b) => b - a)
  const dayOf = (ms: number): string => DateTime.fromMillis(ms, { zone }).toISODate() ?? ''
  const days = before.map(dayOf)
  let at = wanted
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    if (isQuiet(at, rules, zone)) {
      at = endOfQuiet(at, rules, zone)
      continue
    }
    const today = dayOf(at.getTime())
    if (days.filter((day) => day === today).length >= rules.perDay) {
      at = DateTime.fromJSDate(at, { zone }).plus({ days: 1 }).startOf('day').toJSDate()
      continue
    }
    const recent = before.filter((ms) => ms > at.getTime() - DAYS_30_MS)
    const oldest = recent[rules.per30Days - 1]
    if (oldest === undefined) return at
    at = new Date(oldest + DAYS_30_MS)
  }
  throw new Error('no time to ask was found')
}
