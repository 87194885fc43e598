import { CALIBRATION } from './calibration.ts'
import type { Ranked } from './rank-candidates.ts'
import { RANKING_WEIGHTS } from './ranking-weights.ts'

/** What confidence is estimated from, for one hit among the hits of its query. All 0…1 except where said. */
export type ConfidenceSignals = {
  /** The hit's score as a share of the most any entry could score. */
  score: number
  /** Its lead over the best other hit as a share of its own score; negative for hits that are not first. */
  margin: number
  /** How much of what was asked the entry speaks of at all. */
  coverage: number
  /** How much of the matched wording the query says. */
  wording: number
  order: number
  /** Length of the query in concepts, on a logarithmic scale, 1 = 120 concepts. */
  length: number
}

const HIGHEST = Object.values(RANKING_WEIGHTS).reduce((sum, weight) => sum + Math.max(0, weight), 0)

/** Reads the signals of the hit at `index` off the ranked list. */
export const readSignals = (
  ranked: readonly Ranked[],
  index: number,
  conceptCount: number,
): ConfidenceSignals => {
  const hit = ranked[index]
  if (!hit) return { score: 0, margin: 0, coverage: 0, wording: 0, order: 0, length: 0 }
  const rival = ranked[index === 0 ? 1 : 0]
  return {
    score: hit.score / HIGHEST,
    margin: hit.score <= 0 ? 0 : Math.max(-1, (hit.score - (rival?.score ?? 0)) / hit.score),
    coverage: hit.evidence.coveredWord + hit.evidence.coveredPair + hit.evidence.coveredChar,
    wording: hit.evidence.wordingCovered,
    order: hit.evidence.order,
    length: Math.log1p(conceptCount) / Math.log1p(120),
  }
}

/** How likely the hit is the right one, 0…1. A hit without any evidence has confidence 0. */
export const estimateConfidence = (signals: ConfidenceSignals): number => {
  if (signals.score <= 0) return 0
  const { bias, weights } = CALIBRATION
  let sum = bias
  for (const name of Object.keys(weights) as (keyof ConfidenceSignals)[]) sum += weights[name] * signals[name]
  return 1 / (1 + Math.exp(-sum))
}
