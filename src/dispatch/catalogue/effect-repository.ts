import type { Db } from '../../platform/db/schema.ts'
import { OPEN_STATES, UNANSWERED_STATES } from '../../tickets/states.ts'

/** How many open tickets were sent by these lines of the catalogue. */
export const countOpenOfLines = async (db: Db, lineIds: readonly string[]): Promise<number> => {
  if (lineIds.length === 0) return 0
  const row = await db
    .selectFrom('ticket')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('catalogue_line_id', 'in', [...lineIds])
    .where('state', 'in', [...OPEN_STATES])
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** How many tickets of a category are open, and how many of them still wait to be sent. */
export const countOpenOfCategory = async (
  db: Db,
  categoryId: string,
): Promise<{ open: number; waiting: number }> => {
  const rows = await db
    .selectFrom('ticket')
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .where('category_id', '=', categoryId)
    .where('state', 'in', [...OPEN_STATES])
    .groupBy('state')
    .execute()
  const sum = (states: readonly string[]): number =>
    rows.filter((r) => states.includes(r.state)).reduce((all, r) => all + Number(r.n), 0)
  return { open: sum(OPEN_STATES), waiting: sum(UNANSWERED_STATES.filter((s) => s === 'accepted')) }
}
