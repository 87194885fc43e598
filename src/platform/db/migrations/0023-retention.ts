import { type Kysely, type Migration, sql } from 'kysely'
import { refuseChanges, refuseChangesBefore } from '../dialect.ts'

/**
 * Keeping for a time: what is preserved, what was erased, where the view and action log was cut off at its old end, and alarms. Lines of
 * that log may go only up to an anchor, which holds the hash the rest of the chain goes on from.
 */
export const retention: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('preservation')
      .addColumn('ticket_id', 'text', (c) => c.primaryKey())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('staff_id', 'text', (c) => c.notNull())
      .addColumn('staff_name', 'text', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('erased')
      .addColumn('subject_id', 'text', (c) => c.notNull())
      .addColumn('what', 'text', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('erased_pk', ['subject_id', 'what'])
      .execute()
    await db.schema
      .createTable('access_anchor')
      .addColumn('seq', 'integer', (c) => c.primaryKey())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .execute()
    let alarm = db.schema.createTable('access_alarm').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['at', 'kind', 'staff_id', 'staff_name', 'say'] as const)
      alarm = alarm.addColumn(column, 'text', (c) => c.notNull())
    for (const column of ['unit_id', 'seen_at', 'seen_by'] as const) alarm = alarm.addColumn(column, 'text')
    await alarm.addColumn('unique_key', 'text', (c) => c.notNull().unique()).execute()
    await db.schema.createIndex('alarm_open').on('access_alarm').columns(['seen_at', 'at']).execute()
    for (const statement of refuseChanges(db, 'access_anchor')) await sql.raw(statement).execute(db)
    for (const statement of refuseChangesBefore(db, 'access_log', 'access_anchor'))
      await sql.raw(statement).execute(db)
  },
}
