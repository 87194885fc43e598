import type { Kysely, Migration } from 'kysely'

/** Conferences with what each unit says, and units' reply templates. */
export const conference: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .alterTable('ticket')
      .addColumn('invited_unit_ids', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute()
    let meeting = db.schema
      .createTable('conference')
      .addColumn('ticket_id', 'text', (c) => c.notNull())
      .addColumn('seq', 'integer', (c) => c.notNull())
    for (const column of ['question', 'called_by', 'called_at', 'due_at'] as const)
      meeting = meeting.addColumn(column, 'text', (c) => c.notNull())
    for (const column of ['ended_at', 'ended_by', 'outcome_unit_id', 'outcome_reason'] as const)
      meeting = meeting.addColumn(column, 'text')
    await meeting.addPrimaryKeyConstraint('conference_pk', ['ticket_id', 'seq']).execute()

    let voice = db.schema
      .createTable('conference_voice')
      .addColumn('ticket_id', 'text', (c) => c.notNull())
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('unit_id', 'text', (c) => c.notNull())
      .addColumn('place', 'integer', (c) => c.notNull())
    for (const column of ['stand', 'ground', 'basis', 'proposed_unit_id', 'spoken_at', 'spoken_by'] as const)
      voice = voice.addColumn(column, 'text')
    await voice.addPrimaryKeyConstraint('conference_voice_pk', ['ticket_id', 'seq', 'unit_id']).execute()
    await db.schema
      .createIndex('conference_voice_unit')
      .on('conference_voice')
      .columns(['unit_id', 'ticket_id'])
      .execute()

    let template = db.schema.createTable('reply_template').addColumn('id', 'text', (c) => c.primaryKey())
    for (const column of ['unit_id', 'title', 'text', 'updated_at', 'updated_by'] as const)
      template = template.addColumn(column, 'text', (c) => c.notNull())
    await template.execute()
    await db.schema
      .createIndex('reply_template_unit')
      .on('reply_template')
      .columns(['unit_id', 'title'])
      .execute()
  },
}
