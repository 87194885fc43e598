import { type Kysely, type Migration, sql } from 'kysely'

/** Bad ratings as work items: owner, due time, what was found, and who asked for and agreed to an exclusion. */
export const badRatings: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    let table = db.schema
      .createTable('bad_rating')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('satisfied', 'integer')
    for (const column of ['ticket_id', 'opened_at', 'due_at', 'finding', 'outcome'] as const)
      table = table.addColumn(column, 'text', (c) => c.notNull())
    for (const column of [
      'claim_state',
      'claim_kind',
      'claim_code',
      'claim_evidence',
      'decision_note',
    ] as const)
      table = table.addColumn(column, 'text', (c) => c.notNull())
    for (const column of ['unit_id', 'solved', 'staff_id', 'staff_name', 'verified_by', 'closed_at'] as const)
      table = table.addColumn(column, 'text')
    for (const column of [
      'claim_by',
      'claim_name',
      'claim_at',
      'decided_by',
      'decided_name',
      'decided_at',
    ] as const)
      table = table.addColumn(column, 'text')
    await table.execute()
    await sql`create unique index bad_rating_open on bad_rating (ticket_id) where closed_at is null`.execute(
      db,
    )
    const index = (name: string, columns: string[]) =>
      db.schema.createIndex(name).on('bad_rating').columns(columns).execute()
    await index('bad_rating_due', ['closed_at', 'due_at'])
    await index('bad_rating_unit', ['unit_id', 'closed_at'])
    await index('bad_rating_ticket', ['ticket_id', 'opened_at'])
  },
}
