import { type Kysely, type Migration, sql } from 'kysely'
import { refuseChanges } from '../dialect.ts'

/** The view and action log, which nothing may change afterwards, and the requests to see who wrote. */
export const protection: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    let log = db.schema.createTable('access_log').addColumn('seq', 'integer', (c) => c.primaryKey())
    for (const column of ['at', 'kind', 'ticket_id', 'what', 'staff_id', 'staff_name', 'roles'] as const)
      log = log.addColumn(column, 'text', (c) => c.notNull())
    log = log.addColumn('unit_id', 'text')
    for (const column of ['shown', 'prev_hash', 'hash'] as const)
      log = log.addColumn(column, 'text', (c) => c.notNull())
    await log.execute()
    await db.schema.createIndex('access_ticket').on('access_log').columns(['ticket_id', 'seq']).execute()
    await db.schema.createIndex('access_recent').on('access_log').columns(['at', 'staff_id']).execute()
    for (const statement of refuseChanges(db, 'access_log')) await sql.raw(statement).execute(db)

    let ask = db.schema.createTable('unmask_request').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['ticket_id', 'staff_id', 'staff_name', 'reason', 'asked_at', 'state'] as const)
      ask = ask.addColumn(column, 'text', (c) => c.notNull())
    for (const column of ['unit_id', 'decided_by', 'decided_at', 'until'] as const)
      ask = ask.addColumn(column, 'text')
    await ask.addColumn('note', 'text', (c) => c.notNull()).execute()
    await db.schema
      .createIndex('unmask_ticket')
      .on('unmask_request')
      .columns(['ticket_id', 'staff_id', 'asked_at'])
      .execute()
    await db.schema.createIndex('unmask_state').on('unmask_request').columns(['state', 'asked_at']).execute()
  },
}
