import { type Kysely, type Migration, sql } from 'kysely'

/** Sessions that can be listed and ended one by one; browsers that are known. */
export const access: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const column of ['id', 'network'])
      await db.schema
        .alterTable('staff_session')
        .addColumn(column, 'text', (c) => c.notNull().defaultTo(''))
        .execute()
    await sql`update staff_session set id = token_hash`.execute(db)
    await db.schema.createIndex('session_id').on('staff_session').column('id').unique().execute()

    let device = db.schema.createTable('staff_device').addColumn('token_hash', 'text', (c) => c.primaryKey())
    for (const column of ['staff_id', 'created_at', 'last_used_at'] as const)
      device = device.addColumn(column, 'text', (c) => c.notNull())
    await device.execute()
    await db.schema
      .createIndex('device_staff')
      .on('staff_device')
      .columns(['staff_id', 'last_used_at'])
      .execute()
  },
}
