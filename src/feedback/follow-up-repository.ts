import type { Db, Schema } from '../platform/db/schema.ts'

/** Asking one citizen about one ticket, as stored. */
export type FollowUp = Schema['follow_up']

export const insertFollowUp = async (tx: Db, row: FollowUp): Promise<void> => {
  await tx.insertInto('follow_up').values(row).execute()
}

/** The one that is open for a ticket, or null. */
export const findOpenFollowUp = async (db: Db, ticketId: string): Promise<FollowUp | null> =>
  (await db
    .selectFrom('follow_up')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()) ?? null

export const findFollowUp = async (db: Db, id: string): Promise<FollowUp | null> =>
  (await db.selectFrom('follow_up').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Every follow-up of a ticket, the newest first. */
export const listFollowUpsOf = (db: Db, ticketId: string): Promise<FollowUp[]> =>
  db
    .selectFrom('follow_up')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()

/** What waits to be asked in one talk, the oldest first, with the words a question names the ticket by. */
export const listWaitingInTalk = (db: Db, conversationId: string) =>
  db
    .selectFrom('follow_up')
    .innerJoin('ticket', 'ticket.id', 'follow_up.ticket_id')
    .selectAll('follow_up')
    .select(['ticket.number', 'ticket.title', 'ticket.state as ticketState'])
    .where('ticket.conversation_id', '=', conversationId)
    .where('follow_up.owner', '=', 'channel')
    .where('follow_up.state', '=', 'waiting')
    .where('follow_up.ended_at', 'is', null)
    .orderBy('follow_up.created_at')
    .orderBy('follow_up.id')
    .execute()
export type WaitingFollowUp = Awaited<ReturnType<typeof listWaitingInTalk>>[number]

/** Open follow-ups of one person that nobody asked yet. */
export const listWaitingOf = (db: Db, citizenId: string): Promise<FollowUp[]> =>
  db
    .selectFrom('follow_up')
    .selectAll()
    .where('citizen_id', '=', citizenId)
    .where('state', '=', 'waiting')
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .execute()

/** The question was said. @returns how many it was true for: what ended meanwhile stays ended. */
export const markAsked = async (
  tx: Db,
  ids: readonly string[],
  asked: { messageId: string; at: string },
): Promise<number> => {
  const result = await tx
    .updateTable('follow_up')
    .set({ state: 'asked', message_id: asked.messageId, asked_at: asked.at })
    .where('id', 'in', [...ids])
    .where('state', '=', 'waiting')
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Another time; null = nothing else changes. */
export const putOff = async (tx: Db, ids: readonly string[], dueAt: string): Promise<void> => {
  await tx
    .updateTable('follow_up')
    .set({ due_at: dueAt })
    .where('id', 'in', [...ids])
    .execute()
}

/** Another owner: the one before never reached the citizen. The row stays the ticket's only open one. */
export const changeOwner = async (
  tx: Db,
  id: string,
  to: { owner: FollowUp['owner']; state: FollowUp['state']; dueAt: string },
): Promise<void> => {
  await tx
    .updateTable('follow_up')
    .set({ owner: to.owner, state: to.state, due_at: to.dueAt, agent_id: null })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

/** Ends whatever is open for a ticket, or only what asks about the reply. @returns whether something was. */
export const endFollowUp = async (
  tx: Db,
  ticketId: string,
  outcome: string,
  at: string,
  only?: FollowUp['kind'],
): Promise<boolean> => {
  let query = tx
    .updateTable('follow_up')
    .set({ ended_at: at, outcome })
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
  if (only) query = query.where('kind', '=', only)
  const result = await query.executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Questions out since before `before`, and tickets whose citizens are left to speak for themselves; the oldest first. */
export const listUnanswered = (db: Db, before: string, limit: number): Promise<FollowUp[]> =>
  db
    .selectFrom('follow_up')
    .selectAll()
    .where('ended_at', 'is', null)
    .where((w) =>
      w.or([
        w.and([w('state', '=', 'asked'), w('asked_at', '<', before)]),
        w.and([w('owner', '=', 'self'), w('created_at', '<', before)]),
      ]),
    )
    .orderBy('created_at')
    .limit(limit)
    .execute()

/** Tickets of a category (or a whole branch) that closed in this time and were never asked about again, the oldest first. */
export const listForAgain = async (
  db: Db,
  closed: { category: string; from: string; until: string },
  limit: number,
): Promise<string[]> => {
  const query = db
    .selectFrom('ticket')
    .select('id')
    .where('state', 'in', ['closed', 'archived'])
    .where('closed_at', '>', closed.from)
    .where('closed_at', '<=', closed.until)
    .where('replied_at', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('follow_up')
            .select('follow_up.id')
            .whereRef('follow_up.ticket_id', '=', 'ticket.id')
            .where('follow_up.kind', '=', 'again'),
        ),
      ),
    )
  const narrowed = closed.category.includes('-')
    ? query.where('category_id', '=', closed.category)
    : query.where('category_id', 'like', `${closed.category}-%`)
  const rows = await narrowed.orderBy('closed_at').limit(limit).execute()
  return rows.map((row) => row.id)
}

/** Questions the channel could not deliver: their citizens never saw them. */
export const listUndelivered = (db: Db, limit: number): Promise<FollowUp[]> =>
  db
    .selectFrom('follow_up')
    .innerJoin('outbox', 'outbox.message_id', 'follow_up.message_id')
    .selectAll('follow_up')
    .where('follow_up.owner', '=', 'channel')
    .where('follow_up.state', '=', 'asked')
    .where('follow_up.ended_at', 'is', null)
    .where('outbox.state', 'in', ['failed', 'refused'])
    .orderBy('follow_up.asked_at')
    .limit(limit)
    .execute()
