import type { Kysely, Migration } from 'kysely'

/** Photos and papers on tickets and in talks; the content itself lies in the files folder under its hash. */
export const ticketFiles: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    let table = db.schema
      .createTable('ticket_file')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('upload_key', 'text', (c) => c.notNull().unique())
    for (const column of ['conversation_id', 'message_id', 'ticket_id', 'thumb_sha256', 'unit_id'] as const)
      table = table.addColumn(column, 'text')
    for (const column of [
      'purpose',
      'kind',
      'name',
      'sha256',
      'actor_kind',
      'actor_id',
      'actor_name',
      'at',
    ] as const)
      table = table.addColumn(column, 'text', (c) => c.notNull())
    for (const column of ['bytes', 'width', 'height'] as const)
      table = table.addColumn(column, 'integer', (c) => c.notNull())
    await table.addColumn('step_seq', 'integer').execute()
    for (const [name, columns] of [
      ['ticket_file_ticket', ['ticket_id', 'at']],
      ['ticket_file_talk', ['conversation_id', 'at']],
      ['ticket_file_content', ['sha256']],
      ['ticket_file_thumb', ['thumb_sha256']],
    ] as const)
      await db.schema
        .createIndex(name)
        .on('ticket_file')
        .columns([...columns])
        .execute()
  },
}
