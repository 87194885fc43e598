import { type Kysely, type Migration, sql } from 'kysely'

/** Writes down what was declined before there was a list of it, from the replies. */
export const takeDeclined = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    insert into gap (message_id, conversation_id, why, at)
    select asked.id, asked.conversation_id, 'declined', asked.at
    from message asked
    where asked.author = 'citizen' and asked.id in (
      select said.in_reply_to from message said
      where said.author = 'bot' and said.in_reply_to is not null and said.reply like '{"kind":"decline"%')`.execute(
    db,
  )
}

/**
 * Questions that were not answered, and what editors did with them. What was declined before this is taken from the replies, so that a city
 * that upgrades sees its own questions on the first day; what was asked back or refused is only known from now on.
 */
export const gaps: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('gap')
      .addColumn('message_id', 'text', (c) => c.primaryKey())
      .addColumn('conversation_id', 'text', (c) => c.notNull())
      .addColumn('why', 'text', (c) => c.notNull())
      .addColumn('entry_id', 'text')
      .addColumn('nearest_id', 'text')
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('settled', 'text', (c) => c.notNull().defaultTo(''))
      .addColumn('settled_at', 'text')
      .addColumn('settled_by', 'text', (c) => c.notNull().defaultTo(''))
      .addColumn('settled_reason', 'text', (c) => c.notNull().defaultTo(''))
      .addColumn('settled_entry_id', 'text')
      .execute()
    await db.schema.createIndex('gap_at').on('gap').columns(['at']).execute()
    await db.schema.createIndex('gap_talk').on('gap').columns(['conversation_id']).execute()
    await takeDeclined(db)
  },
}
