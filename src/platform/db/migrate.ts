import { Migrator } from 'kysely'
import { migrations } from './migrations/all-migrations.ts'
import type { Database } from './schema.ts'

/**
 * Brings the database to the newest shape, under the migrator's own lock (safe with several processes at start).
 * @returns the names of the migrations that ran now. @throws the first migration's error, naming it.
 */
export const migrate = async (db: Database): Promise<string[]> => {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  const failed = results?.find((r) => r.status === 'Error')
  if (error)
    throw new Error(`migration ${failed?.migrationName ?? ''} failed: ${String(error)}`, { cause: error })
  return (results ?? []).map((r) => r.migrationName)
}
