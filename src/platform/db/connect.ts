import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type Engine, postgresEngine, sqliteEngine } from './dialect.ts'
import { groupedSqlite } from './grouped-sqlite.ts'
import { createNulRemover } from './remove-nul.ts'
import type { Database, Schema } from './schema.ts'

/** An open database and the engine it runs on. */
export type Connection = { db: Database; engine: Engine; close(): Promise<void> }

const INT8_OID = 20
// PostgreSQL hands back count(*) and bigint as text; ours never pass 2^53, and SQLite gives numbers.
pg.types.setTypeParser(INT8_OID, Number)

const openSqlite = (file: string): Connection => {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const sqlite = new SqliteDatabase(file)
  sqlite.pragma('journal_mode = WAL')
  // WAL alone defaults to NORMAL, which may lose the last commits on a power cut. What we acknowledged must survive.
  sqlite.pragma('synchronous = FULL')
  // With a million tickets every opening touches a dozen far pages: kept in memory (64 MB instead of 2), and copied from the log into
  // the file every 8,000 pages (32 MB) instead of at every shared commit.
  sqlite.pragma('cache_size = -65536')
  sqlite.pragma('wal_autocheckpoint = 8000')
  sqlite.pragma('temp_store = MEMORY')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('busy_timeout = 5000')
  const db = new Kysely<Schema>({ dialect: groupedSqlite(sqlite) })
  return { db, engine: sqliteEngine, close: () => db.destroy() }
}

const openPostgres = (url: string, poolSize: number): Connection => {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, connectionTimeoutMillis: 10_000 })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), plugins: [createNulRemover()] })
  return { db, engine: postgresEngine, close: () => db.destroy() }
}

/**
 * Opens the database named by `url`: `file:path/to.db`, `:memory:` or `postgres://…`.
 * @throws when the URL is of no known kind, or SQLite cannot open the file.
 */
export const connect = (url: string, poolSize = 10): Connection => {
  if (url.startsWith('postgres://') || url.startsWith('postgresql://')) return openPostgres(url, poolSize)
  if (url === ':memory:') return openSqlite(url)
  if (url.startsWith('file:')) return openSqlite(url.slice('file:'.length))
  throw new Error(`DATABASE_URL must be file:<path>, :memory: or postgres://…, not "${url.split(':')[0]}:…"`)
}
