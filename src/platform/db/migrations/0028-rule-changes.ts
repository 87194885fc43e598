import type { Kysely, Migration } from 'kysely'

/**
 * Rules of the city changed by people: each version says what was done and why. What one decision changed in several kinds of rules
 * shares a `change_id`, and is undone as one; `undoes` names the change that was taken back.
 */
export const ruleChanges: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const column of ['change_id', 'what', 'why', 'undoes'] as const) {
      await db.schema
        .alterTable('rule_set')
        .addColumn(column, 'text', (c) => c.notNull().defaultTo(''))
        .execute()
    }
    await db.schema.createIndex('rule_set_change').on('rule_set').column('change_id').execute()
  },
}
