import type { Db } from '../../platform/db/schema.ts'

/** A unit's own template of a reply (答复模板). `text` holds {{variables}}. */
export type ReplyTemplate = { id: string; unitId: string; title: string; text: string }

/** A unit's templates in the order they are chosen by key. */
export const listTemplates = async (db: Db, unitId: string, limit: number): Promise<ReplyTemplate[]> => {
  const rows = await db
    .selectFrom('reply_template')
    .selectAll()
    .where('unit_id', '=', unitId)
    .orderBy('title')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((r) => ({ id: r.id, unitId: r.unit_id, title: r.title, text: r.text }))
}

/** Writes a template of a unit; one of another unit under the same id is left alone. @returns whether it was written. */
export const saveTemplate = async (
  tx: Db,
  template: ReplyTemplate,
  by: string,
  at: string,
): Promise<boolean> => {
  const kept = { title: template.title, text: template.text, updated_at: at, updated_by: by }
  const result = await tx
    .insertInto('reply_template')
    .values({ id: template.id, unit_id: template.unitId, ...kept })
    .onConflict((c) => c.column('id').doUpdateSet(kept).where('reply_template.unit_id', '=', template.unitId))
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
}

/** @returns whether the unit had it. */
export const deleteTemplate = async (tx: Db, unitId: string, id: string): Promise<boolean> => {
  const result = await tx
    .deleteFrom('reply_template')
    .where('unit_id', '=', unitId)
    .where('id', '=', id)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}
