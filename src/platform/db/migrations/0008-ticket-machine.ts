import { type Kysely, type Migration, sql } from 'kysely'

/**
 * The whole state machine: what a ticket must remember to obey it, the parts of co-handlers and lower units, and old
 * rows in the new words. The old states all live on with their meaning; only the citizen's "unsolved" changes its name,
 * because `rework` is now what the hotline orders when the unit is at fault.
 */
export const ticketMachine: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    const texts = ['step_due_at', 'return_due_at', 'paused_at', 'draft_reply', 'draft_by', 'outcome_code']
    for (const column of texts) await db.schema.alterTable('ticket').addColumn(column, 'text').execute()
    const numbers = ['designated', 'extension_count', 'suspension_count', 'open_parts', 'supervised']
    for (const column of numbers) {
      await db.schema
        .alterTable('ticket')
        .addColumn(column, 'integer', (c) => c.notNull().defaultTo(0))
        .execute()
    }
    await db.schema
      .createTable('ticket_part')
      .addColumn('ticket_id', 'text', (c) => c.notNull())
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('department_id', 'text')
      .addColumn('unit_name', 'text', (c) => c.notNull())
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('asked_at', 'text', (c) => c.notNull())
      .addColumn('due_at', 'text', (c) => c.notNull())
      .addColumn('report', 'text')
      .addColumn('ended_at', 'text')
      .addPrimaryKeyConstraint('ticket_part_pk', ['ticket_id', 'seq'])
      .execute()
    await db.schema
      .createIndex('ticket_part_unit')
      .on('ticket_part')
      .columns(['department_id', 'state', 'ticket_id'])
      .execute()
    await db.schema.createIndex('ticket_step_due').on('ticket').columns(['state', 'step_due_at']).execute()
    await db.schema.createIndex('ticket_closed').on('ticket').columns(['state', 'closed_at']).execute()
    await sql`update ticket_step set action = 'dispute' where action = 'rework' and actor_kind = 'citizen'`.execute(
      db,
    )
    await sql`update ticket set step_due_at = due_at where state = 'return_req'`.execute(db)
  },
}
