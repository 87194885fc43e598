import type { Kysely, Migration } from 'kysely'

/** Evidence is counted by wording across entries, and old talks' origins go by age: both without reading all rows. */
export const learningIndexes: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createIndex('evidence_wording')
      .on('learned_evidence')
      .columns(['wording_key', 'entry_id'])
      .execute()
    await db.schema.createIndex('talk_origin_at').on('talk_origin').columns(['at']).execute()
  },
}
