import { setTimeout as pause } from 'node:timers/promises'
import { Migrator, sql } from 'kysely'
import { migrations } from './migrations/all-migrations.ts'
import type { Database } from './schema.ts'

/** Another process may be giving a million tickets a new shape: worth waiting for. */
const WAIT_MS = 500
/** Each try waits for the lock itself, five seconds: half an hour in all. */
const TRIES_MAX = 330

const isBusy = (error: unknown): boolean => (error as { code?: string } | null)?.code === 'SQLITE_BUSY'

/** Whether there is nothing to do, seen without a lock. A database newer than the code is the migrator's to refuse. */
const isUpToDate = async (db: Database, migrator: Migrator): Promise<boolean> => {
  const known = await migrator.getMigrations()
  if (known.some((m) => m.executedAt === undefined)) return false
  const { rows } = await sql<{ n: number }>`select count(*) as n from kysely_migration`.execute(db)
  return rows[0]?.n === known.length
}

/**
 * Brings the database to the newest shape, in one transaction and under the migrator's own lock (safe with several processes at start).
 * @returns the names of the migrations that ran now. @throws the first migration's error, naming it.
 */
export const migrate = async (db: Database): Promise<string[]> => {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  if (await isUpToDate(db, migrator)) return []
  for (let tries = 1; ; tries++, await pause(WAIT_MS)) {
    const { error, results } = await migrator.migrateToLatest()
    if (!error) return (results ?? []).map((r) => r.migrationName)
    if (isBusy(error) && tries < TRIES_MAX) continue
    const failed = results?.find((r) => r.status === 'Error')
    throw new Error(`migration ${failed?.migrationName ?? ''} failed: ${String(error)}`, { cause: error })
  }
}
