import { type Kysely, type Migration, sql } from 'kysely'

/** The listed words (要盯的词) that stand in what a ticket tells, for the supervisor's list. */
export const watchWords: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .alterTable('ticket')
      .addColumn('watch_words', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    // Few among many: an index of these few alone.
    await sql`create index ticket_watch_words on ticket (state, due_at, id) where watch_words <> ''`.execute(
      db,
    )
  },
}
