import type { Kysely, Migration } from 'kysely'

/** Tickets handled together: a master and those joined to it. What a matter told twice is found by is indexed in 0017. */
export const jointCases: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema.alterTable('ticket').addColumn('master_id', 'text').execute()
    await db.schema
      .alterTable('ticket')
      .addColumn('joined_count', 'integer', (c) => c.notNull().defaultTo(0))
      .execute()
    await db.schema.createIndex('ticket_master').on('ticket').columns(['master_id', 'state']).execute()
  },
}
