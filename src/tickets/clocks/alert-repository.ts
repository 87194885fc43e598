import type { Db } from '../../platform/db/schema.ts'
import { ALERT_LEVELS, type AlertLevel } from './alert-times.ts'
import type { Warned } from './show-clocks.ts'
import { type ClockStage, type TicketClock, toClock } from './ticket-clock.ts'

const levelOf = (text: string): AlertLevel => {
  const level = ALERT_LEVELS.find((l) => l === text)
  if (!level) throw new Error(`${text} is no warning level`)
  return level
}

/** A warning as given. Instants are ISO-8601 UTC. */
export type GivenAlert = Warned & {
  ticketId: string
  departmentId: string | null
  dueAt: string
  /** When it was due to be given: earlier than `at` when no process ran in between. */
  dueToFireAt: string
  at: string
}

/** Every warning given to a ticket's clocks, oldest first. */
export const listAlertsOf = async (db: Db, ticketId: string): Promise<GivenAlert[]> => {
  const rows = await db
    .selectFrom('clock_alert')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('due_to_fire_at')
    .execute()
  return rows
    .map((r) => ({
      ticketId: r.ticket_id,
      stage: r.stage as ClockStage,
      run: r.run,
      term: r.term,
      level: levelOf(r.level),
      departmentId: r.department_id,
      dueAt: r.due_at,
      dueToFireAt: r.due_to_fire_at,
      at: r.at,
    }))
    .sort((a, b) => ALERT_LEVELS.indexOf(a.level) - ALERT_LEVELS.indexOf(b.level))
}

/** Notes that a warning is given now. @returns whether it was ours to give: the key lets each through once. */
export const insertAlert = async (tx: Db, alert: GivenAlert): Promise<boolean> => {
  const made = await tx
    .insertInto('clock_alert')
    .values({
      ticket_id: alert.ticketId,
      stage: alert.stage,
      run: alert.run,
      term: alert.term,
      level: alert.level,
      department_id: alert.departmentId,
      due_at: alert.dueAt,
      due_to_fire_at: alert.dueToFireAt,
      at: alert.at,
    })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  return Number(made.numInsertedOrUpdatedRows ?? 0) > 0
}

/** Clocks for which a warning is due at `now`, the longest waiting first. */
export const listClocksToWarn = async (db: Db, now: string, limit: number): Promise<TicketClock[]> => {
  const rows = await db
    .selectFrom('ticket_clock')
    .selectAll()
    .where('next_alert_at', 'is not', null)
    .where('next_alert_at', '<=', now)
    .orderBy('next_alert_at')
    .limit(limit)
    .execute()
  return rows.map(toClock)
}
