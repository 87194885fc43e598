import type { Kysely, Migration } from 'kysely'

/** What went from a closed unit to the one that follows it: an undo moves back what nobody touched since. */
export const unitMoves: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    let table = db.schema.createTable('unit_move').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['unit_id', 'kind', 'subject_id', 'at'] as const)
      table = table.addColumn(column, 'text', (c) => c.notNull())
    await table
      .addColumn('to_unit', 'text')
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('undone_at', 'text')
      .execute()
    await db.schema.createIndex('unit_move_open').on('unit_move').columns(['unit_id', 'undone_at']).execute()
  },
}
