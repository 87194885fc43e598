import type { WordingEvidence, WordingState } from '../contracts/learning.ts'

/**
 * How people's confirmations become a weight. One table, used by the desk and by `npm run eval -- retrieval … --learn`, so that what is
 * measured is what runs.
 */
export type LearningRule = {
  /** What one distinct person is worth. */
  citizen: number
  agent: number
  editor: number
  activeFrom: number
  /** Of all that speaks about a wording, the share for this entry must reach this: two entries with equal claims both wait. */
  shareFrom: number
  /** What the weight lacks of 1 at `activeFrom`; halved with every further `activeFrom` of support. */
  doubt: number
}

/** `citizensNeeded` distinct citizens, one agent or one editor make a wording active; 0 = citizens alone never do. */
export const learningRule = (citizensNeeded: number): LearningRule => ({
  citizen: citizensNeeded > 0 ? 2 / citizensNeeded : 0,
  agent: 2,
  editor: 4,
  activeFrom: 2,
  shareFrom: 0.6,
  doubt: 0.1,
})

/**
 * State and weight of a wording for an entry. `rivals` is the evidence for the same wording at other entries: what speaks for one speaks
 * against all others, and so does every citizen who rejected it here; what an editor took over stays active, with less weight. Monotone: more support never lowers, more against never raises.
 */
export const weighWording = (
  evidence: WordingEvidence,
  rivals: readonly WordingEvidence[],
  rule: LearningRule,
): { state: Exclude<WordingState, 'vetoed'>; weight: number } => {
  const supportOf = (of: WordingEvidence): number =>
    of.citizens * rule.citizen + of.agents * rule.agent + of.editors * rule.editor
  const support = supportOf(evidence)
  const opposed = evidence.against * rule.citizen + rivals.reduce((sum, rival) => sum + supportOf(rival), 0)
  const share = support > 0 ? support / (support + opposed) : 0
  // Shares of a third added up miss 2 by the last digit.
  const isAgreed = support >= rule.activeFrom - 1e-9 && share >= rule.shareFrom
  const isActive = evidence.editors > 0 || isAgreed
  const sure = 1 - rule.doubt * 2 ** (1 - support / rule.activeFrom)
  return { state: isActive ? 'active' : 'proposed', weight: sure * share }
}
