import type { Db, Schema } from '../../platform/db/schema.ts'
import { type TicketFile, toFile } from './ticket-file.ts'

/** Stores the row of a new file; false when its upload key is taken. */
export const insertFile = async (tx: Db, row: Schema['ticket_file']): Promise<boolean> => {
  const result = await tx
    .insertInto('ticket_file')
    .values(row)
    .onConflict((c) => c.column('upload_key').doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
}

export const findUpload = async (db: Db, uploadKey: string): Promise<TicketFile | null> => {
  const row = await db
    .selectFrom('ticket_file')
    .selectAll()
    .where('upload_key', '=', uploadKey)
    .executeTakeFirst()
  return row ? toFile(row) : null
}

/** A file of this ticket, or of this talk; a foreign id is as unknown as none. */
export const findFileOf = async (
  db: Db,
  of: { ticketId: string } | { conversationId: string },
  id: string,
): Promise<TicketFile | null> => {
  const all = db.selectFrom('ticket_file').selectAll().where('id', '=', id)
  const row = await ('ticketId' in of
    ? all.where('ticket_id', '=', of.ticketId)
    : all.where('conversation_id', '=', of.conversationId)
  ).executeTakeFirst()
  return row ? toFile(row) : null
}

/** What was sent with a ticket and its steps, in order. */
export const listFilesOf = async (db: Db, ticketId: string): Promise<TicketFile[]> => {
  const rows = await db
    .selectFrom('ticket_file')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('step_seq', 'is not', null)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map(toFile)
}

/** What the citizens of the tickets joined to this one sent; of confidential ones nothing. */
export const listFilesOfJoined = async (db: Db, masterId: string): Promise<TicketFile[]> => {
  const rows = await db
    .selectFrom('ticket_file')
    .innerJoin('ticket', 'ticket.id', 'ticket_file.ticket_id')
    .selectAll('ticket_file')
    .where('ticket.master_id', '=', masterId)
    .where('ticket.state', '=', 'merged')
    .where('ticket.confidential', '=', 0)
    .where('ticket_file.actor_kind', '=', 'citizen')
    .where('ticket_file.step_seq', 'is not', null)
    .orderBy('ticket_file.at')
    .orderBy('ticket_file.id')
    .execute()
  return rows.map(toFile)
}

export const countFilesOfTicket = async (db: Db, ticketId: string): Promise<number> => {
  const row = await db
    .selectFrom('ticket_file')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('ticket_id', '=', ticketId)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** How many files somebody chose for a ticket, or in a talk, and has not sent. */
export const countLoose = async (
  db: Db,
  of: { ticketId: string; actorId: string } | { conversationId: string },
): Promise<number> => {
  const all = db.selectFrom('ticket_file').select((eb) => eb.fn.countAll<number>().as('n'))
  const row = await ('ticketId' in of
    ? all
        .where('ticket_id', '=', of.ticketId)
        .where('actor_id', '=', of.actorId)
        .where('step_seq', 'is', null)
    : all.where('conversation_id', '=', of.conversationId).where('message_id', 'is', null)
  ).executeTakeFirstOrThrow()
  return Number(row.n)
}

export const listFilesByIds = async (
  db: Db,
  ticketId: string,
  ids: readonly string[],
): Promise<TicketFile[]> => {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('ticket_file')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('id', 'in', [...ids])
    .execute()
  return rows.map(toFile)
}

export const setStep = async (tx: Db, ids: readonly string[], stepSeq: number): Promise<void> => {
  if (ids.length === 0) return
  await tx
    .updateTable('ticket_file')
    .set({ step_seq: stepSeq })
    .where('id', 'in', [...ids])
    .execute()
}

/** Marks photos of a talk as sent with a message. @returns how many were there to be sent. */
export const setMessage = async (
  tx: Db,
  conversationId: string,
  ids: readonly string[],
  messageId: string,
): Promise<number> => {
  if (ids.length === 0) return 0
  const result = await tx
    .updateTable('ticket_file')
    .set({ message_id: messageId })
    .where('conversation_id', '=', conversationId)
    .where('message_id', 'is', null)
    .where('id', 'in', [...ids])
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** How many photos came with a message. */
export const countFilesOfMessage = async (
  db: Db,
  messageId: string,
  conversationId: string,
): Promise<number> => {
  const row = await db
    .selectFrom('ticket_file')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('conversation_id', '=', conversationId)
    .where('message_id', '=', messageId)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** What was sent in a talk and stands on no ticket yet goes on this one. @returns how many. */
export const setTicketOfTalk = async (
  tx: Db,
  conversationId: string,
  to: { ticketId: string; stepSeq: number },
): Promise<number> => {
  const result = await tx
    .updateTable('ticket_file')
    .set({ ticket_id: to.ticketId, step_seq: to.stepSeq })
    .where('conversation_id', '=', conversationId)
    .where('message_id', 'is not', null)
    .where('ticket_id', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Takes back a file that was not sent; false when there is none of this person's. */
export const deleteLoose = async (
  tx: Db,
  of: ({ ticketId: string } | { conversationId: string }) & { actorId: string },
  id: string,
): Promise<TicketFile | null> => {
  const all = tx.deleteFrom('ticket_file').where('id', '=', id).where('actor_id', '=', of.actorId)
  const row = await ('ticketId' in of
    ? all.where('ticket_id', '=', of.ticketId).where('step_seq', 'is', null)
    : all.where('conversation_id', '=', of.conversationId).where('message_id', 'is', null)
  )
    .returningAll()
    .executeTakeFirst()
  return row ? toFile(row) : null
}

/**
 * Takes the citizen's photos and papers off a ticket, or what was sent in a talk and stands on no ticket: they count as chosen and never sent,
 * long ago, and go with the next sweep, content and all.
 */
export const loosenFiles = async (
  tx: Db,
  of: { ticketId: string } | { conversationId: string },
): Promise<void> => {
  const all = tx.updateTable('ticket_file').set({
    ticket_id: null,
    conversation_id: null,
    message_id: null,
    step_seq: null,
    name: '',
    actor_name: '',
    at: '1970-01-01T00:00:00.000Z',
  })
  await ('ticketId' in of
    ? all.where('ticket_id', '=', of.ticketId).where('actor_kind', '=', 'citizen')
    : all.where('conversation_id', '=', of.conversationId).where('ticket_id', 'is', null)
  ).execute()
}

/** Forgets what was chosen before an instant and never sent. @returns the hashes of its content. */
export const deleteStaleLoose = async (tx: Db, before: string): Promise<string[]> => {
  const rows = await tx
    .deleteFrom('ticket_file')
    .where('at', '<', before)
    .where('step_seq', 'is', null)
    .where('message_id', 'is', null)
    .returning(['sha256', 'thumb_sha256'])
    .execute()
  return rows.flatMap((r) => (r.thumb_sha256 ? [r.sha256, r.thumb_sha256] : [r.sha256]))
}

/** Whether any row still needs this content. */
export const isContentUsed = async (db: Db, sha256: string): Promise<boolean> => {
  const row = await db
    .selectFrom('ticket_file')
    .select('id')
    .where((eb) => eb.or([eb('sha256', '=', sha256), eb('thumb_sha256', '=', sha256)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
