import { z } from 'zod'
import type { Db } from '../../platform/db/schema.ts'

const Edits = z.record(z.string(), z.object({ value: z.string(), staffId: z.string(), at: z.string() }))
/** Corrections by hand, by field; they stand whatever is said later. */
export type FormEdits = z.infer<typeof Edits>

/** What is kept of a talk's form: corrections, and when it was last filed (what was said before belongs to that ticket). */
export const findForm = async (
  db: Db,
  conversationId: string,
): Promise<{ edits: FormEdits; filedAt: string | null }> => {
  const row = await db
    .selectFrom('talk_form')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst()
  return row
    ? { edits: Edits.parse(JSON.parse(row.edits)), filedAt: row.filed_at }
    : { edits: {}, filedAt: null }
}

export const saveForm = async (
  tx: Db,
  conversationId: string,
  form: { edits: FormEdits; filedAt: string | null },
): Promise<void> => {
  const kept = { edits: JSON.stringify(form.edits), filed_at: form.filedAt }
  await tx
    .insertInto('talk_form')
    .values({ conversation_id: conversationId, ...kept })
    .onConflict((c) => c.column('conversation_id').doUpdateSet(kept))
    .execute()
}
