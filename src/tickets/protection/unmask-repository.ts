import type { Db, Schema } from '../../platform/db/schema.ts'

export type UnmaskRequest = Schema['unmask_request']

export const insertRequest = async (tx: Db, row: UnmaskRequest): Promise<void> => {
  await tx.insertInto('unmask_request').values(row).execute()
}

export const findRequest = (db: Db, id: string): Promise<UnmaskRequest | undefined> =>
  db.selectFrom('unmask_request').selectAll().where('id', '=', id).executeTakeFirst()

/** The newest request of one person on one ticket. */
export const findNewestOf = (db: Db, ticketId: string, staffId: string): Promise<UnmaskRequest | undefined> =>
  db
    .selectFrom('unmask_request')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('staff_id', '=', staffId)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Everybody who was ever allowed to see who wrote this ticket. */
export const listGrantedOf = async (db: Db, ticketId: string): Promise<Set<string>> => {
  const rows = await db
    .selectFrom('unmask_request')
    .select('staff_id')
    .where('ticket_id', '=', ticketId)
    .where('state', '=', 'granted')
    .execute()
  return new Set(rows.map((row) => row.staff_id))
}

/** What waits for a decision, the oldest first, with the number it is about. */
export const listAsked = (db: Db, limit: number) =>
  db
    .selectFrom('unmask_request')
    .innerJoin('ticket', 'ticket.id', 'unmask_request.ticket_id')
    .selectAll('unmask_request')
    .select('ticket.number')
    .where('unmask_request.state', '=', 'asked')
    .orderBy('unmask_request.asked_at')
    .limit(limit)
    .execute()

/** Decides a request that still waits. @returns whether it did: of two at once one comes first. */
export const decideRequest = async (
  tx: Db,
  id: string,
  decided: Pick<UnmaskRequest, 'state' | 'decided_by' | 'decided_at' | 'note' | 'until'>,
): Promise<boolean> => {
  const result = await tx
    .updateTable('unmask_request')
    .set(decided)
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}
