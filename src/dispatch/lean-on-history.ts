import type { TextClassifier } from '../understanding/restore-classifier.ts'
import type { RankedMatter } from './classify-matter.ts'
import type { LearnedKind } from './learned-model-repository.ts'
import type { PastDecisions } from './past-decisions.ts'

/** A trained model. `accuracy`: how often its first label was right on examples kept back. */
export type LearnedSorter = { classifier: TextClassifier; examples: number; accuracy: number }

/** What a city's own history adds to what its files say. */
export type History = Record<LearnedKind, LearnedSorter | null> & { decisions: PastDecisions }

/** A unit that matters like this one went to. `unit` may be `district`; `share`: how much of the decision it should be, 0…1. */
export type UnitAdvice = { unit: string; share: number; why: string }

/** With this many examples a history that is never wrong counts as much as the files do. */
const EXAMPLES_EVEN = 100
/** However long the history, the files keep a say: the catalogue may have changed since. */
const HISTORY_MOST = 0.85
/** The catalogue decides; history leans. */
const UNIT_MOST = 0.5
/** How much the most similar decision leans, times its similarity. */
const SIMILAR_SHARE = 0.7
const SIMILAR_ASKED = 3
const LEAST_ADVICE = 0.05

/** How much a sorter's word counts, 0…1, by how often it was right and how much it has seen. */
export const trustIn = ({ examples, accuracy }: LearnedSorter): number =>
  Math.min(HISTORY_MOST, (accuracy * examples) / (examples + EXAMPLES_EVEN))

/**
 * Leans the ranking of the categories on what was learned from history, the more the more examples there were, and on the past
 * decision most like this matter. Takes all leaves and gives all back; scores still add up to 1.
 */
export const leanCategories = (
  ranked: readonly RankedMatter[],
  text: string,
  history: History,
  /** The category in use today for one that was decided or learned then. */
  now: (categoryId: string) => string = (id) => id,
): RankedMatter[] => {
  const scores = new Map(ranked.map((r) => [r.categoryId, r.score]))
  const lean = (towards: ReadonlyMap<string, number>, share: number): void => {
    for (const [id, score] of scores) scores.set(id, (1 - share) * score + share * (towards.get(id) ?? 0))
  }
  if (history.category) {
    const said = history.category.classifier
      .classify({ text }, ranked.length + 1)
      .map(({ label, score }) => ({ label: now(label), score }))
      .filter(({ label }) => scores.has(label))
    const whole = said.reduce((sum, { score }) => sum + score, 0)
    if (whole > 0) {
      const shares = new Map<string, number>()
      for (const { label, score } of said) shares.set(label, (shares.get(label) ?? 0) + score / whole)
      lean(shares, trustIn(history.category))
    }
  }
  const similar = history.decisions
    .findSimilar(text, SIMILAR_ASKED)
    .find(({ decision }) => decision.category !== null && scores.has(now(decision.category)))
  if (similar) lean(new Map([[now(similar.decision.category ?? ''), 1]]), SIMILAR_SHARE * similar.similarity)
  return ranked
    .map((r) => ({ ...r, score: scores.get(r.categoryId) ?? 0 }))
    .sort((a, b) => b.score - a.score || (a.categoryId < b.categoryId ? -1 : 1))
}

const percent = (share: number): string => `${Math.round(share * 100)}%`

/** Which units history speaks for, most first, with the reason in words; empty where it says nothing. */
export const adviseUnits = (text: string, history: History): UnitAdvice[] => {
  const advice = new Map<string, UnitAdvice>()
  if (history.unit) {
    const { classifier, examples } = history.unit
    const trust = UNIT_MOST * trustIn(history.unit)
    for (const { label, score } of classifier.classify({ text }, SIMILAR_ASKED)) {
      advice.set(label, {
        unit: label,
        share: trust * score,
        why: `本市 ${examples} 件已办工单里，这类内容由它办的可能是 ${percent(score)}`,
      })
    }
  }
  const similar = history.decisions
    .findSimilar(text, SIMILAR_ASKED)
    .find(({ decision }) => decision.unit !== null)
  if (similar) {
    const unit = similar.decision.unit ?? ''
    const share = SIMILAR_SHARE * similar.similarity
    const before = advice.get(unit)
    advice.set(unit, {
      unit,
      share: Math.max(share, before?.share ?? 0),
      why: `内容相近(${percent(similar.similarity)})的一件工单，派单员派给了它`,
    })
  }
  return [...advice.values()].filter(({ share }) => share >= LEAST_ADVICE).sort((a, b) => b.share - a.share)
}
