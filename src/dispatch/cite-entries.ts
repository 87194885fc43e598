import { findEntry } from '../knowledge-base/entry-repository.ts'
import type { Db } from '../platform/db/schema.ts'

/** How many entries one answer may be written from. */
export const CITED_MAX = 5

/**
 * Of the entries whose words were put into an answer, those it still names: published, and their question stands in what the citizen
 * reads. Inserted and then deleted again, an entry answered nothing.
 */
export const keepCited = async (db: Db, publicReply: string, used: readonly string[]): Promise<string[]> => {
  const cited: string[] = []
  for (const entryId of new Set(used.slice(0, CITED_MAX))) {
    const entry = await findEntry(db, entryId)
    if (entry?.state === 'published' && publicReply.includes(entry.question)) cited.push(entryId)
  }
  return cited
}
