import type { TicketState } from '../contracts/ticket.ts'
import { insertReady } from '../platform/db/ready-made.ts'
import type { Db, Schema } from '../platform/db/schema.ts'
import { type Ticket, toTicket } from './ticket.ts'

/** The columns a move may change. What the citizen said never changes; who and where they are only they may correct. */
export type TicketChanges = Partial<
  Pick<
    Schema['ticket'],
    | 'category_id'
    | 'type'
    | 'urgency'
    | 'confidential'
    | 'routing'
    | 'catalogue_line_id'
    | 'lead_department_id'
    | 'co_department_ids'
    | 'invited_unit_ids'
    | 'handler_id'
    | 'return_count'
    | 'dispatched_at'
    | 'sign_due_at'
    | 'signed_at'
    | 'due_at'
    | 'due_text'
    | 'policy_id'
    | 'replied_at'
    | 'public_reply'
    | 'closed_at'
    | 'solved'
    | 'satisfied'
    | 'step_due_at'
    | 'return_due_at'
    | 'paused_at'
    | 'draft_reply'
    | 'draft_by'
    | 'outcome_code'
    | 'designated'
    | 'extension_count'
    | 'suspension_count'
    | 'open_parts'
    | 'supervised'
    | 'supervise_level'
    | 'supervise_answered_at'
    | 'urge_count'
    | 'urged_at'
    | 'urge_due_at'
    | 'master_id'
    | 'joined_count'
    | 'contact_name'
    | 'contact_phone'
    | 'place_text'
  >
>

export const insertTickets = (tx: Db, rows: readonly Schema['ticket'][]): Promise<void> =>
  insertReady(tx, 'ticket', rows)

export const findTicket = async (db: Db, id: string): Promise<Ticket | null> => {
  const row = await db.selectFrom('ticket').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toTicket(row) : null
}

const IDS_AT_ONCE = 400

/** The tickets of these ids, in no order; an id nobody has is left out. */
export const listTicketsByIds = async (db: Db, ids: readonly string[]): Promise<Ticket[]> => {
  const found: Ticket[] = []
  // Both engines take a few hundred values in one statement.
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const rows = await db
      .selectFrom('ticket')
      .selectAll()
      .where('id', 'in', ids.slice(from, from + IDS_AT_ONCE))
      .execute()
    found.push(...rows.map(toTicket))
  }
  return found
}

export const findTicketByNumber = async (db: Db, number: string): Promise<Ticket | null> => {
  const row = await db.selectFrom('ticket').selectAll().where('number', '=', number).executeTakeFirst()
  return row ? toTicket(row) : null
}

/** The tickets opened from one talk, newest first. */
export const listTicketsOfConversation = async (
  db: Db,
  conversationId: string,
  limit: number,
): Promise<Ticket[]> => {
  const rows = await db
    .selectFrom('ticket')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toTicket)
}

/** The tickets of one citizen on whatever channel, newest first. */
export const listTicketsOfCitizen = async (db: Db, citizenId: string, limit: number): Promise<Ticket[]> => {
  const rows = await db
    .selectFrom('ticket')
    .selectAll()
    .where('citizen_id', '=', citizenId)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toTicket)
}

/**
 * Changes a ticket only if nobody did since `version`.
 *
 *   update ticket set state = ?, …, version = version + 1 where id = ? and version = ?
 *
 * @returns whether it was ours to change.
 */
export const updateTicket = async (
  tx: Db,
  id: string,
  version: number,
  state: TicketState,
  changes: TicketChanges,
): Promise<boolean> => {
  const result = await tx
    .updateTable('ticket')
    .set({ ...changes, state, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}
