import type { Kysely, Migration } from 'kysely'

/** Where matters went: a city's own history and its dispatchers' decisions, and what was learned from them. */
export const matterLearning: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('matter_example')
      .addColumn('id', 'text', (c) => c.notNull().primaryKey())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('category', 'text')
      .addColumn('unit', 'text')
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('by_staff', 'text')
      .execute()
    await db.schema.createIndex('matter_example_at').on('matter_example').columns(['source', 'at']).execute()
    await db.schema
      .createTable('learned_model')
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('content', 'text', (c) => c.notNull())
      .addColumn('learned_from', 'text', (c) => c.notNull())
      .addColumn('examples', 'integer', (c) => c.notNull())
      .addColumn('figures', 'text', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('learned_model_pk', ['kind', 'version'])
      .execute()
  },
}
