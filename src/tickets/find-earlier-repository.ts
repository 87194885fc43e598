import { sql } from 'kysely'
import type { Db } from '../platform/db/schema.ts'

/** Whose matter of which kind. An empty phone names nobody. */
export type SameKind = { categoryId: string; citizenId: string; contactPhone: string }

/**
 * The newest ticket since `since` (ISO-8601 UTC) of the same person (who, or the phone they left) in the same leaf of the
 * categories; null = they have not told such a thing lately.
 *
 *   select id from ticket where contact_phone = ? and category_id = ? and opened_at >= ? order by opened_at desc limit 1
 */
export const findEarlierOf = async (db: Db, same: SameKind, since: string): Promise<string | null> => {
  const ofPerson = async (column: 'citizen_id' | 'contact_phone', value: string): Promise<string | null> => {
    if (value === '') return null
    const row = await db
      .selectFrom('ticket')
      .select('id')
      .where(column, '=', value)
      // Of one person there are few, of a category many: the index of the person, and SQLite cannot know.
      .where(sql<string>`category_id || ''`, '=', same.categoryId)
      .where('opened_at', '>=', since)
      .orderBy('opened_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.id ?? null
  }
  return (await ofPerson('citizen_id', same.citizenId)) ?? ofPerson('contact_phone', same.contactPhone)
}
