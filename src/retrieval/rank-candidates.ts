import { LEGS } from './encode-text.ts'
import { askedTerms, coverWording } from './evidence/coverage.ts'
import { sayInOrder } from './evidence/order.ts'
import { popularityPrior } from './evidence/popularity.ts'
import { type TermWeights, weighTerms } from './evidence/term-weights.ts'
import type { Postings } from './postings.ts'
import { EVIDENCE, type EvidenceValues, RANKING_WEIGHTS } from './ranking-weights.ts'
import type { WeighedQuery } from './weigh-query.ts'

export type Ranked = { slot: number; score: number; matchedWording: string; evidence: EvidenceValues }

export type RankingBase = {
  postings: Postings
  slotCount: number
  entryCount: number
  popularityOf: (slot: number) => number | undefined
  highestPopularity: number
}

/** Only so many of the candidates get the costlier evidence: the rest have lost on terms already. */
const LOOK_CLOSER_AT = 40
const LEG_COUNT = LEGS.length

/** The best unit of each kind of one candidate (-1 where it has none), and its score on terms alone. */
type Draft = {
  slot: number
  score: number
  wording: number
  whole: number
  passage: number
  keywords: number
}

const earned = (sums: Float32Array, unitId: number, leg: number): number =>
  unitId < 0 ? 0 : (sums[unitId * LEG_COUNT + leg] ?? 0)

const earnedOnAll = (sums: Float32Array, unitId: number): number =>
  earned(sums, unitId, 0) + earned(sums, unitId, 1) + earned(sums, unitId, 2)

/**
 * Picks the candidate's best single wording and best passage. Several half-fitting wordings never add up: an entry with ten similar
 * questions must not beat one with a single exact one.
 */
const draftCandidate = (slot: number, sums: Float32Array, postings: Postings): Draft => {
  const draft: Draft = { slot, score: 0, wording: -1, whole: -1, passage: -1, keywords: -1 }
  const best = { wording: -1, whole: -1, passage: -1, keywords: -1 }
  for (const unitId of postings.unitsOf(slot)) {
    const unit = postings.units[unitId]
    if (!unit) continue
    const sum = earnedOnAll(sums, unitId) * unit.weight
    if (sum > best[unit.kind]) {
      best[unit.kind] = sum
      draft[unit.kind] = unitId
    }
  }
  // A short entry is its own only passage.
  if (draft.passage < 0) draft.passage = draft.whole
  const w = RANKING_WEIGHTS
  draft.score =
    w.wordingWord * earned(sums, draft.wording, 0) +
    w.wordingPair * earned(sums, draft.wording, 1) +
    w.wordingChar * earned(sums, draft.wording, 2) +
    w.wholeWord * earned(sums, draft.whole, 0) +
    w.wholePair * earned(sums, draft.whole, 1) +
    w.wholeChar * earned(sums, draft.whole, 2) +
    w.passageWord * earned(sums, draft.passage, 0) +
    w.passagePair * earned(sums, draft.passage, 1) +
    w.passageChar * earned(sums, draft.passage, 2) +
    w.keywords * earnedOnAll(sums, draft.keywords)
  return draft
}

/** All evidence for a candidate, now with what has to look at the texts themselves. */
const gatherEvidence = (
  draft: Draft,
  query: WeighedQuery,
  terms: TermWeights,
  asked: ReadonlySet<number>,
  base: RankingBase,
): EvidenceValues => {
  const { postings, entryCount } = base
  const { sums, covered } = terms
  const wording = postings.units[draft.wording]
  const rarityOf = (id: number): number => Math.log(1 + entryCount / (1 + postings.entriesWithId(id)))
  return {
    wordingWord: earned(sums, draft.wording, 0),
    wordingPair: earned(sums, draft.wording, 1),
    wordingChar: earned(sums, draft.wording, 2),
    wholeWord: earned(sums, draft.whole, 0),
    wholePair: earned(sums, draft.whole, 1),
    wholeChar: earned(sums, draft.whole, 2),
    passageWord: earned(sums, draft.passage, 0),
    passagePair: earned(sums, draft.passage, 1),
    passageChar: earned(sums, draft.passage, 2),
    keywords: earnedOnAll(sums, draft.keywords),
    coveredWord: covered[draft.slot * LEG_COUNT] ?? 0,
    coveredPair: covered[draft.slot * LEG_COUNT + 1] ?? 0,
    coveredChar: covered[draft.slot * LEG_COUNT + 2] ?? 0,
    wordingCovered: wording ? coverWording(wording, asked, rarityOf) * wording.weight : 0,
    order: wording ? sayInOrder(query.text, wording.text) * wording.weight : 0,
    popularity: popularityPrior(base.popularityOf(draft.slot), base.highestPopularity),
  }
}

const byScore = (left: { score: number; slot: number }, right: { score: number; slot: number }): number =>
  right.score - left.score || left.slot - right.slot

/** Weighs all evidence for the candidates. Best first; equal scores keep the order of the slots, so results are repeatable. */
export const rankCandidates = (
  query: WeighedQuery,
  slots: readonly number[],
  base: RankingBase,
): Ranked[] => {
  const { postings } = base
  const isCandidate = new Uint8Array(base.slotCount)
  for (const slot of slots) isCandidate[slot] = 1
  const terms = weighTerms(query, isCandidate, postings)
  const drafts = slots.map((slot) => draftCandidate(slot, terms.sums, postings)).sort(byScore)
  const asked = askedTerms(query, postings)
  return drafts
    .slice(0, LOOK_CLOSER_AT)
    .map((draft): Ranked => {
      const evidence = gatherEvidence(draft, query, terms, asked, base)
      let score = 0
      for (const name of EVIDENCE) score += RANKING_WEIGHTS[name] * evidence[name]
      return { slot: draft.slot, score, evidence, matchedWording: postings.units[draft.wording]?.text ?? '' }
    })
    .sort(byScore)
}
