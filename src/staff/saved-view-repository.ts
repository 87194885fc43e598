import type { Db, Schema } from '../platform/db/schema.ts'

export type SavedView = {
  id: string
  staffId: string
  staffName: string
  name: string
  query: string
  isShared: boolean
}

const toView = (r: Schema['saved_view']): SavedView => ({
  id: r.id,
  staffId: r.staff_id,
  staffName: r.staff_name,
  name: r.name,
  query: r.query,
  isShared: r.is_shared === 1,
})

/** A person's own views and those shared with everybody, by name. */
export const listViews = async (db: Db, staffId: string, limit: number): Promise<SavedView[]> => {
  const of = db.selectFrom('saved_view').selectAll().orderBy('name').limit(limit)
  const own = await of.where('staff_id', '=', staffId).execute()
  const shared = await of.where('is_shared', '=', 1).execute()
  return [...own, ...shared.filter((r) => r.staff_id !== staffId)].map(toView)
}

/** Keeps a view; the same name again is the same view with another question. */
export const saveView = async (tx: Db, view: SavedView, at: string): Promise<void> => {
  const { query, isShared } = view
  await tx
    .insertInto('saved_view')
    .values({
      id: view.id,
      staff_id: view.staffId,
      staff_name: view.staffName,
      name: view.name,
      query,
      is_shared: isShared ? 1 : 0,
      created_at: at,
    })
    .onConflict((c) => c.columns(['staff_id', 'name']).doUpdateSet({ query, is_shared: isShared ? 1 : 0 }))
    .execute()
}

export const countViews = async (db: Db, staffId: string): Promise<number> => {
  const row = await db
    .selectFrom('saved_view')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('staff_id', '=', staffId)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Forgets one of a person's own views. @returns whether it was theirs. */
export const deleteView = async (db: Db, id: string, staffId: string): Promise<boolean> => {
  const gone = await db
    .deleteFrom('saved_view')
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  return Number(gone.numDeletedRows) > 0
}
