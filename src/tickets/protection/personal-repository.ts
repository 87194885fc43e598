import type { Db, Schema } from '../../platform/db/schema.ts'

export type ContactChange = Schema['contact_change']
export type ErasureRequest = Schema['erasure_request']

export const insertContactChange = async (tx: Db, row: ContactChange): Promise<void> => {
  await tx.insertInto('contact_change').values(row).execute()
}

/** What was corrected on a ticket, the first first. */
export const listContactChanges = (db: Db, ticketId: string): Promise<ContactChange[]> =>
  db
    .selectFrom('contact_change')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('at')
    .orderBy('id')
    .execute()

export const insertErasure = async (tx: Db, row: ErasureRequest): Promise<void> => {
  await tx.insertInto('erasure_request').values(row).execute()
}

export const findErasure = (db: Db, id: string): Promise<ErasureRequest | undefined> =>
  db.selectFrom('erasure_request').selectAll().where('id', '=', id).executeTakeFirst()

/** The newest request on a ticket. */
export const findErasureOf = (db: Db, ticketId: string): Promise<ErasureRequest | undefined> =>
  db
    .selectFrom('erasure_request')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** What waits for a decision, the oldest first, with the ticket it is about. */
export const listErasuresAsked = (db: Db, limit: number) =>
  db
    .selectFrom('erasure_request')
    .innerJoin('ticket', 'ticket.id', 'erasure_request.ticket_id')
    .selectAll('erasure_request')
    .select(['ticket.number', 'ticket.state as ticketState', 'ticket.closed_at as closedAt'])
    .where('erasure_request.state', '=', 'asked')
    .orderBy('erasure_request.asked_at')
    .limit(limit)
    .execute()

/** Decides a request that still waits. @returns whether it did: of two at once one comes first. */
export const decideErasureRow = async (
  tx: Db,
  id: string,
  decided: Pick<ErasureRequest, 'state' | 'note' | 'decided_by' | 'decided_at'>,
): Promise<boolean> => {
  const result = await tx
    .updateTable('erasure_request')
    .set(decided)
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Tickets whose citizen's request was granted and is not carried out yet. */
export const listGrantedErasures = async (db: Db, limit: number): Promise<string[]> => {
  const rows = await db
    .selectFrom('erasure_request')
    .select('ticket_id')
    .where('state', '=', 'granted')
    .where('erased_at', 'is', null)
    .orderBy('asked_at')
    .limit(limit)
    .execute()
  return rows.map((row) => row.ticket_id)
}
