import { type Kysely, type Migration, sql } from 'kysely'

type Columns = Record<string, 'text' | 'text?' | 'integer' | 'real'>

const table = async (db: Kysely<unknown>, name: string, key: string[], columns: Columns): Promise<void> => {
  let builder = db.schema.createTable(name)
  for (const [column, kind] of Object.entries(columns)) {
    const type = sql.raw(kind.replace('?', ''))
    builder = builder.addColumn(column, type, (c) => (kind.endsWith('?') ? c : c.notNull()))
  }
  await builder.addPrimaryKeyConstraint(`${name}_pk`, key as never).execute()
}

const createClocks = async (db: Kysely<unknown>): Promise<void> => {
  await table(db, 'ticket_clock', ['ticket_id', 'stage', 'run'], {
    ticket_id: 'text',
    stage: 'text',
    run: 'integer',
    department_id: 'text?',
    started_at: 'text',
    counts_from: 'text',
    first_due_at: 'text',
    due_at: 'text',
    due_text: 'text',
    policy_id: 'text',
    policy_version: 'integer',
    amount: 'real',
    unit: 'text',
    ends: 'text',
    is_provisional: 'integer',
    paused_at: 'text?',
    pause_reason: 'text',
    paused_minutes: 'integer',
    extended: 'integer',
    term: 'integer',
    next_alert_at: 'text?',
    stopped_at: 'text?',
    stopped_why: 'text',
  })
  await table(db, 'clock_alert', ['ticket_id', 'stage', 'run', 'term', 'level'], {
    ticket_id: 'text',
    stage: 'text',
    run: 'integer',
    term: 'integer',
    level: 'text',
    department_id: 'text?',
    due_at: 'text',
    due_to_fire_at: 'text',
    at: 'text',
  })
  // Only clocks that wait for a warning stand in this index: what is over costs nothing to look past.
  await sql`create index clock_next_alert on ticket_clock (next_alert_at) where next_alert_at is not null`.execute(
    db,
  )
  await sql`create index clock_provisional on ticket_clock (due_at) where is_provisional = 1 and stopped_at is null`.execute(
    db,
  )
  await db.schema.createIndex('alert_unit').on('clock_alert').columns(['department_id', 'at']).execute()
  await db.schema.createIndex('alert_at').on('clock_alert').columns(['at']).execute()
}

const createRules = async (db: Kysely<unknown>): Promise<void> => {
  await table(db, 'clock_rules_head', ['kind'], { kind: 'text', version: 'integer', content_hash: 'text' })
  await table(db, 'deadline_policy_set', ['version'], {
    version: 'integer',
    label: 'text',
    warnings: 'text',
    content_hash: 'text',
    source: 'text',
    created_at: 'text',
    created_by: 'text',
  })
  await table(db, 'deadline_policy', ['version', 'position'], {
    version: 'integer',
    position: 'integer',
    id: 'text',
    stage: 'text',
    type: 'text',
    category: 'text?',
    urgency: 'text',
    channel: 'text?',
    region: 'text?',
    amount: 'real',
    unit: 'text',
    starts: 'text?',
    ends: 'text?',
    effective_from: 'text',
    effective_until: 'text?',
    basis: 'text',
  })
  await table(db, 'calendar_year', ['year', 'version'], {
    year: 'integer',
    version: 'integer',
    plan: 'text',
    content_hash: 'text',
    source: 'text',
    created_at: 'text',
    created_by: 'text',
  })
}

/** Tickets that wait when the clocks come go on against the due times they were promised; red is their next warning. */
const adoptOpenTickets = async (db: Kysely<unknown>): Promise<void> => {
  const columns =
    sql.raw(`ticket_id, stage, run, department_id, started_at, counts_from, first_due_at, due_at, due_text,
    policy_id, policy_version, amount, unit, ends, is_provisional, pause_reason, paused_minutes, extended, term,
    next_alert_at, stopped_why`)
  await sql`insert into ticket_clock (${columns})
    select id, 'reply', 1, lead_department_id, opened_at, opened_at, coalesce(first_due_at, due_at), due_at,
      coalesce(due_text, ''), coalesce(policy_id, 'no-rule'), 0, 5, 'working_days', 'closing', 0, '', 0, 0, 1, due_at, ''
    from ticket where due_at is not null and state in ('accepted', 'dispatched', 'return_req', 'handling')`.execute(
    db,
  )
  await sql`insert into ticket_clock (${columns})
    select id, 'sign', 1, lead_department_id, coalesce(dispatched_at, opened_at), coalesce(dispatched_at, opened_at),
      sign_due_at, sign_due_at, '', 'no-rule', 0, 1, 'working_days', 'closing', 0, '', 0, 0, 1, sign_due_at, ''
    from ticket where sign_due_at is not null and state = 'dispatched'`.execute(db)
}

/** Clocks of tickets with their warnings; the policy table and the holiday plans they are counted by. */
export const clocks: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await createClocks(db)
    await createRules(db)
    await db.schema
      .alterTable('ticket')
      .addColumn('warn_level', 'text', (c) => c.notNull().defaultTo('green'))
      .execute()
    await db.schema
      .alterTable('ticket')
      .addColumn('escalated_to', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    await adoptOpenTickets(db)
  },
}
