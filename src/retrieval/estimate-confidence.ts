import { CALIBRATION } from './calibration.ts'
import type { WordMatch } from './evidence/match-words.ts'
import type { Ranked } from './rank-candidates.ts'
import { RANKING_WEIGHTS } from './ranking-weights.ts'

/** What confidence is estimated from, for one hit among the hits of its query. All 0…1 except where said. */
export type ConfidenceSignals = WordMatch & {
  /** The hit's score as a share of the most any entry could score. */
  score: number
  /**
   * Its lead over the best other hit (a share of its own score, 0 for hits that are not first) times what its wordings say of the
   * question, …
   */
  leadByWordings: number
  /** … and times the rare words it matches. A lead alone means nothing: for nonsense some entry is always the least bad. */
  leadByMatched: number
  /** How far it is behind the first hit, as a share of its own score, at most 1; 0 for the first. */
  behind: number
  /** Length of the query in concepts, on a logarithmic scale, 1 = 120 concepts. */
  length: number
}

/** A query that says nothing, or a hit without evidence. */
export const NO_SIGNALS: ConfidenceSignals = {
  score: 0,
  leadByWordings: 0,
  leadByMatched: 0,
  behind: 0,
  length: 0,
  inWordings: 0,
  inEntry: 0,
  rarest: 0,
  unknown: 0,
  matched: 0,
  wordingSaid: 0,
  wordingHead: 0,
}

const HIGHEST = Object.values(RANKING_WEIGHTS).reduce((sum, weight) => sum + Math.max(0, weight), 0)

/** Reads the signals of the hit at `index` off the ranked list; `match` is how its words meet the query's. */
export const readSignals = (
  ranked: readonly Ranked[],
  index: number,
  conceptCount: number,
  match: WordMatch,
): ConfidenceSignals => {
  const hit = ranked[index]
  if (!hit || hit.score <= 0) return NO_SIGNALS
  const rival = ranked[index === 0 ? 1 : 0]
  const lead = (hit.score - (rival?.score ?? 0)) / hit.score
  return {
    score: hit.score / HIGHEST,
    leadByWordings: Math.max(0, lead) * match.inWordings,
    leadByMatched: Math.max(0, lead) * match.matched,
    behind: Math.min(1, Math.max(0, -lead)),
    length: Math.log1p(conceptCount) / Math.log1p(120),
    ...match,
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
