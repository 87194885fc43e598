import { sql } from 'kysely'
import { runReady } from './db/ready-made.ts'
import type { Db } from './db/schema.ts'

/**
 * Adds one, or `by`, to a named counter and returns the new value.
 *
 *   insert into counter (name, value) values (?, ?)
 *   on conflict (name) do update set value = counter.value + ? returning value
 *
 * The row stays locked until the caller's transaction ends, so values are handed out in commit order and
 * without gaps that others could see as lost numbers.
 */
export const nextValue = async (db: Db, name: string, by = 1): Promise<number> => {
  const { rows } = await runReady(
    db,
    'counter.next',
    () =>
      db
        .insertInto('counter')
        .values({ name, value: by })
        .onConflict((c) => c.column('name').doUpdateSet({ value: sql`counter.value + ${by}` }))
        .returning('value'),
    [name, by, by],
  )
  const [row] = rows
  if (!row) throw new Error(`counter ${name} gave no value`)
  return row.value
}
