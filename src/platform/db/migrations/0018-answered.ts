import type { Kysely, Migration } from 'kysely'

/** Finding what a unit, or the city on a category, answered last. */
export const answered: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createIndex('ticket_answered_unit')
      .on('ticket')
      .columns(['lead_department_id', 'replied_at'])
      .execute()
    await db.schema
      .createIndex('ticket_answered_category')
      .on('ticket')
      .columns(['category_id', 'replied_at'])
      .execute()
  },
}
