import type { Db, Schema } from '../platform/db/schema.ts'
import { type TicketPart, toPart } from './ticket.ts'

/** The ids of tickets a department still owes the lead a report on; for use inside a query. */
export const ticketsWithOpenPart = (db: Db, departmentId: string) =>
  db
    .selectFrom('ticket_part')
    .select('ticket_part.ticket_id as id')
    .where('ticket_part.department_id', '=', departmentId)
    .where('ticket_part.state', '=', 'open')

/** The ids of tickets whose lead asked for help that the hotline has not decided on; for use inside a query. */
export const ticketsWithAskedPart = (db: Db, departmentIds: readonly string[]) =>
  db
    .selectFrom('ticket_part')
    .select('ticket_part.ticket_id as id')
    .where('ticket_part.department_id', 'in', [...departmentIds])
    .where('ticket_part.state', '=', 'asked')

/** The parts of a ticket in the order they were asked for. */
export const listParts = async (db: Db, ticketId: string): Promise<TicketPart[]> => {
  const rows = await db
    .selectFrom('ticket_part')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('seq')
    .execute()
  return rows.map(toPart)
}

export const insertPart = async (tx: Db, row: Schema['ticket_part']): Promise<void> => {
  await tx.insertInto('ticket_part').values(row).execute()
}

/** Ends a part, or opens one that was asked for. The move of the ticket guards against two at once. */
export const updatePart = async (
  tx: Db,
  ticketId: string,
  seq: number,
  changes: Partial<Pick<Schema['ticket_part'], 'state' | 'report' | 'ended_at' | 'due_at'>>,
): Promise<void> => {
  await tx
    .updateTable('ticket_part')
    .set(changes)
    .where('ticket_id', '=', ticketId)
    .where('seq', '=', seq)
    .execute()
}

/** Ends every part that is still asked for or open: the ticket left the lead that had asked. */
export const recallParts = async (tx: Db, ticketId: string, at: string): Promise<void> => {
  await tx
    .updateTable('ticket_part')
    .set({ state: 'recalled', ended_at: at })
    .where('ticket_id', '=', ticketId)
    .where('state', 'in', ['asked', 'open'])
    .execute()
}
