import type { Desk } from '../../intake/desk.ts'
import { findEntry } from '../../knowledge-base/entry-repository.ts'
import { shortName } from './find-knowledge.ts'

/** From here on an entry is near enough to be shown before another one like it is made; below, everything is a little like everything. */
const NEAR_AT = 0.3
const NEAR_SHOWN = 3
/** A question and its wordings: more of them only find the same. */
const WORDINGS_TRIED = 5

export type Near = { id: string; question: string; confidence: number; matchedWording: string }

/** Published entries that these wordings would find, the likeliest first. */
export const findNear = async (desk: Desk, wordings: readonly string[], except = ''): Promise<Near[]> => {
  const best = new Map<string, Near>()
  for (const words of wordings.slice(0, WORDINGS_TRIED)) {
    for (const hit of await desk.search(desk.understand(words, desk.clock.now()))) {
      const { entryId: id, question, confidence, matchedWording } = hit
      if (id === except || confidence < NEAR_AT || confidence <= (best.get(id)?.confidence ?? 0)) continue
      best.set(id, { id, question, confidence, matchedWording })
    }
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence).slice(0, NEAR_SHOWN)
}

/** The same with what an editor needs to judge them. */
export const presentNear = async (desk: Desk, near: readonly Near[]) => {
  const entries = await Promise.all(near.map(({ id }) => findEntry(desk.db, id)))
  return near.flatMap((one, at) => {
    const entry = entries[at]
    if (!entry) return []
    const { answer, version, state } = entry
    return [{ ...one, answer, version, state, departmentName: shortName(desk, entry.department) }]
  })
}
