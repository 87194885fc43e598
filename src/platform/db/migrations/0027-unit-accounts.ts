import type { Kysely, Migration } from 'kysely'

/** Accounts at the unit's own sign-in pages; how a session came in, and when somebody was last at its keys. */
export const unitAccounts: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('staff_unit_account')
      .addColumn('way', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('staff_id', 'text', (c) => c.notNull())
      .addColumn('set_at', 'text', (c) => c.notNull())
      .addColumn('set_by', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('staff_unit_account_pk', ['way', 'subject'])
      .execute()
    await db.schema
      .createIndex('unit_account_of')
      .on('staff_unit_account')
      .columns(['staff_id', 'way'])
      .unique()
      .execute()
    await db.schema
      .alterTable('staff_session')
      .addColumn('way', 'text', (c) => c.notNull().defaultTo('password'))
      .execute()
    await db.schema
      .alterTable('staff_session')
      .addColumn('active_at', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    await db.schema.alterTable('staff_session').addColumn('locked_at', 'text').execute()
  },
}
