import { type Kysely, type Migration, sql } from 'kysely'

/** Urges (催办) and orders of supervision (督办) with clocks of their own, and the earlier ticket of a repeat. */
export const urgeAndSupervise: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const column of [
      'supervise_due_at',
      'supervise_answered_at',
      'urged_at',
      'urge_due_at',
      'repeat_of',
    ]) {
      await db.schema.alterTable('ticket').addColumn(column, 'text').execute()
    }
    await db.schema
      .alterTable('ticket')
      .addColumn('supervise_level', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    await db.schema
      .alterTable('ticket')
      .addColumn('urge_count', 'integer', (c) => c.notNull().defaultTo(0))
      .execute()
    await sql`update ticket set supervise_level = 'normal' where supervised = 1`.execute(db)
    // Few among many: indexes of these few alone.
    for (const [name, columns, few] of [
      ['ticket_urge_due', 'urge_due_at, id', 'urge_due_at is not null'],
      ['ticket_supervised', 'supervise_due_at, id', 'supervised = 1'],
    ] as const) {
      await sql.raw(`create index ${name} on ticket (${columns}) where ${few}`).execute(db)
    }
  },
}
