import type { Kysely, Migration } from 'kysely'

/** What people taught: wordings of entries, and who said so. */
export const learnedWordings: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('learned_wording')
      .addColumn('entry_id', 'text', (c) => c.notNull())
      .addColumn('wording_key', 'text', (c) => c.notNull())
      .addColumn('wording', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('weight', 'real', (c) => c.notNull())
      .addColumn('citizens', 'integer', (c) => c.notNull())
      .addColumn('agents', 'integer', (c) => c.notNull())
      .addColumn('editors', 'integer', (c) => c.notNull())
      .addColumn('against', 'integer', (c) => c.notNull())
      .addColumn('first_at', 'text', (c) => c.notNull())
      .addColumn('last_at', 'text', (c) => c.notNull())
      .addColumn('active_since', 'text')
      .addColumn('judged_by', 'text')
      .addColumn('judged_at', 'text')
      .addPrimaryKeyConstraint('learned_wording_pk', ['entry_id', 'wording_key'])
      .execute()
    await db.schema.createIndex('learned_key').on('learned_wording').columns(['wording_key']).execute()
    await db.schema.createIndex('learned_state').on('learned_wording').columns(['state', 'last_at']).execute()
    await db.schema
      .createTable('learned_evidence')
      .addColumn('entry_id', 'text', (c) => c.notNull())
      .addColumn('wording_key', 'text', (c) => c.notNull())
      .addColumn('actor_key', 'text', (c) => c.notNull())
      .addColumn('actor_kind', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('learned_evidence_pk', ['entry_id', 'wording_key', 'actor_key'])
      .execute()
    await db.schema
      .createIndex('evidence_actor')
      .on('learned_evidence')
      .columns(['actor_key', 'at'])
      .execute()
    // Where a talk began, so coarse that many lines share one value: one person with many talks is one witness.
    await db.schema
      .createTable('talk_origin')
      .addColumn('conversation_id', 'text', (c) => c.notNull())
      .addColumn('origin', 'text', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('talk_origin_pk', ['conversation_id'])
      .execute()
  },
}
