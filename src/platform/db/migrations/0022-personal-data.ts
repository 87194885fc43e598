import type { Kysely, Migration } from 'kysely'

/** What citizens correct of themselves on a ticket, and that they ask for being erased. */
export const personalData: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    let change = db.schema.createTable('contact_change').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['ticket_id', 'at', 'field', 'old_value', 'new_value'] as const)
      change = change.addColumn(column, 'text', (c) => c.notNull())
    await change.execute()
    await db.schema
      .createIndex('contact_change_ticket')
      .on('contact_change')
      .columns(['ticket_id', 'at'])
      .execute()

    let ask = db.schema.createTable('erasure_request').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['ticket_id', 'asked_at', 'reason', 'state', 'note'] as const)
      ask = ask.addColumn(column, 'text', (c) => c.notNull())
    for (const column of ['decided_by', 'decided_at', 'erased_at'] as const)
      ask = ask.addColumn(column, 'text')
    await ask.execute()
    await db.schema
      .createIndex('erasure_ticket')
      .on('erasure_request')
      .columns(['ticket_id', 'asked_at'])
      .execute()
    await db.schema
      .createIndex('erasure_state')
      .on('erasure_request')
      .columns(['state', 'asked_at'])
      .execute()
  },
}
