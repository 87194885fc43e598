import type { Kysely, Migration } from 'kysely'

/** Lists of tickets come out of an index in the order they are shown, due first: a page reads only its own rows. */
export const ticketLists: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema.createIndex('ticket_due').on('ticket').columns(['due_at', 'id']).execute()
    await db.schema
      .createIndex('ticket_unit_due')
      .on('ticket')
      .columns(['lead_department_id', 'due_at', 'id'])
      .execute()
  },
}
