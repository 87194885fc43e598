import { sql } from 'kysely'
import type { Db } from './db/schema.ts'

/**
 * Adds one to a named counter and returns the new value.
 *
 *   insert into counter (name, value) values (?, 1)
 *   on conflict (name) do update set value = counter.value + 1 returning value
 *
 * The row stays locked until the caller's transaction ends, so values are handed out in commit order and
 * without gaps that others could see as lost numbers.
 */
export const nextValue = async (db: Db, name: string): Promise<number> => {
  const row = await db
    .insertInto('counter')
    .values({ name, value: 1 })
    .onConflict((c) => c.column('name').doUpdateSet({ value: sql`counter.value + 1` }))
    .returning('value')
    .executeTakeFirstOrThrow()
  return row.value
}
