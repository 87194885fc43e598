import { CALIBRATION } from './calibration.ts'
import type { Ranked } from './rank-candidates.ts'
import { AT, type EntryShape, type EvidenceName, RANKING_WEIGHTS } from './ranking-weights.ts'

/** What confidence is estimated from, for one hit among the hits of its query. All 0…1 except where said. */
export type ConfidenceSignals = {
  /** The hit's score as a share of the most any entry could score. */
  score: number
  /**
   * Its lead over the best other hit (a share of its own score, 0 for hits that are not first) times what its wordings say of the
   * question, …
   */
  leadByWordings: number
  /** … and times what it says of it anywhere. A lead alone means nothing: for nonsense some entry is always the least bad. */
  leadByEntry: number
  /** How far it is behind the first hit, as a share of its own score, at most 1; 0 for the first. */
  behind: number
  /** Length of the query in pairs, on a logarithmic scale, 1 = 120 pairs. */
  length: number
  /** Share of what was asked, by rarity, that the entry's wordings say, … */
  metByWording: number
  /** … that one passage says together with them, … */
  metByPassage: number
  /** … and that it says anywhere. */
  metByEntry: number
  /** What it says that its rivals do not. */
  contrast: number
  /** How far its neighbours agree on the department. */
  neighbours: number
  /** Share of the best wording's own characters, by rarity, that the query says, … */
  said: number
  /** … and of its four rarest, which tell what it is about. */
  head: number
  /** Whether the question is one of its wordings word for word. */
  exact: number
  /** Share of what was asked that no entry of the base knows. */
  unknown: number
}

/** A query that says nothing, or a hit without evidence. */
export const NO_SIGNALS: ConfidenceSignals = {
  score: 0,
  leadByWordings: 0,
  leadByEntry: 0,
  behind: 0,
  length: 0,
  metByWording: 0,
  metByPassage: 0,
  metByEntry: 0,
  contrast: 0,
  neighbours: 0,
  said: 0,
  head: 0,
  exact: 0,
  unknown: 0,
}

const highest = (shape: EntryShape): number =>
  Object.entries(RANKING_WEIGHTS[shape]).reduce(
    (sum, [name, weight]) => sum + (name === 'exact' ? 0 : Math.max(0, weight)),
    0,
  )
const HIGHEST = { answered: highest('answered'), bare: highest('bare'), document: highest('document') }

/** Reads the signals of the hit at `index` off the ranked list. `unknown` is the same for all hits of a query. */
export const readSignals = (
  ranked: readonly Ranked[],
  index: number,
  query: { pairCount: number; unknown: number },
): ConfidenceSignals => {
  const hit = ranked[index]
  if (!hit || hit.score <= 0) return NO_SIGNALS
  const rival = ranked[index === 0 ? 1 : 0]
  const lead = (hit.score - (rival?.score ?? 0)) / hit.score
  const of = (name: EvidenceName): number => hit.evidence[AT[name]] as number
  const metByWording = of('metByWording')
  const metByEntry = of('metByEntry')
  return {
    score: hit.score / HIGHEST[hit.shape],
    leadByWordings: Math.max(0, lead) * metByWording,
    leadByEntry: Math.max(0, lead) * metByEntry,
    behind: Math.min(1, Math.max(0, -lead)),
    length: Math.log1p(query.pairCount) / Math.log1p(120),
    metByWording,
    metByPassage: of('metByPassage'),
    metByEntry,
    contrast: of('contrast'),
    neighbours: of('neighbours'),
    said: of('said'),
    head: of('head'),
    exact: of('exact'),
    unknown: query.unknown,
  }
}

/** What a hit is believed at least whose wording was said word for word, times the trust in that wording. */
const EXACT = 0.95

/** How likely the hit is the right one, 0…1. A hit without any evidence has confidence 0. */
export const estimateConfidence = (signals: ConfidenceSignals): number => {
  if (signals.score <= 0) return 0
  const { bias, weights } = CALIBRATION
  let sum = bias
  for (const name of Object.keys(weights) as (keyof ConfidenceSignals)[]) sum += weights[name] * signals[name]
  return Math.max(1 / (1 + Math.exp(-sum)), EXACT * signals.exact)
}
