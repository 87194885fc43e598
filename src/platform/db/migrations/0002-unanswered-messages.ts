import { type Kysely, type Migration, sql } from 'kysely'

/** Messages without an answer are looked for every half minute: few among millions, found without reading them all. */
export const unansweredMessages: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await sql`create index message_unanswered on message (at) where answered_at is null and author = 'citizen'`.execute(
      db,
    )
  },
}
