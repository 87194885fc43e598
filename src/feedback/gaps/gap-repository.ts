import { sql } from 'kysely'
import type { GapEnd, GapWhy } from '../../contracts/gap.ts'
import type { Db, Schema } from '../../platform/db/schema.ts'

/** A message whose question was not answered. */
export type NewGap = {
  messageId: string
  conversationId: string
  why: GapWhy
  entryId: string | null
  nearestId: string | null
  at: string
}

/** Writes one down. Of the same message a later reason replaces the earlier one, except that what was declined stays so. */
export const saveGap = async (tx: Db, gap: NewGap): Promise<void> => {
  await tx
    .insertInto('gap')
    .values({
      message_id: gap.messageId,
      conversation_id: gap.conversationId,
      why: gap.why,
      entry_id: gap.entryId,
      nearest_id: gap.nearestId,
      at: gap.at,
      settled: '',
      settled_at: null,
      settled_by: '',
      settled_reason: '',
      settled_entry_id: null,
    })
    .onConflict((c) =>
      c
        .column('message_id')
        .doUpdateSet({ why: gap.why, entry_id: sql`coalesce(excluded.entry_id, gap.entry_id)` })
        .where('gap.why', '<>', 'declined'),
    )
    .execute()
}

/** It was answered after all: a choice followed, or the answer was called useful. */
export const dropGap = async (tx: Db, messageId: string, whys: readonly GapWhy[]): Promise<void> => {
  await tx
    .deleteFrom('gap')
    .where('message_id', '=', messageId)
    .where('why', 'in', [...whys])
    .execute()
}

export type GapRow = Schema['gap'] & { text: string; citizen_id: string; origin: string | null }

/** The newest gaps since `since`, at most `limit`, with the words of the message and who asked. */
export const listGaps = async (db: Db, since: string, limit: number): Promise<GapRow[]> =>
  db
    .selectFrom('gap')
    .innerJoin('message', 'message.id', 'gap.message_id')
    .innerJoin('conversation', 'conversation.id', 'gap.conversation_id')
    .leftJoin('talk_origin', 'talk_origin.conversation_id', 'gap.conversation_id')
    .selectAll('gap')
    .select(['message.text', 'conversation.citizen_id', 'talk_origin.origin'])
    .where('gap.at', '>=', since)
    .orderBy('gap.at', 'desc')
    .orderBy('gap.message_id')
    .limit(limit)
    .execute()

/** What an editor did with these; `as` null opens them again. @returns how many there were. */
export const settleGaps = async (
  tx: Db,
  ids: readonly string[],
  end: { as: GapEnd; by: string; at: string; reason: string; entryId: string | null } | null,
): Promise<number> => {
  const done = await tx
    .updateTable('gap')
    .set({
      settled: end?.as ?? '',
      settled_at: end?.at ?? null,
      settled_by: end?.by ?? '',
      settled_reason: end?.reason ?? '',
      settled_entry_id: end?.entryId ?? null,
    })
    .where('message_id', 'in', [...ids])
    .executeTakeFirst()
  return Number(done.numUpdatedRows)
}
