import { LEGS, type Leg, legOf } from '../encode-text.ts'
import { FIELDS, type Kind, kindOf } from '../list-units.ts'
import type { Postings } from '../postings.ts'
import type { WeighedQuery } from '../weigh-query.ts'

/**
 * Saturation `k` and length normalisation `b` of BM25 (Robertson & Zaragoza 2009) by kind of text and leg.
 * Single characters repeat a lot in long texts, so they saturate late and are held to their length.
 */
const SHAPE: Record<Kind, Record<Leg, { k: number; b: number }>> = {
  wording: { word: { k: 0.6, b: 0.3 }, pair: { k: 0.6, b: 0.3 }, char: { k: 1.5, b: 0.7 } },
  keywords: { word: { k: 0.6, b: 0.3 }, pair: { k: 0.6, b: 0.3 }, char: { k: 1.5, b: 0.7 } },
  whole: { word: { k: 2, b: 0.6 }, pair: { k: 2, b: 0.6 }, char: { k: 2.5, b: 0.8 } },
  passage: { word: { k: 1.2, b: 0.5 }, pair: { k: 1.2, b: 0.5 }, char: { k: 2.5, b: 0.75 } },
}

/** Concepts worth less than this share of the query are left out: they move nothing and have the longest posting lists. */
const LEAST_SHARE = 0.001

/** BM25's length term of every unit and leg, kept until the postings change. */
const normsByPostings = new WeakMap<Postings, { changes: number; norms: Float32Array }>()

const readNorms = (postings: Postings): Float32Array => {
  const known = normsByPostings.get(postings)
  if (known?.changes === postings.changes()) return known.norms
  const norms = new Float32Array(postings.units.length * LEGS.length)
  const average = new Map(
    FIELDS.map((field) => [field, LEGS.map((leg) => postings.averageLength(field, leg))]),
  )
  postings.units.forEach((unit, unitId) => {
    LEGS.forEach((leg, at) => {
      const { k, b } = SHAPE[kindOf(unit.field)][leg]
      norms[unitId * LEGS.length + at] =
        k * (1 - b + (b * unit.terms[leg].length) / (average.get(unit.field)?.[at] ?? 1))
    })
  })
  normsByPostings.set(postings, { changes: postings.changes(), norms })
  return norms
}

/** `sums`: what each unit earns on each leg, at `unitId * 3 + leg`. `covered`: what each entry speaks of at all, at `slot * 3 + leg`. */
export type TermWeights = { sums: Float32Array; covered: Float32Array }

/**
 * Fielded BM25 over the candidates' texts, every text by itself; both results are shares of the most the query could pay on all legs
 * together. Of several variants of one concept (a word and its synonyms) the best one counts in each text. `isCandidate` is
 * indexed by slot.
 */
export const weighTerms = (query: WeighedQuery, isCandidate: Uint8Array, postings: Postings): TermWeights => {
  const legs = LEGS.length
  const sums = new Float32Array(postings.units.length * legs)
  const covered = new Float32Array(isCandidate.length * legs)
  const seenBy = new Int32Array(isCandidate.length).fill(-1)
  const norms = readNorms(postings)
  const owners = postings.owners()
  const best = new Map<number, number>()
  query.concepts.forEach((concept, index) => {
    const gain = (query.gains[index] ?? 0) / query.total
    if (!(gain > LEAST_SHARE)) return
    const isAlone = concept.variants.length === 1
    const column = LEGS.indexOf(concept.leg)
    best.clear()
    // Variants stand best first, so the first one that touches an entry is what covers it.
    for (const variant of concept.variants) {
      const list = postings.list(variant.term)
      if (!list) continue
      const leg = LEGS.indexOf(legOf(variant.term))
      for (let at = 0; at < list.count; at += 1) {
        const unitId = list.units[at] ?? 0
        const slot = owners[unitId] ?? -1
        if (isCandidate[slot] !== 1) continue
        if (seenBy[slot] !== index) {
          seenBy[slot] = index
          covered[slot * legs + column] = (covered[slot * legs + column] ?? 0) + gain * variant.weight
        }
        const frequency = list.frequencies[at] ?? 0
        const earned = (variant.weight * frequency) / (frequency + (norms[unitId * legs + leg] ?? 1))
        if (isAlone) sums[unitId * legs + column] = (sums[unitId * legs + column] ?? 0) + gain * earned
        else if (earned > (best.get(unitId) ?? 0)) best.set(unitId, earned)
      }
    }
    for (const [unitId, earned] of best)
      sums[unitId * legs + column] = (sums[unitId * legs + column] ?? 0) + gain * earned
  })
  return { sums, covered }
}
