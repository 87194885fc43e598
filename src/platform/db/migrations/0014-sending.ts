import type { CreateTableBuilder, Kysely, Migration } from 'kysely'

type Table = CreateTableBuilder<string, string>
const text = (table: Table, ...names: string[]): Table =>
  names.reduce((t, name) => t.addColumn(name, 'text', (c) => c.notNull()), table)
const whole = (table: Table, ...names: string[]): Table =>
  names.reduce((t, name) => t.addColumn(name, 'integer', (c) => c.notNull()), table)
const withId = (db: Kysely<unknown>, table: string, id = 'id'): Table =>
  db.schema.createTable(table).addColumn(id, 'text', (c) => c.primaryKey())

/** How departments get their tickets, what was sent, and every try. */
export const sending: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    const channel = text(withId(db, 'department_channel', 'department_id'), 'method', 'target')
    await text(whole(channel, 'secret_version'), 'updated_at', 'updated_by').execute()
    const send = withId(db, 'department_send').addColumn('ticket_id', 'text')
    const named = text(send, 'department_id', 'method', 'target', 'body', 'state', 'said', 'created_at')
    await whole(named, 'ticket_version', 'attempts', 'round_attempts').addColumn('ended_at', 'text').execute()
    await db.schema
      .createIndex('department_send_ticket')
      .on('department_send')
      .columns(['ticket_id', 'ticket_version'])
      .unique()
      .execute()
    await db.schema
      .createIndex('department_send_state')
      .on('department_send')
      .columns(['state', 'created_at'])
      .execute()
    const attempt = text(db.schema.createTable('department_send_attempt'), 'send_id', 'at', 'said')
    await whole(attempt, 'seq', 'ok', 'ms')
      .addPrimaryKeyConstraint('department_send_attempt_pk', ['send_id', 'seq'])
      .execute()
  },
}
