import type { Kysely, Migration } from 'kysely'

/** Documents are entries whose versions also carry number, issuer and date. */
export const documents: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema.alterTable('entry_version').addColumn('document', 'text').execute()
  },
}
