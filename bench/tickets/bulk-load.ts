import SqliteDatabase from 'better-sqlite3'
import pg from 'pg'

type Value = string | number | null
export type Row = Record<string, Value>

/** Puts rows into tables by the thousand, past every action: a bench needs a city's past, not its making. */
export type Loader = {
  /** Takes indexes and triggers away, which `end` makes again over everything at once. */
  begin(): Promise<void>
  insert(table: string, rows: readonly Row[]): Promise<void>
  run(statement: string): Promise<void>
  /** A whole number with five digits at least, as the engine says it. */
  padded(number: string): string
  end(): Promise<void>
  close(): Promise<void>
}

const TABLES = ['ticket', 'ticket_search', 'ticket_step', 'ticket_clock', 'event']
const LISTED = TABLES.map((table) => `'${table}'`).join(', ')
const columnsOf = (rows: readonly Row[]): string[] => Object.keys(rows[0] ?? {})

const loadSqlite = (file: string): Loader => {
  const db = new SqliteDatabase(file)
  // Nothing is lost that could not be made again.
  for (const pragma of [
    'synchronous = OFF',
    'cache_size = -1000000',
    'temp_store = FILE',
    'foreign_keys = OFF',
  ])
    db.pragma(pragma)
  let again: { type: string; name: string; sql: string }[] = []
  return {
    begin: async () => {
      again = db
        .prepare(
          `select type, name, sql from sqlite_master where tbl_name in (${LISTED}) and type in ('index', 'trigger') and sql is not null`,
        )
        .all() as typeof again
      for (const { type, name } of again) db.exec(`drop ${type} ${name}`)
    },
    insert: async (table, rows) => {
      const columns = columnsOf(rows)
      const list = columns.map((c) => `"${c}"`).join(', ')
      const made = db.prepare(`insert into ${table} (${list}) values (${columns.map(() => '?').join(', ')})`)
      db.transaction(() => {
        for (const row of rows) made.run(...columns.map((c) => row[c] ?? null))
      })()
    },
    run: async (statement) => void db.exec(statement),
    padded: (number) => `printf('%05d', ${number})`,
    end: async () => {
      const seq = `cast(substr(number, 1, 8) as integer) * 10000000 + cast(substr(number, 10) as integer)`
      db.exec(`insert or ignore into ticket_unit (unit, seq, is_lead)
        select lead_department_id, ${seq}, 1 from ticket where lead_department_id is not null order by 1, 2;
        insert or ignore into ticket_unit (unit, seq, is_lead)
        select j.value, ${seq}, 0 from ticket, json_each(co_department_ids) as j;
        insert into ticket_words (ticket_words) values ('rebuild');
        insert into ticket_words (ticket_words) values ('optimize');`)
      for (const { sql } of again) db.exec(sql)
      // No `analyze`: nothing in the product makes statistics of SQLite, and plans must hold without.
    },
    close: async () => void db.close(),
  }
}

const TYPES: Record<string, string> = { string: 'text[]', number: 'bigint[]' }

const loadPostgres = (url: string): Loader => {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    idleTimeoutMillis: 0,
    options: '-c synchronous_commit=off',
  })
  let again: { name: string; made: string }[] = []
  const run = async (statement: string): Promise<void> => void (await pool.query(statement))
  return {
    begin: async () => {
      again = (
        await pool.query(`select i.indexname as name, i.indexdef as made from pg_indexes i
          where i.schemaname = current_schema() and i.tablename in (${LISTED})
            and not exists (select 1 from pg_constraint c where c.conname = i.indexname)`)
      ).rows as typeof again
      for (const { name } of again) await run(`drop index ${name}`)
      await run('alter table ticket disable trigger user')
    },
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
    run,
    padded: (number) => `lpad((${number})::text, 5, '0')`,
    end: async () => {
      const seq = 'substr(number, 1, 8)::bigint * 10000000 + substr(number, 10)::bigint'
      await run(`insert into ticket_unit (unit, seq, is_lead)
        select lead_department_id, ${seq}, 1 from ticket where lead_department_id is not null on conflict do nothing`)
      await run(`insert into ticket_unit (unit, seq, is_lead)
        select v, ${seq}, 0 from ticket, jsonb_array_elements_text(co_department_ids::jsonb) as v on conflict do nothing`)
      for (const { made } of again) await run(made)
      await run('alter table ticket enable trigger user')
      await run('vacuum analyze')
    },
    close: () => pool.end(),
  }
}

/** Opens the database of `url` for loading; its tables are there already. */
export const openLoader = (url: string): Loader =>
  url.startsWith('file:') ? loadSqlite(url.slice('file:'.length)) : loadPostgres(url)
