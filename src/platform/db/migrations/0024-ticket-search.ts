import { type Kysely, type Migration, sql } from 'kysely'
import { keepSearch } from '../keep-search.ts'

/** Tickets by words, number, phone, unit, state and warning. Tickets that are there already get their words by a job. */
export const ticketSearch: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of keepSearch(db)) await sql.raw(statement).execute(db)
    // A new ticket has none of these yet: indexes without it cost its opening nothing, and find the others as before.
    for (const [name, columns, has] of [
      ['ticket_talk', 'conversation_id', 'conversation_id'],
      ['ticket_master', 'master_id, state', 'master_id'],
      ['ticket_step_due', 'state, step_due_at', 'step_due_at'],
      ['ticket_closed', 'state, closed_at', 'closed_at'],
      ['ticket_answered_unit', 'lead_department_id, replied_at', 'replied_at'],
      ['ticket_answered_category', 'category_id, replied_at', 'replied_at'],
    ] as const) {
      await sql.raw(`drop index ${name}`).execute(db)
      await sql.raw(`create index ${name} on ticket (${columns}) where ${has} is not null`).execute(db)
    }
    // What supervisors watch are few among many: indexes of these few alone.
    for (const [name, columns, few] of [
      ['ticket_warned', 'warn_level, state, due_at, id', `warn_level <> 'green'`],
      ['ticket_bounced', 'state, due_at, id', 'return_count >= 2'],
      ['ticket_critical', 'state, due_at, id', `urgency = 'critical'`],
    ] as const) {
      await sql.raw(`create index ${name} on ticket (${columns}) where ${few}`).execute(db)
    }
  },
}
