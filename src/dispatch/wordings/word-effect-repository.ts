import { sql } from 'kysely'
import type { SensitiveWordFile } from '../../contracts/knowledge-file.ts'
import type { Engine } from '../../platform/db/dialect.ts'
import type { Db } from '../../platform/db/schema.ts'

/** Where a word stands in what was said lately: how often, and the newest places. */
export type WordEffect = { cases: number; numbers: string[] }

const SHOWN = 10
/** So many are counted; a word that is everywhere is said to be. */
const COUNTED_MAX = 1_000

/**
 * Tickets since `since` (ISO-8601 UTC) that a sensitive word would have been found in: in what was told, or in what was answered.
 *
 *   select number from ticket where opened_at >= ? and matter like ? order by opened_at desc limit ?
 */
export const countWord = async (
  db: Db,
  engine: Engine,
  word: Pick<SensitiveWordFile, 'name' | 'kind'>,
  since: string,
): Promise<WordEffect> => {
  const column = word.kind === 'reply' ? 'ticket.public_reply' : 'ticket.matter'
  const rows = await db
    .selectFrom('ticket')
    .select('number')
    .where('opened_at', '>=', since)
    .where(engine.contains(sql.ref(column), word.name))
    .orderBy('opened_at', 'desc')
    .limit(COUNTED_MAX)
    .execute()
  return { cases: rows.length, numbers: rows.slice(0, SHOWN).map((row) => row.number) }
}
