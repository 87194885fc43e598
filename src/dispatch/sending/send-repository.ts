import type { Db } from '../../platform/db/schema.ts'
import type { SendingSchema } from '../../platform/db/schema-sending.ts'

export type SendRow = SendingSchema['department_send']
export type AttemptRow = SendingSchema['department_send_attempt']

/** Writes a send down. @returns false when this giving of the ticket was written down before. */
export const insertSend = async (tx: Db, row: SendRow): Promise<boolean> => {
  const made = await tx
    .insertInto('department_send')
    .values(row)
    .onConflict((c) => c.columns(['ticket_id', 'ticket_version']).doNothing())
    .executeTakeFirst()
  return Number(made.numInsertedOrUpdatedRows ?? 0) > 0
}

export const findSend = async (db: Db, id: string): Promise<SendRow | null> =>
  (await db.selectFrom('department_send').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/**
 * Changes a send that still stands where it was read. @returns false when somebody was faster.
 */
export const updateSend = async (
  tx: Db,
  seen: Pick<SendRow, 'id' | 'state' | 'attempts'>,
  changes: Partial<SendRow>,
): Promise<boolean> => {
  const done = await tx
    .updateTable('department_send')
    .set(changes)
    .where('id', '=', seen.id)
    .where('state', '=', seen.state)
    .where('attempts', '=', seen.attempts)
    .executeTakeFirst()
  return Number(done.numUpdatedRows) > 0
}

export const insertAttempt = async (tx: Db, row: AttemptRow): Promise<void> => {
  await tx.insertInto('department_send_attempt').values(row).execute()
}

/** What was sent of one ticket, oldest first. */
export const listSendsOfTicket = (db: Db, ticketId: string): Promise<SendRow[]> =>
  db
    .selectFrom('department_send')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('ticket_version')
    .execute()

/** The newest sends to anybody, for the administrator. */
export const listNewestSends = (db: Db, limit: number) =>
  db
    .selectFrom('department_send')
    .leftJoin('ticket', 'ticket.id', 'department_send.ticket_id')
    .selectAll('department_send')
    .select('ticket.number as number')
    .orderBy('department_send.created_at', 'desc')
    .orderBy('department_send.id', 'desc')
    .limit(limit)
    .execute()

/** Every try of the given sends, in order. */
export const listAttempts = (db: Db, sendIds: readonly string[]): Promise<AttemptRow[]> =>
  sendIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('department_send_attempt')
        .selectAll()
        .where('send_id', 'in', [...sendIds])
        .orderBy('send_id')
        .orderBy('seq')
        .execute()
