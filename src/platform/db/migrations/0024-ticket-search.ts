import { type Kysely, type Migration, sql } from 'kysely'
import { keepSearch } from '../keep-search.ts'

/** Tickets by words, number, phone, unit, state and warning. Tickets that are there already get their words by a job. */
export const ticketSearch: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of keepSearch(db)) await sql.raw(statement).execute(db)
    // What supervisors watch are few among many: indexes of these few alone.
    for (const [name, columns, few] of [
      ['ticket_warned', 'warn_level, state, due_at, id', `warn_level <> 'green'`],
      ['ticket_bounced', 'state, due_at, id', 'return_count >= 2'],
      ['ticket_critical', 'state, due_at, id', `urgency = 'critical'`],
      ['ticket_supervised', 'state, due_at, id', 'supervised = 1'],
    ] as const) {
      await sql.raw(`create index ${name} on ticket (${columns}) where ${few}`).execute(db)
    }
  },
}
