import { isWorkingTime } from '../explain-due.ts'
import type { ClockRules } from './clock-rules.ts'
import type { TicketClock } from './ticket-clock.ts'

/** The warnings of a clock in the order they are reached: the colours, then the steps of the ladder. */
export const ALERT_LEVELS = [
  'yellow',
  'orange',
  'red',
  'liaison',
  'unit_leader',
  'supervisor',
  'office',
] as const
export type AlertLevel = (typeof ALERT_LEVELS)[number]
export type Alert = { level: AlertLevel; at: Date }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ORANGE_SHARE = 0.1
const DAYS_WITHOUT_LAST_DAY = 2

type Timed = Pick<TicketClock, 'countsFrom' | 'dueAt' | 'unit' | 'ends' | 'stage'>

/**
 * When each warning of a clock is due, never falling back in time. What is left is measured in the clock's own time: a
 * working-day clock due Monday noon is yellow on Friday, not on Sunday. A window (`return`) has none.
 */
export function* alertsOf(rules: Pick<ClockRules, 'calendar' | 'warnings'>, clock: Timed): Generator<Alert> {
  if (clock.stage === 'return') return
  const { calendar, warnings } = rules
  const [from, due] = [new Date(clock.countsFrom), new Date(clock.dueAt)]
  const working = isWorkingTime(clock.unit)
  const total = working ? calendar.workingMsBetween(from, due) : due.getTime() - from.getTime()
  const whenLeft = (leftMs: number): Date => {
    const spent = total - leftMs
    if (spent <= 0) return from
    const at = working
      ? calendar.addWorkingMinutes(from, spent / MINUTE_MS).due
      : new Date(from.getTime() + spent)
    return at < due ? at : due
  }
  const days = working ? calendar.countDayEnds(from, due, clock.ends) : 0
  const lastDay = days > DAYS_WITHOUT_LAST_DAY ? total / days : 0
  yield { level: 'yellow', at: whenLeft(Math.max(total * warnings.yellowShare, lastDay)) }
  yield { level: 'orange', at: whenLeft(Math.min(warnings.orangeHours * HOUR_MS, total * ORANGE_SHARE)) }
  yield { level: 'red', at: due }
  for (const step of warnings.ladder) {
    const after = (): Date => {
      if (!working) return new Date(due.getTime() + step.hours * HOUR_MS)
      // Midnight belongs to the day it ends.
      const dueDay = new Date(due.getTime() - 1)
      return step.workingDays === 0 ? due : calendar.addWorkingDays(dueDay, step.workingDays, clock).due
    }
    yield { level: step.to, at: after() }
  }
}

/** The first warning due after an instant, as stored; null when none is left. */
export const nextAlertAt = (
  rules: Pick<ClockRules, 'calendar' | 'warnings'>,
  clock: Timed,
  after: string | null,
): string | null => {
  for (const { at } of alertsOf(rules, clock)) {
    const iso = at.toISOString()
    if (after === null || iso > after) return iso
  }
  return null
}
