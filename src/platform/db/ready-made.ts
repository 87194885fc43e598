import { type Compilable, CompiledQuery, PostgresAdapter, type QueryResult } from 'kysely'
import { withoutNul } from './remove-nul.ts'
import type { Db, Schema } from './schema.ts'

/** Statements whose text is kept, by engine and name. Few: one for each use in the code. */
const texts = { sqlite: new Map<string, string>(), postgres: new Map<string, string>() }

/**
 * Runs a statement whose text is made once in the life of the process: building it costs several times what running it does, and some
 * run a dozen times for every ticket. `build` is the statement as the query builder has it, with the same `values` in the same order;
 * `name` names its shape, so nothing that changes the text may come from the values.
 */
export const runReady = <R>(
  tx: Db,
  name: string,
  build: () => Compilable<R>,
  values: unknown[],
): Promise<QueryResult<R>> => {
  const isPostgres = tx.getExecutor().adapter instanceof PostgresAdapter
  const kept = isPostgres ? texts.postgres : texts.sqlite
  let text = kept.get(name)
  if (text === undefined) {
    const made = build().compile()
    if (made.parameters.length !== values.length) throw new Error(`${name}: ${made.sql} takes other values`)
    text = made.sql
    kept.set(name, text)
  }
  const clean = isPostgres ? values.map(withoutNul) : values
  return tx.executeQuery<R>(CompiledQuery.raw(text, clean) as CompiledQuery<R>)
}

/** Pieces a statement takes. Every number up to the smallest, then few: each is a text of its own that stays prepared. */
const PIECES = [64, 32, 16, 8]
const SMALL_PIECE = 8

/** Rows, in their order, in pieces of so many that the statements that take them stay few. */
export function* inPieces<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; ) {
    const left = rows.length - from
    const size = left <= SMALL_PIECE ? left : (PIECES.find((piece) => piece <= left) ?? left)
    yield rows.slice(from, from + size)
    from += size
  }
}

/** Inserts rows of one shape, as `runReady`; every row has every column of the first. Nothing happens without rows. */
export const insertReady = async <T extends keyof Schema & string>(
  tx: Db,
  table: T,
  rows: readonly Schema[T][],
): Promise<void> => {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first) as (keyof Schema[T])[]
  const shape = columns.join()
  for (const piece of inPieces(rows)) {
    const build = (): Compilable => tx.insertInto(table).values(piece as never)
    await runReady(tx, `insert ${table} ${piece.length} ${shape}`, build, valuesOf(piece, columns))
  }
}

/** The values of rows, one row after the other, as an insert takes them. */
export const valuesOf = <R>(rows: readonly R[], columns: readonly (keyof R)[]): unknown[] => {
  const values: unknown[] = []
  for (const row of rows) for (const column of columns) values.push(row[column])
  return values
}
