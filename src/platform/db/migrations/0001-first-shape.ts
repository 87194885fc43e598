import { type CreateTableBuilder, type Kysely, type Migration, sql } from 'kysely'

// Three storage types only, the same on both engines. Integers that count rows for ever are bigint on PostgreSQL.
type Kind = 'text' | 'text?' | 'integer' | 'integer?' | 'bigint'

const table = async (
  db: Kysely<unknown>,
  name: string,
  key: string[],
  columns: Record<string, Kind>,
): Promise<void> => {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name)
  for (const [column, kind] of Object.entries(columns)) {
    const type = kind === 'bigint' ? sql`bigint` : sql.raw(kind.replace('?', ''))
    builder = builder.addColumn(column, type, (c) => (kind.endsWith('?') ? c : c.notNull()))
  }
  await builder.addPrimaryKeyConstraint(`${name}_pk`, key as [string, ...string[]]).execute()
}

const index = (db: Kysely<unknown>, name: string, on: string, columns: string[], unique = false) => {
  const builder = db.schema.createIndex(name).on(on).columns(columns)
  return (unique ? builder.unique() : builder).execute()
}

const createPlumbing = async (db: Kysely<unknown>): Promise<void> => {
  await table(db, 'counter', ['name'], {
    name: 'text',
    value: 'bigint',
  })
  await table(db, 'event', ['seq'], {
    seq: 'bigint',
    at: 'text',
    type: 'text',
    subject_type: 'text',
    subject_id: 'text',
    actor_kind: 'text',
    actor_id: 'text',
    data: 'text',
  })
  await table(db, 'job', ['id'], {
    id: 'text',
    type: 'text',
    payload: 'text',
    unique_key: 'text',
    state: 'text',
    attempts: 'integer',
    max_attempts: 'integer',
    run_at: 'text',
    locked_until: 'text?',
    last_error: 'text?',
    created_at: 'text',
    finished_at: 'text?',
  })
  await table(db, 'rule_set', ['kind', 'version'], {
    kind: 'text',
    version: 'integer',
    content: 'text',
    content_hash: 'text',
    source: 'text',
    effective_from: 'text',
    created_at: 'text',
    created_by: 'text',
  })
}

const createStaff = async (db: Kysely<unknown>): Promise<void> => {
  await table(db, 'staff', ['id'], {
    id: 'text',
    login: 'text',
    name: 'text',
    password_hash: 'text?',
    roles: 'text',
    department_id: 'text?',
    state: 'text',
    created_at: 'text',
  })
  await table(db, 'staff_session', ['token_hash'], {
    token_hash: 'text',
    staff_id: 'text',
    created_at: 'text',
    last_seen_at: 'text',
    expires_at: 'text',
    user_agent: 'text',
  })
  await table(db, 'staff_invite', ['token_hash'], {
    token_hash: 'text',
    staff_id: 'text',
    expires_at: 'text',
    used_at: 'text?',
    created_at: 'text',
  })
  await table(db, 'login_attempt', ['key'], {
    key: 'text',
    failures: 'integer',
    locked_until: 'text?',
    updated_at: 'text',
  })
}

const createTalk = async (db: Kysely<unknown>): Promise<void> => {
  await table(db, 'citizen', ['id'], {
    id: 'text',
    name: 'text',
    phone: 'text',
    created_at: 'text',
  })
  await table(db, 'citizen_identity', ['channel', 'channel_user_id'], {
    channel: 'text',
    channel_user_id: 'text',
    citizen_id: 'text',
    created_at: 'text',
  })
  await table(db, 'conversation', ['id'], {
    id: 'text',
    channel: 'text',
    channel_user_id: 'text',
    citizen_id: 'text',
    token_hash: 'text?',
    held_by: 'text',
    agent_id: 'text?',
    version: 'integer',
    wait_since: 'text?',
    wait_reason: 'text?',
    context: 'text',
    created_at: 'text',
    last_inbound_at: 'text?',
    last_message_at: 'text',
    next_seq: 'integer',
  })
  await table(db, 'message', ['id'], {
    id: 'text',
    conversation_id: 'text',
    seq: 'integer',
    author: 'text',
    staff_id: 'text?',
    text: 'text',
    reply: 'text?',
    attachments: 'text',
    channel: 'text',
    channel_message_id: 'text?',
    in_reply_to: 'text?',
    answered_at: 'text?',
    at: 'text',
  })
  await table(db, 'outbox', ['id'], {
    id: 'text',
    message_id: 'text',
    conversation_id: 'text',
    channel: 'text',
    state: 'text',
    attempts: 'integer',
    next_try_at: 'text',
    last_error: 'text?',
    locked_until: 'text?',
    created_at: 'text',
    sent_at: 'text?',
  })
  await table(db, 'answer_feedback', ['id'], {
    id: 'text',
    message_id: 'text',
    conversation_id: 'text',
    entry_id: 'text?',
    version: 'integer?',
    verdict: 'text',
    comment: 'text',
    at: 'text',
  })
}

const createKnowledge = async (db: Kysely<unknown>): Promise<void> => {
  await table(db, 'entry', ['id'], {
    id: 'text',
    library: 'text',
    kind: 'text',
    state: 'text',
    current_version: 'integer',
    origin: 'text',
    file_hash: 'text?',
    updated_at: 'text',
  })
  await table(db, 'entry_version', ['entry_id', 'version'], {
    entry_id: 'text',
    version: 'integer',
    question: 'text',
    similar: 'text',
    answer: 'text',
    details: 'text',
    basis: 'text',
    category: 'text',
    department: 'text',
    scope: 'text',
    valid_from: 'text?',
    valid_until: 'text?',
    review_on: 'text?',
    keywords: 'text',
    related: 'text',
    guide: 'text?',
    source: 'text',
    created_at: 'text',
    created_by: 'text',
    reason: 'text',
  })
}

const createTickets = async (db: Kysely<unknown>): Promise<void> => {
  await table(db, 'ticket', ['id'], {
    id: 'text',
    number: 'text',
    query_code_hash: 'text',
    type: 'text',
    category_id: 'text',
    title: 'text',
    matter: 'text',
    wish: 'text',
    place_text: 'text',
    district_id: 'text?',
    happened_at: 'text',
    citizen_id: 'text',
    conversation_id: 'text?',
    channel: 'text',
    contact_name: 'text',
    contact_phone: 'text',
    confidential: 'integer',
    urgency: 'text',
    state: 'text',
    lead_department_id: 'text?',
    co_department_ids: 'text',
    routing: 'text',
    catalogue_line_id: 'text?',
    handler_id: 'text?',
    return_count: 'integer',
    opened_at: 'text',
    dispatched_at: 'text?',
    sign_due_at: 'text?',
    signed_at: 'text?',
    first_due_at: 'text?',
    due_at: 'text?',
    due_text: 'text?',
    policy_id: 'text?',
    replied_at: 'text?',
    public_reply: 'text?',
    closed_at: 'text?',
    solved: 'text?',
    satisfied: 'integer?',
    version: 'integer',
  })
  await table(db, 'ticket_step', ['ticket_id', 'seq'], {
    ticket_id: 'text',
    seq: 'integer',
    at: 'text',
    action: 'text',
    from_state: 'text',
    to_state: 'text',
    actor_kind: 'text',
    actor_id: 'text',
    actor_name: 'text',
    public_text: 'text',
    internal_note: 'text',
    data: 'text',
  })
  await table(db, 'action_key', ['key'], {
    key: 'text',
    ticket_id: 'text',
    at: 'text',
  })
}

const createIndexes = async (db: Kysely<unknown>): Promise<void> => {
  await index(db, 'event_subject', 'event', ['subject_type', 'subject_id', 'seq'])
  await index(db, 'job_unique', 'job', ['unique_key'], true)
  await index(db, 'job_next', 'job', ['state', 'run_at'])
  await index(db, 'staff_login', 'staff', ['login'], true)
  await index(db, 'session_staff', 'staff_session', ['staff_id'])
  await index(db, 'conversation_user', 'conversation', ['channel', 'channel_user_id', 'last_message_at'])
  await index(db, 'conversation_held', 'conversation', ['held_by', 'wait_since'])
  await index(db, 'message_seq', 'message', ['conversation_id', 'seq'], true)
  await index(db, 'message_once', 'message', ['channel', 'channel_message_id'], true)
  await index(db, 'message_answers', 'message', ['in_reply_to'])
  await index(db, 'outbox_next', 'outbox', ['state', 'next_try_at'])
  await index(db, 'outbox_message', 'outbox', ['message_id'], true)
  await index(db, 'feedback_once', 'answer_feedback', ['message_id'], true)
  await index(db, 'entry_library', 'entry', ['library', 'state'])
  await index(db, 'ticket_number', 'ticket', ['number'], true)
  await index(db, 'ticket_inbox', 'ticket', ['lead_department_id', 'state', 'due_at'])
  await index(db, 'ticket_state', 'ticket', ['state', 'due_at'])
  await index(db, 'ticket_talk', 'ticket', ['conversation_id'])
  await index(db, 'ticket_citizen', 'ticket', ['citizen_id', 'opened_at'])
}

/** The tables of the first release. */
export const firstShape: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await createPlumbing(db)
    await createStaff(db)
    await createTalk(db)
    await createKnowledge(db)
    await createTickets(db)
    await createIndexes(db)
  },
}
