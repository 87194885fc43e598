import type { CityRules } from '../../contracts/city-rules.ts'
import type { Db } from '../../platform/db/schema.ts'
import { sayInstant } from '../explain-due.ts'
import type { Ticket } from '../ticket.ts'
import { nextAlertAt } from './alert-times.ts'
import { listClocks, newestClocks, saveClockColumns, updateClock } from './clock-repository.ts'
import { type ClockRules, readClockRules } from './clock-rules.ts'
import { dueAfterPause } from './shift-due.ts'
import { showClocks } from './show-clocks.ts'
import { saveWarnings } from './stop-clocks.ts'
import { ASKING_STAGES, type ClockStage, type TicketClock } from './ticket-clock.ts'

const MINUTE_MS = 60_000

/** The newest run of each stage, with the changed ones in their place. */
const withChanged = (clocks: readonly TicketClock[], changed: readonly TicketClock[]): TicketClock[] =>
  clocks.map((clock) => changed.find((c) => c.stage === clock.stage && c.run === clock.run) ?? clock)

/** Stores changed clocks and what the lists show of them. @returns the ticket as the lists show it now. */
export const saveChanged = async (
  tx: Db,
  ticket: Ticket,
  clocks: readonly TicketClock[],
  changed: readonly TicketClock[],
): Promise<Ticket> => {
  for (const clock of changed) await updateClock(tx, clock)
  const now = withChanged(clocks, changed)
  const columns = showClocks(newestClocks(now))
  await saveClockColumns(tx, ticket.id, columns)
  await saveWarnings(tx, ticket.id, now)
  return { ...ticket, signDueAt: columns.sign_due_at, dueAt: columns.due_at, dueText: columns.due_text }
}

/**
 * Stops the clocks of a ticket for a while (暂停计时), inside the caller's transaction and after the move: all that run,
 * or the stages named; what only asks for a word (`ASKING_STAGES`) runs on. The due time stays shown until the clock goes on. Paused already: nothing changes. `reason` is
 * for people, e.g. "等诉求人补充材料".
 * @returns the ticket as its lists show it.
 */
export const pauseClocks = async (
  tx: Db,
  ticket: Ticket,
  pause: { reason: string; at: string; stages?: readonly ClockStage[] },
): Promise<Ticket> => {
  const clocks = await listClocks(tx, ticket.id)
  const changed = newestClocks(clocks)
    .filter((clock) => clock.stoppedAt === null && clock.pausedAt === null)
    .filter((clock) => pause.stages?.includes(clock.stage) ?? !ASKING_STAGES.includes(clock.stage))
    .map((clock) => ({ ...clock, pausedAt: pause.at, pauseReason: pause.reason, nextAlertAt: null }))
  return saveChanged(tx, ticket, clocks, changed)
}

const resumed = (rules: ClockRules, clock: TicketClock, pausedAt: string, at: string): TicketClock => {
  const { due, isProvisional } = dueAfterPause(rules.calendar, clock, new Date(pausedAt), new Date(at))
  const dueAt = due.toISOString()
  const moved = dueAt > clock.dueAt
  const why = clock.pauseReason ? `（${clock.pauseReason}）` : ''
  const say = (instant: string): string => sayInstant(new Date(instant), rules.calendar.zone)
  const told = `；${say(pausedAt)}至${say(at)}暂停${why}，`
  const next: TicketClock = {
    ...clock,
    pausedAt: null,
    pausedMinutes: clock.pausedMinutes + Math.round((Date.parse(at) - Date.parse(pausedAt)) / MINUTE_MS),
    dueAt,
    dueText: `${clock.dueText}${told}${moved ? `顺延至${say(dueAt)}前` : '时限不变'}`,
    isProvisional: clock.isProvisional || isProvisional,
  }
  return { ...next, nextAlertAt: nextAlertAt(rules, next, at) }
}

/**
 * Lets paused clocks go on, inside the caller's transaction and after the move: as much of their own time is left as
 * when they stopped, so a pause never shortens. The first due time stays on record.
 * @returns the ticket as its lists show it.
 */
export const resumeClocks = async (
  tx: Db,
  rules: CityRules,
  ticket: Ticket,
  resume: { at: string; stages?: readonly ClockStage[] },
): Promise<Ticket> => {
  const inForce = await readClockRules(tx, rules)
  const clocks = await listClocks(tx, ticket.id)
  const changed = newestClocks(clocks).flatMap((clock) => {
    if (clock.stoppedAt !== null || clock.pausedAt === null) return []
    if (resume.stages && !resume.stages.includes(clock.stage)) return []
    return [resumed(inForce, clock, clock.pausedAt, resume.at)]
  })
  return saveChanged(tx, ticket, clocks, changed)
}
