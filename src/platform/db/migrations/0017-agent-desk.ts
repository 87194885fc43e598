import type { CreateTableBuilder, Kysely, Migration } from 'kysely'

type Table = CreateTableBuilder<string, string>
const text = (table: Table, ...names: string[]): Table =>
  names.reduce((t, name) => t.addColumn(name, 'text', (c) => c.notNull()), table)
const maybe = (table: Table, ...names: string[]): Table =>
  names.reduce((t, name) => t.addColumn(name, 'text'), table)

const people = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('desk_presence')
    .addColumn('staff_id', 'text', (c) => c.primaryKey())
    .addColumn('seen_at', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('desk_team')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .execute()
  await text(db.schema.createTable('desk_team_member'), 'team_id', 'staff_id')
    .addPrimaryKeyConstraint('desk_team_member_pk', ['team_id', 'staff_id'])
    .execute()
}

const notes = async (db: Kysely<unknown>): Promise<void> => {
  const note = db.schema.createTable('talk_note').addColumn('id', 'text', (c) => c.primaryKey())
  await text(note, 'conversation_id', 'staff_id', 'kind', 'text', 'at').execute()
  await db.schema.createIndex('talk_note_talk').on('talk_note').columns(['conversation_id', 'at']).execute()
  const notice = db.schema.createTable('staff_notice').addColumn('id', 'text', (c) => c.primaryKey())
  const told = text(notice, 'staff_id', 'from_staff_id', 'kind', 'conversation_id', 'note_id', 'at')
  await maybe(told, 'seen_at').execute()
  await db.schema.createIndex('staff_notice_to').on('staff_notice').columns(['staff_id', 'at']).execute()
}

const form = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('talk_form')
    .addColumn('conversation_id', 'text', (c) => c.primaryKey())
    .addColumn('edits', 'text', (c) => c.notNull())
    .addColumn('filed_at', 'text')
    .execute()
  await db.schema.createIndex('ticket_phone').on('ticket').columns(['contact_phone', 'opened_at']).execute()
  await db.schema.createIndex('ticket_category').on('ticket').columns(['category_id', 'opened_at']).execute()
  await db.schema
    .createIndex('conversation_citizen')
    .on('conversation')
    .columns(['citizen_id', 'last_message_at'])
    .execute()
}

const kit = async (db: Kysely<unknown>): Promise<void> => {
  for (const [name, content] of [
    ['canned_reply', 'text'],
    ['desk_macro', 'steps'],
  ] as const) {
    const table = db.schema.createTable(name).addColumn('id', 'text', (c) => c.primaryKey())
    await text(maybe(table, 'owner_id', 'team_id'), 'title', content, 'updated_at', 'updated_by').execute()
  }
}

const endings = async (db: Kysely<unknown>): Promise<void> => {
  const wrapUp = db.schema.createTable('talk_wrap_up').addColumn('id', 'text', (c) => c.primaryKey())
  const timed = text(wrapUp, 'conversation_id', 'staff_id', 'taken_at', 'ended_at', 'note')
  await maybe(timed, 'wrapped_at', 'code').execute()
  await db.schema
    .createIndex('talk_wrap_up_of')
    .on('talk_wrap_up')
    .columns(['staff_id', 'ended_at'])
    .execute()
  const abuse = db.schema.createTable('abuse_report').addColumn('id', 'text', (c) => c.primaryKey())
  const told = text(abuse, 'conversation_id', 'citizen_id', 'staff_id', 'kind', 'note', 'at', 'cool_until')
  await maybe(told, 'lifted_at', 'lifted_by').execute()
  await db.schema
    .createIndex('abuse_report_of')
    .on('abuse_report')
    .columns(['citizen_id', 'cool_until'])
    .execute()
}

const calls = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('desk_extension')
    .addColumn('staff_id', 'text', (c) => c.primaryKey())
    .addColumn('extension', 'text', (c) => c.notNull().unique())
    .execute()
  const call = db.schema.createTable('phone_call').addColumn('call_id', 'text', (c) => c.primaryKey())
  const rung = text(call, 'conversation_id', 'caller', 'state', 'rang_at')
  await maybe(rung, 'agent_id', 'answered_at', 'ended_at').execute()
  await db.schema.createIndex('phone_call_agent').on('phone_call').columns(['agent_id', 'state']).execute()
  await db.schema
    .createIndex('phone_call_talk')
    .on('phone_call')
    .columns(['conversation_id', 'rang_at'])
    .execute()
  await text(db.schema.createTable('call_segment'), 'call_id', 'conversation_id', 'author', 'text', 'at')
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('is_final', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('call_segment_pk', ['call_id', 'seq'])
    .execute()
  await db.schema
    .createIndex('call_segment_talk')
    .on('call_segment')
    .columns(['conversation_id', 'at'])
    .execute()
}

/**
 * The agent desk: a hold that expires, why somebody waits, whom a talk was handed to, and what agents write to each
 * other. Talks held when this comes have no beating desk behind them: they return to the queue by their last word's time.
 */
export const agentDesk: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const column of ['held_since', 'held_until', 'wait_kind', 'wait_staff_id', 'wait_team_id']) {
      await db.schema.alterTable('conversation').addColumn(column, 'text').execute()
    }
    await db.schema
      .createIndex('conversation_hold_ends')
      .on('conversation')
      .columns(['held_by', 'held_until'])
      .execute()
    await people(db)
    await notes(db)
    await form(db)
    await kit(db)
    await endings(db)
    await calls(db)
  },
}
