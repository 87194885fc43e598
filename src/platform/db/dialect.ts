import { type Kysely, PostgresAdapter, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import { type AskedWord, searchPostgres, searchSqlite, type WordSearch } from './keep-search.ts'

/** Everything in which the two engines differ. Nothing else in the house asks which one it runs on. */
export type Engine = {
  name: 'sqlite' | 'postgres'
  /** Makes a "take the next row" select skip rows another worker is taking. SQLite has one writer: nothing to skip. */
  lockNext<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>): SelectQueryBuilder<DB, TB, O>
  /** Case-insensitive "contains"; `needle` is taken literally. */
  contains(column: RawBuilder<unknown> | ReturnType<typeof sql.ref>, needle: string): RawBuilder<boolean>
  /** Tickets that have all the words, in the order of opening; `ofFew`: what else is asked leaves only few to look at. */
  searchWords(asked: readonly AskedWord[], ofFew: boolean): WordSearch
  /** The tables with their columns, sorted: lets a test prove both engines hold the same shape. */
  columns(db: Kysely<never>): Promise<string[]>
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (c) => `\\${c}`)

export const sqliteEngine: Engine = {
  name: 'sqlite',
  lockNext: (query) => query,
  contains: (column, needle) => sql<boolean>`${column} like ${`%${escapeLike(needle)}%`} escape '\\'`,
  searchWords: searchSqlite,
  columns: async (db) => {
    const rows = await sql<{ t: string; c: string }>`
      select m.name as t, p.name as c from sqlite_master m join pragma_table_info(m.name) p
      where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like 'kysely_%'
        and m.name not like 'ticket_words%'`.execute(db)
    return rows.rows.map((r) => `${r.t}.${r.c}`).sort()
  },
}

export const postgresEngine: Engine = {
  name: 'postgres',
  lockNext: (query) => query.forUpdate().skipLocked(),
  contains: (column, needle) => sql<boolean>`${column} ilike ${`%${escapeLike(needle)}%`} escape '\\'`,
  searchWords: searchPostgres,
  columns: async (db) => {
    const rows = await sql<{ t: string; c: string }>`
      select table_name as t, column_name as c from information_schema.columns
      where table_schema = current_schema() and table_name not like 'kysely_%'
        and not (table_name = 'ticket_search' and column_name = 'vector')`.execute(db)
    return rows.rows.map((r) => `${r.t}.${r.c}`).sort()
  },
}

/** The statements that make a table append-only: the engine itself refuses to change or remove a row, for whoever asks. */
export const refuseChanges = (db: Kysely<unknown>, table: string): string[] =>
  db.getExecutor().adapter instanceof PostgresAdapter
    ? [
        `create function ${table}_stays() returns trigger language plpgsql as $$ begin raise exception '${table} is append-only'; end $$`,
        `create trigger ${table}_rows before update or delete on ${table} for each row execute function ${table}_stays()`,
        `create trigger ${table}_all before truncate on ${table} for each statement execute function ${table}_stays()`,
      ]
    : ['update', 'delete'].map(
        (change) =>
          `create trigger ${table}_${change} before ${change} on ${table} begin select raise(abort, '${table} is append-only'); end`,
      )

/**
 * Lets the old end of an append-only table go, and nothing else: rows up to the highest `seq` of the table of anchors, which is append-only
 * itself. Replaces what `refuseChanges` made.
 */
export const refuseChangesBefore = (db: Kysely<unknown>, table: string, anchors: string): string[] =>
  db.getExecutor().adapter instanceof PostgresAdapter
    ? [
        `create or replace function ${table}_stays() returns trigger language plpgsql as $$ begin if tg_op = 'DELETE' and tg_level = 'ROW' then if old.seq <= (select coalesce(max(seq), 0) from ${anchors}) then return old; end if; end if; raise exception '${table} is append-only'; end $$`,
      ]
    : [
        `drop trigger ${table}_delete`,
        `create trigger ${table}_delete before delete on ${table} when old.seq > (select coalesce(max(seq), 0) from ${anchors}) begin select raise(abort, '${table} is append-only'); end`,
      ]
