import type { Hit, SearchableEntry } from '../../contracts/retrieval.ts'
import type { Likeness } from './vector-index.ts'

/**
 * How meaning may change the lexical ranking. Likeness has another scale with every model, so it is read as "how far this entry stands
 * out among all entries for this question" (standard deviations over the base). Only what exceeds √(2 ln n) counts, the largest value
 * that n unrelated entries give by chance. The excess is added to the log odds of the hit's calibrated confidence, within these bounds:
 */
export const FUSION = {
  /** The most that meaning may add, log odds: odds × 4.5. A confidence of 0.18 just reaches 0.5, one of 0.05 reaches 0.19. */
  liftMax: 1.5,
  /** So many standard deviations beyond chance earn all of it. */
  fullAt: 2,
  /** What an entry that words did not find starts from: with all of the lift 0.28. It may be offered, never answered. */
  outsider: 0.08,
  outsidersMax: 3,
  /** Fewer entries than this say nothing of what is usual. */
  entriesMin: 10,
} as const

const LABEL = '意思相近'
const LEAST = 1e-4

const logOdds = (share: number): number => {
  const inside = Math.min(1 - LEAST, Math.max(LEAST, share))
  return Math.log(inside / (1 - inside))
}
const fromLogOdds = (odds: number): number => 1 / (1 + Math.exp(-odds))

const spreadOf = (likenesses: readonly Likeness[]): { mean: number; deviation: number } => {
  const mean = likenesses.reduce((sum, { likeness }) => sum + likeness, 0) / likenesses.length
  const square = likenesses.reduce((sum, { likeness }) => sum + (likeness - mean) ** 2, 0) / likenesses.length
  return { mean, deviation: Math.sqrt(square) }
}

type Candidate = { hit: Hit; key: number }

const lifted = (hit: Hit, base: number, lift: number): Candidate => {
  if (lift <= 0) return { hit, key: base }
  const confidence = fromLogOdds(logOdds(hit.confidence) + lift)
  return {
    hit: { ...hit, confidence, why: [...hit.why, { name: LABEL, weight: lift / FUSION.liftMax }] },
    key: base + lift,
  }
}

/**
 * Lexical hits and likeness of meaning as one list, best first, at most `limit`. Promises: without an entry that stands out the hits come
 * back as they are; a confidence only ever rises, within `FUSION`; of two hits that meaning says the same of, the lexical order stays.
 * `find` gives a valid entry by id, for those that words did not find.
 */
export const fuseHits = (
  hits: readonly Hit[],
  likenesses: readonly Likeness[],
  find: (entryId: string) => SearchableEntry | undefined,
  limit: number,
): Hit[] => {
  if (likenesses.length < FUSION.entriesMin) return [...hits]
  const { mean, deviation } = spreadOf(likenesses)
  if (!(deviation > 0)) return [...hits]
  const chance = Math.sqrt(2 * Math.log(likenesses.length))
  const liftOf = (likeness: number): number =>
    FUSION.liftMax * Math.min(1, Math.max(0, ((likeness - mean) / deviation - chance) / FUSION.fullAt))
  const known = new Map(likenesses.map((one) => [one.entryId, one.likeness]))
  const lexical = new Set(hits.map(({ entryId }) => entryId))

  let ceiling = 1
  const found = hits.map((hit): Candidate => {
    // A hit further down is never the likelier one to begin with, whatever its own confidence says.
    ceiling = Math.min(ceiling, hit.confidence)
    const likeness = known.get(hit.entryId)
    return lifted(hit, logOdds(ceiling), likeness === undefined ? 0 : liftOf(likeness))
  })
  const outsiders = likenesses
    .filter(({ entryId, likeness }) => !lexical.has(entryId) && liftOf(likeness) > 0)
    .sort((left, right) => right.likeness - left.likeness)
    .slice(0, FUSION.outsidersMax)
    .flatMap(({ entryId, likeness, text }): Candidate[] => {
      const entry = find(entryId)
      if (!entry) return []
      const { version, question } = entry
      const base = {
        entryId,
        version,
        question,
        score: 0,
        confidence: FUSION.outsider,
        matchedWording: text,
        why: [],
      }
      return [lifted(base, logOdds(FUSION.outsider), liftOf(likeness))]
    })
  const all = [...found, ...outsiders]
  if (all.every(({ hit }, index) => hit === hits[index])) return [...hits]
  return all
    .sort((left, right) => right.key - left.key)
    .slice(0, limit)
    .map(({ hit, key }) => ({ ...hit, score: fromLogOdds(key) }))
}
