import type { CityRules } from '../contracts/city-rules.ts'
import type { EntryFile } from '../contracts/knowledge-file.ts'
import { type LabelledText, type RankedLabel, trainClassifier } from '../understanding/text-classifier.ts'
import { createKeywordEvidence } from './weigh-keywords.ts'

/** Ranks category leaves (诉求分类) for the text of a matter, best first; scores are probabilities. */
export type MatterClassifier = { classify(text: string, k: number): RankedLabel[] }

const LEAF = /^\d{2}-\d{2}$/
/** How much the words of the tree count beside the trained classifier. */
const KEYWORD_SHARE = 0.45

/** What a city has before its first ticket: the tree, the catalogue's words, and what people ask about each leaf. */
const coldStartExamples = (rules: CityRules, entries: readonly EntryFile[]): LabelledText[] => [
  ...rules.categories.flatMap((parent) =>
    parent.children.flatMap((leaf) => [
      { text: `${parent.name} ${leaf.name}`, label: leaf.id },
      { text: leaf.keywords.join(' '), label: leaf.id },
      ...leaf.keywords.map((word) => ({ text: `${word}${leaf.name}`, label: leaf.id })),
    ]),
  ),
  ...rules.catalogue.lines
    .filter((line) => LEAF.test(line.category) && line.when.length > 0)
    .map((line) => ({ text: line.when.join(' '), label: line.category })),
  ...entries
    .filter((entry) => LEAF.test(entry.category))
    .flatMap((entry) => [entry.question, ...entry.similar].map((text) => ({ text, label: entry.category }))),
]

/**
 * Trains the classifier from the city's own texts; deterministic, a few seconds for the demo city. A text none of
 * whose words is known is still ranked, with low scores: the triage threshold is what stops a guess.
 */
export const createMatterClassifier = (rules: CityRules, entries: readonly EntryFile[]): MatterClassifier => {
  const trained = trainClassifier(coldStartExamples(rules, entries))
  const keywords = createKeywordEvidence(rules)
  const leafCount = rules.categories.reduce((n, c) => n + c.children.length, 0)
  return {
    classify: (text, k) => {
      const byWords = keywords(text)
      const byModel = new Map(trained.classify({ text }, leafCount).map((r) => [r.label, r.score]))
      const share = byWords.size > 0 ? KEYWORD_SHARE : 0
      const labels = new Set([...byModel.keys(), ...byWords.keys()])
      return [...labels]
        .map((label) => ({
          label,
          score: (1 - share) * (byModel.get(label) ?? 0) + share * (byWords.get(label) ?? 0),
        }))
        .sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))
        .slice(0, k)
    },
  }
}
