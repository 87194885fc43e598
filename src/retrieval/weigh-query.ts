import type { Concept } from './build-query.ts'
import type { Postings } from './postings.ts'

/** A query weighed against this knowledge base: what each concept is worth, and the most a text can earn. */
export type WeighedQuery = {
  text: string
  concepts: readonly Concept[]
  /** Weight × rarity per concept. */
  gains: Float64Array
  total: number
}

/** Inverse entry frequency, as in BM25: the fewer entries speak of it, the more it tells. */
export const rarity = (entries: number, all: number): number =>
  Math.log(1 + (all - entries + 0.5) / (entries + 0.5))

/** Weighs the concepts by how rare they are among the entries. A concept no entry knows counts as the rarest, at half weight. */
export const weighQuery = (
  text: string,
  concepts: readonly Concept[],
  postings: Postings,
  entryCount: number,
): WeighedQuery => {
  const gains = new Float64Array(concepts.length)
  let total = 0
  concepts.forEach((concept, index) => {
    const counts = concept.variants.map(({ term }) => postings.list(term)?.entries ?? 0)
    const own = counts[0] ?? 0
    const entries = own > 0 ? own : Math.max(0, ...counts)
    const gain = concept.weight * rarity(entries, entryCount) * (entries === 0 ? 0.5 : 1)
    gains[index] = gain
    total += gain
  })
  return { text, concepts, gains, total }
}
