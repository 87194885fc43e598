import type { Kysely, Migration } from 'kysely'

/** Of a decided matter also the type of appeal and the urgency are learned. What was decided before has neither. */
export const learnedNature: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema.alterTable('matter_example').addColumn('type', 'text').execute()
    await db.schema.alterTable('matter_example').addColumn('urgency', 'text').execute()
  },
}
