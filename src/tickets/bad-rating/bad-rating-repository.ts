import type { Db, Schema } from '../../platform/db/schema.ts'

/** A bad rating (差评) as stored: a work item of the hotline. */
export type BadRating = Schema['bad_rating']

export const insertBadRating = async (tx: Db, row: BadRating): Promise<void> => {
  await tx.insertInto('bad_rating').values(row).execute()
}

/** The one that is open for a ticket, or null. */
export const findOpenBadRating = async (db: Db, ticketId: string): Promise<BadRating | null> =>
  (await db
    .selectFrom('bad_rating')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('closed_at', 'is', null)
    .executeTakeFirst()) ?? null

/** Every bad rating of a ticket, the newest first. */
export const listBadRatingsOf = (db: Db, ticketId: string): Promise<BadRating[]> =>
  db
    .selectFrom('bad_rating')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .execute()

/** Changes the open one. @returns whether there was one in the state it was seen in. */
export const changeBadRating = async (
  tx: Db,
  id: string,
  changes: Partial<Omit<BadRating, 'id' | 'ticket_id'>>,
  seen: Pick<BadRating, 'claim_state'>,
): Promise<boolean> => {
  const result = await tx
    .updateTable('bad_rating')
    // Its own value again where nothing changes: the row is still checked, and there is no update without columns.
    .set((eb) => ({ outcome: eb.ref('outcome'), ...changes }))
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .where('claim_state', '=', seen.claim_state)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Ends the open one of a ticket by what was done. An exclusion that was agreed to stays one, whatever is done besides. */
export const closeBadRating = async (
  tx: Db,
  ticketId: string,
  outcome: string,
  at: string,
): Promise<void> => {
  await tx
    .updateTable('bad_rating')
    .set((eb) => ({
      closed_at: at,
      outcome: eb.case().when('claim_state', '=', 'approved').then('excluded').else(outcome).end(),
    }))
    .where('ticket_id', '=', ticketId)
    .where('closed_at', 'is', null)
    .execute()
}

/**
 * One page of bad ratings with what a list shows of the ticket, the one due first on top. A unit's list holds its own, and only
 * of tickets that are over: before that nobody of a unit sees a rating.
 */
export const listBadRatings = async (db: Db, asked: { unitId?: string; isOpen: boolean; limit: number }) => {
  let query = db
    .selectFrom('bad_rating')
    .innerJoin('ticket', 'ticket.id', 'bad_rating.ticket_id')
    .selectAll('bad_rating')
    .select(['ticket.number', 'ticket.title', 'ticket.state as ticketState'])
    .where('bad_rating.closed_at', asked.isOpen ? 'is' : 'is not', null)
  if (asked.unitId !== undefined) {
    query = query
      .where('bad_rating.unit_id', '=', asked.unitId)
      .where('ticket.state', 'in', ['closed', 'archived'])
  }
  return query
    .orderBy(asked.isOpen ? 'bad_rating.due_at' : 'bad_rating.closed_at', asked.isOpen ? 'asc' : 'desc')
    .orderBy('bad_rating.id')
    .limit(asked.limit)
    .execute()
}
export type BadRatingRow = Awaited<ReturnType<typeof listBadRatings>>[number]
