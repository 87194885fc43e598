import type { Db } from '../../platform/db/schema.ts'
import { type Ticket, toTicket } from '../ticket.ts'

/** The tickets handled with a master now, the first opened first. */
export const listJoined = async (db: Db, masterId: string): Promise<Ticket[]> => {
  const rows = await db
    .selectFrom('ticket')
    .selectAll()
    .where('master_id', '=', masterId)
    .where('state', '=', 'merged')
    .orderBy('opened_at')
    .orderBy('id')
    .execute()
  return rows.map(toTicket)
}

/** Tickets of the same phone number since `since` (ISO-8601 UTC), newest first. */
export const listByPhone = async (db: Db, phone: string, since: string, limit: number): Promise<Ticket[]> => {
  const rows = await db
    .selectFrom('ticket')
    .selectAll()
    .where('contact_phone', '=', phone)
    .where('opened_at', '>=', since)
    .orderBy('opened_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toTicket)
}

/** Tickets of one category since `since` (ISO-8601 UTC), newest first. */
export const listOfCategory = async (
  db: Db,
  categoryId: string,
  since: string,
  limit: number,
): Promise<Ticket[]> => {
  const rows = await db
    .selectFrom('ticket')
    .selectAll()
    .where('category_id', '=', categoryId)
    .where('opened_at', '>=', since)
    .orderBy('opened_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toTicket)
}

/**
 * One ticket less is handled with a master. No step of the master's: whoever acts on it must not be told that they came too late.
 *
 *   update ticket set joined_count = joined_count - 1 where id = ?
 */
export const countOneLess = async (tx: Db, masterId: string): Promise<void> => {
  await tx
    .updateTable('ticket')
    .set((eb) => ({ joined_count: eb('joined_count', '-', 1) }))
    .where('id', '=', masterId)
    .execute()
}
