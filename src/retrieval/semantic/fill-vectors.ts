import type { Clock } from '../../contracts/ports.ts'
import type { SearchableEntry } from '../../contracts/retrieval.ts'
import { isoAfter } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/schema.ts'
import { createVectorComputer } from './compute-vectors.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import { listSemanticTexts, type SemanticText } from './list-semantic-texts.ts'
import type { PackedVector } from './pack-vector.ts'
import type { VectorIndex } from './vector-index.ts'
import { findVectors, forgetVectors } from './vector-repository.ts'

const ENTRIES_AT_ONCE = 50
/** What cannot be had now is not looked for at every turn: other entries that change are taken in at once all the same. */
const LOOK_AGAIN_MS = 15_000
const FORGET_AFTER_MS = 30 * 24 * 60 * 60 * 1000

/**
 * Keeps the vectors of all published entries in memory: from the database where they are there (by content hash and model), computed and
 * kept there where not. Nothing is remembered of what is still to do but the entries themselves, so a process that stops in the middle
 * goes on where it was.
 */
export const createVectorFiller = (
  desk: { db: Db; clock: Clock },
  key: string,
  model: EmbeddingModel,
  index: VectorIndex,
  onTrouble: (error: unknown) => void,
) => {
  const computer = createVectorComputer(desk, key, model, onTrouble)
  const texts = new Map<string, SemanticText[]>()
  const waiting = new Set<string>()
  let hasForgotten = false
  let looksAgainAt = 0

  /** Puts the entry's vectors into the index; an entry whose texts are all there (or refused) waits no longer. */
  const place = (entryId: string, vectors: ReadonlyMap<string, PackedVector>): void => {
    const wanted = texts.get(entryId)
    if (!wanted) return
    index.put(
      entryId,
      wanted.flatMap(({ text, hash }) => {
        const vector = vectors.get(hash)
        return vector ? [{ text, vector }] : []
      }),
    )
    if (wanted.every(({ hash }) => vectors.has(hash) || computer.isRefused(hash))) waiting.delete(entryId)
  }

  /** @returns false when the service could not be had. */
  const fillGroup = async (entryIds: readonly string[], mayCompute: boolean): Promise<boolean> => {
    const wanted = new Map(entryIds.flatMap((id) => (texts.get(id) ?? []).map((t) => [t.hash, t] as const)))
    const vectors = await findVectors(desk.db, key, [...wanted.keys()])
    computer.expect(vectors.values().next().value)
    let canHave = mayCompute
    while (canHave) {
      const missing = [...wanted.values()].filter(
        ({ hash }) => !vectors.has(hash) && !computer.isRefused(hash),
      )
      if (missing.length === 0) break
      const found = await computer.compute(missing)
      if (found === null) canHave = false
      else for (const [hash, vector] of found) vectors.set(hash, vector)
    }
    for (const id of entryIds) place(id, vectors)
    return canHave
  }

  return {
    put(entry: SearchableEntry): void {
      texts.set(entry.entryId, listSemanticTexts(entry))
      waiting.add(entry.entryId)
      looksAgainAt = 0
    },
    remove(entryId: string): void {
      texts.delete(entryId)
      waiting.delete(entryId)
      index.put(entryId, [])
    },
    stop: computer.stop,
    /**
     * Goes once through the entries that wait for vectors. With `mayCompute` false they are only read from the database, where another
     * process puts them. @returns how many still wait.
     */
    async fill(mayCompute: boolean): Promise<number> {
      const now = desk.clock.now().getTime()
      if (waiting.size === 0 || now < looksAgainAt) return waiting.size
      looksAgainAt = now + LOOK_AGAIN_MS
      let canCompute = mayCompute
      const all = [...waiting]
      for (let at = 0; at < all.length; at += ENTRIES_AT_ONCE) {
        const went = await fillGroup(all.slice(at, at + ENTRIES_AT_ONCE), canCompute)
        canCompute &&= went
      }
      if (mayCompute && waiting.size === 0 && !hasForgotten) {
        hasForgotten = true
        const used = new Set([...texts.values()].flatMap((some) => some.map(({ hash }) => hash)))
        await forgetVectors(desk.db, key, used, isoAfter(desk.clock, -FORGET_AFTER_MS))
      }
      return waiting.size
    },
  }
}
