import { insertReady } from '../../platform/db/ready-made.ts'
import type { Db } from '../../platform/db/schema.ts'
import { type Ticket, toTicket } from '../ticket.ts'
import type { ClockStage, TicketClock } from './ticket-clock.ts'
import { fromClock, toClock } from './ticket-clock.ts'

export const insertClocks = async (tx: Db, clocks: readonly TicketClock[]): Promise<void> => {
  await insertReady(tx, 'ticket_clock', clocks.map(fromClock))
}

/** Every clock a ticket ever had, by stage, the newest run last. */
export const listClocks = async (db: Db, ticketId: string): Promise<TicketClock[]> => {
  const rows = await db
    .selectFrom('ticket_clock')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('stage')
    .orderBy('run')
    .execute()
  return rows.map(toClock)
}

/** The newest run of each stage: the clocks that count now, running, paused or stopped. */
export const newestClocks = (clocks: readonly TicketClock[]): TicketClock[] => [
  ...new Map(clocks.map((clock) => [clock.stage, clock])).values(),
]

/** The newest run of one clock, or null when the ticket never had it. */
export const findClock = async (db: Db, ticketId: string, stage: ClockStage): Promise<TicketClock | null> => {
  const row = await db
    .selectFrom('ticket_clock')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('stage', '=', stage)
    .orderBy('run', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toClock(row) : null
}

/** Stores a clock as it is now. */
export const updateClock = async (tx: Db, clock: TicketClock): Promise<void> => {
  const { ticket_id, stage, run, ...rest } = fromClock(clock)
  await tx
    .updateTable('ticket_clock')
    .set(rest)
    .where('ticket_id', '=', ticket_id)
    .where('stage', '=', stage)
    .where('run', '=', run)
    .execute()
}

/** What the lists read of a ticket's clocks, kept on its row. Changes no version: nobody's action is disturbed. */
export const saveClockColumns = async (
  tx: Db,
  ticketId: string,
  columns: Partial<{
    sign_due_at: string | null
    first_due_at: string | null
    due_at: string | null
    due_text: string | null
    policy_id: string | null
    urge_due_at: string | null
    supervise_due_at: string | null
    warn_level: string
    escalated_to: string
  }>,
): Promise<void> => {
  await tx.updateTable('ticket').set(columns).where('id', '=', ticketId).execute()
}

/** Takes a ticket's row for this transaction, so that its clocks change one at a time. Null = there is none. */
export const lockTicket = async (tx: Db, ticketId: string): Promise<Ticket | null> => {
  const row = await tx
    .updateTable('ticket')
    .set((eb) => ({ warn_level: eb.ref('warn_level') }))
    .where('id', '=', ticketId)
    .returningAll()
    .executeTakeFirst()
  return row ? toTicket(row) : null
}

/** Clocks that run now, those due first; windows of returns left out. */
export const listRunningClocks = async (db: Db, limit: number): Promise<TicketClock[]> => {
  const rows = await db
    .selectFrom('ticket_clock')
    .selectAll()
    .where('stopped_at', 'is', null)
    .where('stage', '<>', 'return')
    .orderBy('due_at')
    .limit(limit)
    .execute()
  return rows.map(toClock)
}

/** Running clocks that were counted into a year without a holiday plan. */
export const listProvisionalClocks = async (db: Db): Promise<TicketClock[]> => {
  const rows = await db
    .selectFrom('ticket_clock')
    .selectAll()
    .where('is_provisional', '=', 1)
    .where('stopped_at', 'is', null)
    .orderBy('due_at')
    .execute()
  return rows.map(toClock)
}
