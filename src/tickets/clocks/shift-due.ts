import { DateTime } from 'luxon'
import { isWorkingTime, type Term } from '../explain-due.ts'
import type { WorkCalendar } from '../work-calendar.ts'
import type { TicketClock } from './ticket-clock.ts'

type Shifting = Pick<TicketClock, 'countsFrom' | 'dueAt' | 'unit' | 'ends'>
/** `isProvisional`: the new time reaches into a year whose holiday plan is not known. */
export type Shifted = { due: Date; isProvisional: boolean }

const MINUTE_MS = 60_000

const later = (a: Date, b: Date): Date => (a > b ? a : b)

/** Midnight belongs to the day it ends; a working day is counted on from there. */
const dueDay = (due: Date): Date => new Date(due.getTime() - 1)

/**
 * When a clock is due after a pause: as much of its own time is left as there was. Whole days count as lost when their
 * end fell into the pause; office minutes and natural time to the millisecond. Never earlier than before. What was
 * paused after the due time, or before the clock's time began, puts nothing off.
 */
export const dueAfterPause = (
  calendar: WorkCalendar,
  clock: Shifting,
  pausedAt: Date,
  resumedAt: Date,
): Shifted => {
  const due = new Date(clock.dueAt)
  const begins = new Date(clock.countsFrom)
  const [from, to] = [later(pausedAt, begins), later(resumedAt, begins)]
  const same = { due, isProvisional: false }
  if (from >= due || to <= from) return same
  if (!isWorkingTime(clock.unit)) {
    return { due: new Date(due.getTime() + to.getTime() - from.getTime()), isProvisional: false }
  }
  if (clock.unit === 'working_days') {
    const lost = calendar.countDayEnds(from, to, clock.ends)
    return lost === 0 ? same : calendar.addWorkingDays(dueDay(due), lost, { ends: clock.ends })
  }
  const left = calendar.workingMsBetween(from, due)
  return left === 0 ? same : calendar.addWorkingMinutes(to, left / MINUTE_MS)
}

/** When a clock is due after so much more time, counted on from its due time. */
export const dueAfterMore = (
  calendar: WorkCalendar,
  dueAt: string,
  more: Pick<Term, 'amount' | 'unit'>,
  ends: TicketClock['ends'],
): Shifted => {
  const due = new Date(dueAt)
  if (more.unit === 'working_days') return calendar.addWorkingDays(dueDay(due), more.amount, { ends })
  if (more.unit === 'working_hours') return calendar.addWorkingMinutes(due, more.amount * 60)
  const at = DateTime.fromJSDate(due, { zone: calendar.zone }).plus({ [more.unit]: more.amount })
  return { due: at.toJSDate(), isProvisional: false }
}
