import type { Kysely, Migration } from 'kysely'

/** Signing in with a second step: the code's secret (sealed), recovery codes, sign-ins half done, the city's rules. */
export const secondStep: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('staff_totp')
      .addColumn('staff_id', 'text', (c) => c.primaryKey())
      .addColumn('secret', 'text')
      .addColumn('pending', 'text')
      .addColumn('last_step', 'integer')
      .addColumn('confirmed_at', 'text')
      .addColumn('updated_at', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('staff_recovery_code')
      .addColumn('code_hash', 'text', (c) => c.primaryKey())
      .addColumn('staff_id', 'text', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('used_at', 'text')
      .execute()
    await db.schema
      .createIndex('recovery_code_of')
      .on('staff_recovery_code')
      .columns(['staff_id', 'used_at'])
      .execute()
    await db.schema
      .createTable('sign_in_step')
      .addColumn('token_hash', 'text', (c) => c.primaryKey())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('staff_id', 'text')
      .addColumn('data', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'text', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('sign_in_step_old').on('sign_in_step').column('expires_at').execute()
    await db.schema.createIndex('sign_in_step_of').on('sign_in_step').column('staff_id').execute()
    let rule = db.schema.createTable('sign_in_rule').addColumn('key', 'text', (c) => c.primaryKey())
    for (const column of ['value', 'set_at', 'set_by'] as const)
      rule = rule.addColumn(column, 'text', (c) => c.notNull())
    await rule.execute()
  },
}
