import type { Kysely, Migration } from 'kysely'

/** Keys of departments' own systems: only the hash is kept. */
export const departmentKeys: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    let table = db.schema.createTable('department_key').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['department_id', 'name', 'made_at', 'made_by'] as const)
      table = table.addColumn(column, 'text', (c) => c.notNull())
    await table
      .addColumn('hash', 'text', (c) => c.notNull().unique())
      .addColumn('last_used_at', 'text')
      .addColumn('revoked_at', 'text')
      .addColumn('revoked_by', 'text')
      .execute()
    await db.schema
      .createIndex('department_key_of')
      .on('department_key')
      .columns(['department_id', 'made_at'])
      .execute()
  },
}
