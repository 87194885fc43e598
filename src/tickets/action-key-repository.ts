import { inPieces, runReady, valuesOf } from '../platform/db/ready-made.ts'
import type { Db, Schema } from '../platform/db/schema.ts'
import { type Ticket, toTicket } from './ticket.ts'

/** The ticket that was opened under an idempotency key, or null. */
export const findKeyedTicket = async (db: Db, key: string): Promise<Ticket | null> => {
  const row = await db
    .selectFrom('ticket')
    .innerJoin('action_key', 'action_key.ticket_id', 'ticket.id')
    .selectAll('ticket')
    .where('action_key.key', '=', key)
    .executeTakeFirst()
  return row ? toTicket(row) : null
}

/**
 * Takes an idempotency key for a ticket. @returns the ticket that already holds the key, or null when it is
 * ours now. Two requests at once: the second waits for the first one's transaction.
 */
export const takeActionKey = async (
  tx: Db,
  key: string,
  ticketId: string,
  at: string,
): Promise<string | null> => {
  if (await putActionKeys(tx, [{ key, ticket_id: ticketId, at }])) return null
  const row = await tx
    .selectFrom('action_key')
    .select('ticket_id')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return row.ticket_id
}

/** @returns whether nobody held any of them. */
const putActionKeys = async (tx: Db, rows: readonly Schema['action_key'][]): Promise<boolean> => {
  const made = await runReady(
    tx,
    `action_key.take ${rows.length}`,
    () =>
      tx
        .insertInto('action_key')
        .values([...rows])
        .onConflict((c) => c.column('key').doNothing()),
    valuesOf(rows, ['key', 'ticket_id', 'at']),
  )
  return Number(made.numAffectedRows ?? 0) === rows.length
}

/** Takes the keys of new tickets, as `takeActionKey`. @returns the tickets that already hold one, by key. */
export const takeActionKeys = async (
  tx: Db,
  newTickets: ReadonlyMap<string, string>,
  at: string,
): Promise<Map<string, string>> => {
  const held = new Map<string, string>()
  // In one order for everybody: two transactions that take the same keys must not wait for each other.
  for (const piece of inPieces([...newTickets].sort(([a], [b]) => (a < b ? -1 : 1)))) {
    const rows = piece.map(([key, ticketId]) => ({ key, ticket_id: ticketId, at }))
    if (await putActionKeys(tx, rows)) continue
    const keys = piece.map(([key]) => key)
    const found = await tx
      .selectFrom('action_key')
      .select(['key', 'ticket_id'])
      .where('key', 'in', keys)
      .execute()
    for (const { key, ticket_id } of found) if (ticket_id !== newTickets.get(key)) held.set(key, ticket_id)
  }
  return held
}
