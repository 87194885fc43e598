import type { Kysely, Migration } from 'kysely'

/** Searches people keep under a name. */
export const savedViews: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    let view = db.schema.createTable('saved_view').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['staff_id', 'staff_name', 'name', 'query', 'created_at'] as const) {
      view = view.addColumn(column, 'text', (c) => c.notNull()) as typeof view
    }
    await view.addColumn('is_shared', 'integer', (c) => c.notNull()).execute()
    await db.schema
      .createIndex('saved_view_name')
      .on('saved_view')
      .columns(['staff_id', 'name'])
      .unique()
      .execute()
    await db.schema.createIndex('saved_view_shared').on('saved_view').columns(['is_shared', 'name']).execute()
  },
}
