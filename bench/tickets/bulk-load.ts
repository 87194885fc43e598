import SqliteDatabase from 'better-sqlite3'
import pg from 'pg'

type Value = string | number | null
export type Row = Record<string, Value>

/** Puts rows into tables by the thousand, past every action: a bench needs a city's past, not its making. */
export type Loader = {
  insert(table: string, rows: readonly Row[]): Promise<void>
  run(statement: string): Promise<void>
  close(): Promise<void>
}

const columnsOf = (rows: readonly Row[]): string[] => Object.keys(rows[0] ?? {})

const loadSqlite = (file: string): Loader => {
  const db = new SqliteDatabase(file)
  // Nothing is lost that could not be made again.
  for (const pragma of [
    'synchronous = OFF',
    'cache_size = -400000',
    'temp_store = MEMORY',
    'foreign_keys = OFF',
  ])
    db.pragma(pragma)
  const statements = new Map<string, SqliteDatabase.Statement>()
  return {
    insert: async (table, rows) => {
      const columns = columnsOf(rows)
      const made =
        statements.get(table) ??
        db.prepare(
          `insert into ${table} (${columns.map((c) => `"${c}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`,
        )
      statements.set(table, made)
      db.transaction(() => {
        for (const row of rows) made.run(...columns.map((c) => row[c] ?? null))
      })()
    },
    run: async (statement) => void db.exec(statement),
    close: async () => void db.close(),
  }
}

const TYPES: Record<string, string> = { string: 'text[]', number: 'bigint[]' }

const loadPostgres = (url: string): Loader => {
  const pool = new pg.Pool({ connectionString: url, max: 1, options: '-c synchronous_commit=off' })
  return {
    insert: async (table, rows) => {
      // A column without a value has no type to be told; left out it is null all the same.
      const columns = columnsOf(rows).filter((c) => rows.some((row) => row[c] !== null))
      const typeOf = (column: string): string =>
        TYPES[typeof (rows.find((row) => row[column] !== null)?.[column] ?? '')] ?? 'text[]'
      const lists = columns.map((c, at) => `$${at + 1}::${typeOf(c)}`).join(', ')
      await pool.query(
        `insert into ${table} (${columns.map((c) => `"${c}"`).join(', ')}) select * from unnest(${lists})`,
        columns.map((c) => rows.map((row) => row[c] ?? null)),
      )
    },
    run: async (statement) => void (await pool.query(statement)),
    close: () => pool.end(),
  }
}

/** Opens the database of `url` for loading; its tables are there already. */
export const openLoader = (url: string): Loader =>
  url.startsWith('file:') ? loadSqlite(url.slice('file:'.length)) : loadPostgres(url)
