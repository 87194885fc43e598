import type { Db, Schema } from '../platform/db/schema.ts'

/** Stores what a citizen thinks of one answer; a later word replaces an earlier one. */
export const saveAnswerFeedback = async (tx: Db, row: Schema['answer_feedback']): Promise<void> => {
  const { id: _id, message_id: _message, ...rest } = row
  await tx
    .insertInto('answer_feedback')
    .values(row)
    .onConflict((c) => c.column('message_id').doUpdateSet(rest))
    .execute()
}

/** What was said about one answer, or null. */
export const findAnswerFeedback = async (
  db: Db,
  messageId: string,
): Promise<Schema['answer_feedback'] | null> =>
  (await db
    .selectFrom('answer_feedback')
    .selectAll()
    .where('message_id', '=', messageId)
    .executeTakeFirst()) ?? null
