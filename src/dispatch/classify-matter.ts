import type { CityRules } from '../contracts/city-rules.ts'
import { leafNow, openBranches, openUnits } from '../tickets/rules-now.ts'
import { type BranchModel, restoreBranches, trainBranches } from './rank-by-branch.ts'
import { EVIDENCE_WEIGHTS } from './thresholds.ts'
import { createWordEvidence } from './word-evidence.ts'

type Leaf = { id: string; name: string; keywords: readonly string[] }
type Example = { text: string; label: string }
/** What is learned from a knowledge entry; the file's and the database's shape both fit. */
type KnownEntry = { question: string; similar: readonly string[]; category: string }

/** One category leaf a complaint may belong to. Scores of all leaves add up to 1. */
export type RankedMatter = { categoryId: string; name: string; score: number; keywords: string[] }

/** Sorts a complaint's words into the city's categories: the likeliest `k` leaves, best first. */
export type MatterClassifier = { classify(text: string, k: number): RankedMatter[] }

/** A probability no label falls below: one kind of evidence alone must not rule a category out. */
const LEAST = 1e-3
const TEXT_MAX = 1_000

/** 建议, 表扬, 其他 say what kind of message it is, not what it is about: no matter is sorted there by its words. */
const NOT_A_MATTER = '99'

const leavesOf = (rules: CityRules): Leaf[] =>
  openBranches(rules)
    .filter((branch) => branch.id !== NOT_A_MATTER)
    .flatMap((branch) => branch.children)

/**
 * A department's duty is an example of the leaf it speaks of: one of those the department leads, with the most
 * keywords in the duty's words. A duty that names none teaches nothing.
 */
const examplesFromDuties = (rules: CityRules, leaves: readonly Leaf[]): Example[] => {
  const leads = new Set(rules.catalogue.lines.map((line) => `${line.lead} ${line.category}`))
  return openUnits(rules).flatMap((department) => {
    const own = leaves.filter((leaf) => leads.has(`${department.id} ${leaf.id}`))
    return department.duties.flatMap((duty) => {
      const named = (leaf: Leaf): number => leaf.keywords.filter((word) => duty.includes(word)).length
      const best = own.reduce<Leaf | null>(
        (top, leaf) => (named(leaf) > (top ? named(top) : 0) ? leaf : top),
        null,
      )
      return best ? [{ text: duty, label: best.id }] : []
    })
  })
}

/** Everything the city wrote that says what a category is about. */
const gatherExamples = (rules: CityRules, entries: readonly KnownEntry[]): Example[] => {
  const leaves = leavesOf(rules)
  const ids = new Set(leaves.map((leaf) => leaf.id))
  const told = [
    ...entries.flatMap((e) => [e.question, ...e.similar].map((text) => ({ text, label: e.category }))),
    ...leaves.flatMap((leaf) => [leaf.name, ...leaf.keywords].map((text) => ({ text, label: leaf.id }))),
    ...rules.catalogue.lines
      .filter((line) => line.when.length > 0)
      .map((line) => ({ text: line.when.join(','), label: line.category })),
    ...examplesFromDuties(rules, leaves),
  ]
  // What was written about a category that was replaced speaks for what replaced it.
  return told
    .map((example) => ({ ...example, label: leafNow(rules, example.label)?.id ?? example.label }))
    .filter((example) => ids.has(example.label))
}

/** The names of places say where, never what; 织锦路小学 must not look like a matter of schools. */
const placeStripper = (rules: CityRules): ((text: string) => string) => {
  const names = rules.city.districts
    .flatMap((d) => [d.name, ...d.aliases, ...d.streets, ...d.landmarks])
    .sort((a, b) => b.length - a.length)
  return (text) => names.reduce((rest, name) => rest.replaceAll(name, ' '), text)
}

/** Keywords of a leaf that stand in the text; a word several leaves claim counts less, a longer one more. */
const keywordReader = (leaves: readonly Leaf[]) => {
  const owners = new Map<string, number>()
  const words = leaves.map((leaf) => [...new Set([leaf.name, ...leaf.keywords])].filter((w) => w.length > 1))
  for (const word of words.flat()) owners.set(word, (owners.get(word) ?? 0) + 1)
  return (text: string): Map<string, { found: string[]; weight: number }> =>
    new Map(
      leaves.map((leaf, i) => {
        const found = (words[i] ?? []).filter((word) => text.includes(word))
        const weight = found.reduce((sum, w) => sum + Math.min(w.length, 4) / 2 / (owners.get(w) ?? 1), 0)
        return [leaf.id, { found, weight }]
      }),
    )
}

/** The city's own words as examples of its categories, without the names of places: what a cold start learns from. */
export const listLessons = (rules: CityRules, entries: readonly KnownEntry[]): Example[] => {
  const strip = placeStripper(rules)
  return gatherExamples(rules, entries).map((e) => ({ ...e, text: strip(e.text) }))
}

/**
 * Learns the city's categories from its own words: category names and keywords, the words of the dispatch catalogue,
 * department duties, and the questions of the knowledge base. A `model` trained from the same lessons before saves the second that
 * training takes; the same input gives the same classifier.
 */
export const createMatterClassifier = (
  rules: CityRules,
  entries: readonly KnownEntry[],
  model?: BranchModel,
): MatterClassifier => {
  const leaves = leavesOf(rules)
  const strip = placeStripper(rules)
  const lessons = listLessons(rules, entries)
  const byMargin = restoreBranches(model ?? trainBranches(lessons))
  const byWord = createWordEvidence(lessons)
  const byKeyword = keywordReader(leaves)
  const weights = EVIDENCE_WEIGHTS
  return {
    classify: (raw, k) => {
      const text = strip(raw.slice(0, TEXT_MAX))
      const [margin, word, keyword] = [byMargin(text), byWord(text), byKeyword(text)]
      const sums = leaves.map(
        (leaf) =>
          weights.margin * Math.log((margin.get(leaf.id) ?? 0) + LEAST) +
          weights.word * (word.get(leaf.id) ?? 0) +
          weights.keyword * (keyword.get(leaf.id)?.weight ?? 0),
      )
      const highest = Math.max(...sums)
      const powers = sums.map((sum) => Math.exp(sum - highest))
      const total = powers.reduce((a, b) => a + b, 0)
      return leaves
        .map((leaf, i) => ({
          categoryId: leaf.id,
          name: leaf.name,
          score: (powers[i] ?? 0) / total,
          keywords: keyword.get(leaf.id)?.found ?? [],
        }))
        .sort((a, b) => b.score - a.score || (a.categoryId < b.categoryId ? -1 : 1))
        .slice(0, k)
    },
  }
}
