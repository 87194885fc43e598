import type { Kysely, Migration } from 'kysely'

/** Vectors of the optional semantic leg, by model and content: computed once, whatever entry the text stands in. */
export const embeddings: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('embedding')
      .addColumn('model', 'text', (c) => c.notNull())
      .addColumn('content_hash', 'text', (c) => c.notNull())
      .addColumn('dimensions', 'integer', (c) => c.notNull())
      .addColumn('vector', 'text', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('embedding_pk', ['model', 'content_hash'])
      .execute()
  },
}
