import { setImmediate as letOthersWork } from 'node:timers/promises'
import { lengthOf, type PackedVector } from './pack-vector.ts'

type Known = { text: string; vector: PackedVector; length: number }

/** How alike an entry and the query are, −1…1, by its likest text. */
export type Likeness = { entryId: string; likeness: number; text: string }

/** So long may a scan keep the process from answering others, ms. */
const SLICE_MS = 4
const CLOCK_EVERY = 64

const dot = (left: PackedVector, right: PackedVector): number => {
  let sum = 0
  for (let i = 0; i < left.length; i += 1) sum += (left[i] ?? 0) * (right[i] ?? 0)
  return sum
}

/** All vectors of all entries, in memory, compared one by one: no approximate index, so no entry is missed while there is time. */
export const createVectorIndex = () => {
  const byEntry = new Map<string, Known[]>()

  const compare = (entryId: string, query: PackedVector, queryLength: number): Likeness | null => {
    let best: Likeness | null = null
    for (const { text, vector, length } of byEntry.get(entryId) ?? []) {
      if (vector.length !== query.length) continue
      const likeness = dot(query, vector) / (queryLength * length)
      if (!best || likeness > best.likeness) best = { entryId, likeness, text }
    }
    return best
  }

  return {
    /** Sets everything that is known of an entry; an empty list takes it out. */
    put(entryId: string, texts: readonly { text: string; vector: PackedVector }[]): void {
      if (texts.length === 0) byEntry.delete(entryId)
      else
        byEntry.set(
          entryId,
          texts.map((t) => ({ ...t, length: lengthOf(t.vector) })),
        )
    },
    /**
     * Compares the query with `first`, then with all other entries as long as `mayGoOn` says yes; lets others work every few
     * milliseconds. Entries without a vector of the query's dimensions are not in the result.
     */
    async compareAll(
      query: PackedVector,
      first: readonly string[],
      mayGoOn: () => boolean,
    ): Promise<Likeness[]> {
      const queryLength = lengthOf(query)
      const found = first.flatMap((entryId) => compare(entryId, query, queryLength) ?? [])
      const done = new Set(first)
      let sliceEnds = performance.now() + SLICE_MS
      let count = 0
      for (const entryId of byEntry.keys()) {
        if (done.has(entryId)) continue
        const one = compare(entryId, query, queryLength)
        if (one) found.push(one)
        count += 1
        if (count % CLOCK_EVERY !== 0 || performance.now() < sliceEnds) continue
        if (!mayGoOn()) break
        await letOthersWork()
        sliceEnds = performance.now() + SLICE_MS
      }
      return found
    },
    get size(): number {
      return byEntry.size
    },
  }
}
export type VectorIndex = ReturnType<typeof createVectorIndex>
