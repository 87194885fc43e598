import { type RawBuilder, sql } from 'kysely'
import { inPieces, runReady } from '../platform/db/ready-made.ts'
import type { Db } from '../platform/db/schema.ts'

/** Whose matter of which kind. An empty phone names nobody. */
export type SameKind = { categoryId: string; citizenId: string; contactPhone: string }

/** The newest ticket of the same kind of who asks, and of whoever left the same phone. */
export type Earlier = { ofCitizen: string | null; ofPhone: string | null }

const COLUMNS = ['citizen_id', 'contact_phone'] as const

/** Of one person there are few, of a category many: the index of the person, and SQLite cannot know. An empty value is nobody's. */
const newestOf = (column: (typeof COLUMNS)[number], value: string, since: string) => sql<string | null>`
  (select id from ticket where ${sql.ref(column)} = nullif(${sql.ref(value)}, '') and category_id || '' = asked.column1
    and opened_at >= ${since} order by opened_at desc limit 1)`

/** The question of `findEarlierOf`, for as many as a statement takes. */
export const earlierQuery = (asked: readonly SameKind[], since: string): RawBuilder<Earlier> => {
  const lines = asked.map((a) => sql`(${a.categoryId}, ${a.citizenId}, ${a.contactPhone})`)
  return sql<Earlier>`select ${newestOf('citizen_id', 'asked.column2', since)} as "ofCitizen",
    ${newestOf('contact_phone', 'asked.column3', since)} as "ofPhone" from (values ${sql.join(lines)}) as asked`
}

/**
 * The newest tickets since `since` (ISO-8601 UTC) of the same person in the same leaf of the categories, for each that is asked, in their
 * order.
 */
export const findEarlierOf = async (
  db: Db,
  asked: readonly SameKind[],
  since: string,
): Promise<Earlier[]> => {
  const found: Earlier[] = []
  for (const piece of inPieces(asked)) {
    const { rows } = await runReady<Earlier>(
      db,
      `ticket.earlier ${piece.length}`,
      () => ({ compile: () => earlierQuery(piece, since).compile(db) }),
      [since, since, ...piece.flatMap((a) => [a.categoryId, a.citizenId, a.contactPhone])],
    )
    found.push(...rows)
  }
  return found
}
