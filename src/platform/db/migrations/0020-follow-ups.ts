import { type Kysely, type Migration, sql } from 'kysely'

/** Follow-ups with one owner each, what the cap counts, and what people chose about being asked. */
export const followUps: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    let table = db.schema.createTable('follow_up').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['ticket_id', 'kind', 'citizen_id', 'owner'] as const)
      table = table.addColumn(column, 'text', (c) => c.notNull())
    table = table.addColumn('agent_id', 'text')
    for (const column of ['state', 'due_at', 'outcome', 'created_at'] as const)
      table = table.addColumn(column, 'text', (c) => c.notNull())
    await table
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('message_id', 'text')
      .addColumn('asked_at', 'text')
      .addColumn('ended_at', 'text')
      .execute()
    // One open follow-up a ticket, whoever plans it: the database itself refuses a second owner.
    await sql`create unique index follow_up_open on follow_up (ticket_id) where ended_at is null`.execute(db)
    // Asked again after closing at most once in a ticket's life.
    await sql`create unique index follow_up_again on follow_up (ticket_id) where kind = 'again'`.execute(db)
    const index = (name: string, columns: string[]) =>
      db.schema.createIndex(name).on('follow_up').columns(columns).execute()
    await index('follow_up_due', ['owner', 'state', 'due_at'])
    await index('follow_up_citizen', ['citizen_id', 'state'])
    await index('follow_up_ticket', ['ticket_id', 'created_at'])

    let contact = db.schema.createTable('citizen_contact').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['citizen_id', 'way', 'about', 'at'] as const)
      contact = contact.addColumn(column, 'text', (c) => c.notNull())
    await contact.execute()
    await db.schema.createIndex('contact_of').on('citizen_contact').columns(['citizen_id', 'at']).execute()

    await db.schema
      .createTable('contact_choice')
      .addColumn('citizen_id', 'text', (c) => c.primaryKey())
      .addColumn('no_follow_up', 'integer', (c) => c.notNull())
      .addColumn('no_call', 'integer', (c) => c.notNull())
      .addColumn('via', 'text', (c) => c.notNull())
      .addColumn('staff_id', 'text')
      .addColumn('changed_at', 'text', (c) => c.notNull())
      .execute()

    // Tickets of earlier releases that were already asked: they wait for the answer they were promised to.
    await sql`insert into follow_up (id, ticket_id, kind, citizen_id, owner, agent_id, state, due_at, outcome, created_at,
      attempts, message_id, asked_at, ended_at)
      select 'before-' || id, id, 'reply', citizen_id, 'channel', null, 'asked', replied_at, '', replied_at, 0, null,
      replied_at, null from ticket where state = 'followup' and replied_at is not null`.execute(db)
  },
}
