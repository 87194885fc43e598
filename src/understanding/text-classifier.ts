import { chooseMixture, type Rehearsed, rehearsals, takeTurns } from './choose-mixture.ts'
import { dot, type SparseVector, trainOneAgainstRest } from './linear-svm.ts'
import { createVoter, type ExampleIndex, indexExamples, packIndex } from './nearest-examples.ts'
import { packFloats } from './pack-numbers.ts'
import {
  type ClassifierData,
  countText,
  createVectoriser,
  restoreClassifier,
  type TextClassifier,
  type TextToSort,
  titleAlone,
  type Vocabulary,
} from './restore-classifier.ts'
import { NO_TOPICS, type TopicReader } from './topic-evidence.ts'

/**
 * `about`: texts that tell of one thing, a question and its answer say, share it. `isTold`: what somebody says of the label, not a text that
 * was sorted: learned from like any other, but how sure the classifier may be is not judged by it.
 */
export type LabelledText = TextToSort & { label: string; about?: string; isTold?: boolean }

const MAX_TERMS = 200_000
const MIN_TERMS = 20_000
/** Weights a model may hold in all (terms times labels): with many labels the rarest terms are left out. */
const MAX_WEIGHTS = 4_000_000
/** With this many examples a term that occurred once is noise; with fewer it is all there is. */
const MANY_EXAMPLES = 2_500

/** Price of an example on the wrong side. Where the product brings knowledge, a text's own words need not explain everything. */
const PENALTY = { alone: 2, informed: 1 }
const EPOCHS = 30
const TOLERANCE = 0.05
/** How much a term counts by how unevenly the labels use it, against counting all terms alike (Wang & Manning 2012, NB-SVM). */
const LEANING_SHARE = 0.5
/** Added to every count before the leaning of a term is taken, so that one chance occurrence leans little. */
const LEANING_PRIOR = 0.5

const buildVocabulary = (counted: readonly Map<string, number>[], labelCount: number): Vocabulary => {
  const documents = new Map<string, number>()
  for (const counts of counted)
    for (const term of counts.keys()) documents.set(term, (documents.get(term) ?? 0) + 1)
  const least = counted.length < MANY_EXAMPLES ? 1 : 2
  return [...documents]
    .filter(([, count]) => count >= least)
    .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    .slice(0, Math.min(MAX_TERMS, Math.max(MIN_TERMS, Math.floor(MAX_WEIGHTS / labelCount))))
    .map(([term, count]) => [term, Math.log((1 + counted.length) / (1 + count)) + 1])
}

/**
 * How much each feature leans to the label or away from it (log ratio of its shares, without the sign), mixed with counting all alike.
 * Terms are counted by the texts they occur in, topics by their weight; the two kinds have their own totals.
 */
const leanings = (
  vectors: readonly SparseVector[],
  isLabel: Uint8Array,
  { termCount, featureCount }: { termCount: number; featureCount: number },
): Float64Array => {
  const inside = new Float64Array(featureCount).fill(LEANING_PRIOR)
  const outside = new Float64Array(featureCount).fill(LEANING_PRIOR)
  vectors.forEach(({ at, value }, row) => {
    const side = isLabel[row] === 1 ? inside : outside
    for (let i = 0; i < at.length; i += 1) {
      const id = at[i] ?? 0
      side[id] = (side[id] ?? 0) + (id < termCount ? 1 : (value[i] ?? 0))
    }
  })
  const total = (side: Float64Array, from: number, to: number): number => {
    let sum = 0
    for (let id = from; id < to; id += 1) sum += side[id] ?? 0
    return sum
  }
  const ofTerms = Math.log(total(outside, 0, termCount) / total(inside, 0, termCount))
  const ofTopics = Math.log(total(outside, termCount, featureCount) / total(inside, termCount, featureCount))
  return inside.map((count, id) => {
    const ratio = Math.log(count / (outside[id] ?? 1)) + (id < termCount ? ofTerms : ofTopics)
    return 1 - LEANING_SHARE + LEANING_SHARE * Math.abs(ratio)
  })
}

type Numbered = {
  vectors: SparseVector[]
  /** The title of an example as a text of its own, null where it has none. */
  readTitle(index: number): SparseVector | null
  penalty: number
  labelAt: number[]
  /** When each example is kept back: those about one thing together, or one would give away the other. */
  turnAt: number[]
  /** Whether an example is a text like those to come. */
  isSorted(index: number): boolean
  labelCount: number
  /** The text's own words, characters and pairs. */
  ownCount: number
  /** Terms and official pairs: what is counted by texts. */
  termCount: number
  featureCount: number
  /** The cold start learns from names and keywords: there are no letters to compare with. */
  asksExamples: boolean
}

const indexNumbered = (numbered: Numbered, chosen: readonly number[]): ExampleIndex =>
  indexExamples(
    chosen.flatMap((index) => numbered.vectors[index] ?? []),
    chosen.map((index) => numbered.labelAt[index] ?? 0),
    numbered.ownCount,
  )

const trainAll = (numbered: Numbered, chosen: readonly number[]): Float64Array[] => {
  const { labelAt, labelCount, termCount, featureCount } = numbered
  const vectors = chosen.flatMap((index) => numbered.vectors[index] ?? [])
  return Array.from({ length: labelCount }, (_, label) => {
    const isLabel = Uint8Array.from(chosen, (index) => Number(labelAt[index] === label))
    const scale = leanings(vectors, isLabel, { termCount, featureCount })
    return trainOneAgainstRest(vectors, isLabel, featureCount, {
      penalty: numbered.penalty,
      scale,
      epochs: EPOCHS,
      tolerance: TOLERANCE,
    })
  })
}

/** What the weights and the nearest examples say of the examples kept back, who had no part in either. */
const rehearse = (numbered: Numbered): Rehearsed[] => {
  const all = [...numbered.vectors.entries()]
  return rehearsals(all.length).flatMap((fold) => {
    const isKept = ([index]: [number, SparseVector]): boolean => numbered.turnAt[index] === fold
    const learned = all.filter((each) => !isKept(each)).map(([index]) => index)
    const weights = trainAll(numbered, learned)
    const marginsOf = (vector: SparseVector): number[] => weights.map((each) => dot(each, vector))
    const vote = numbered.asksExamples
      ? createVoter(indexNumbered(numbered, learned), numbered.labelCount)
      : null
    const tested = all.filter((each) => isKept(each) && numbered.isSorted(each[0]))
    return tested.map(([index, vector]) => {
      const title = numbered.readTitle(index)
      return {
        margins: marginsOf(vector),
        titleMargins: title && marginsOf(title),
        votes: vote?.(vector) ?? [],
        label: numbered.labelAt[index] ?? 0,
      }
    })
  })
}

/**
 * Learns to sort texts into labels from examples: TF-IDF over words, characters and character pairs, what the product knows of topics,
 * one linear SVM per label in which a term counts by how much it leans to the label. Its margins for a title by itself and the votes of the
 * nearest examples are added as far as that helps on examples kept back; these also make the scores probabilities.
 * Deterministic: seconds for thousands of letters. Throws when there are fewer than two labels.
 */
export const trainClassifier = (
  examples: readonly LabelledText[],
  topics: TopicReader = NO_TOPICS,
): TextClassifier => {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  if (labels.length < 2) throw new Error('A classifier needs examples of at least two labels.')
  const counted = examples.map((example) => countText(example, topics))
  const terms = buildVocabulary(
    counted.map((each) => each.terms),
    labels.length,
  )
  const officials = buildVocabulary(
    counted.map((each) => each.officials),
    labels.length,
  )
  const numberOf = new Map(labels.map((label, at) => [label, at]))
  const vectorOf = createVectoriser(terms, officials)
  const numbered: Numbered = {
    vectors: counted.map(vectorOf),
    readTitle: (index) => {
      const title = titleAlone(examples[index] ?? { text: '' })
      return title && vectorOf(countText(title, topics))
    },
    penalty: topics.names.length > 0 ? PENALTY.informed : PENALTY.alone,
    labelAt: examples.map(({ label }) => numberOf.get(label) ?? 0),
    turnAt: takeTurns(examples),
    isSorted: (index) => examples[index]?.isTold !== true,
    labelCount: labels.length,
    ownCount: terms.length,
    termCount: terms.length + officials.length,
    featureCount: terms.length + officials.length + topics.names.length,
    asksExamples: topics.names.length > 0,
  }
  const { sharpness, pull, titled } = chooseMixture(rehearse(numbered), numbered.asksExamples)
  const all = [...numbered.vectors.keys()]
  const weights = trainAll(numbered, all).map(packFloats)
  const data: ClassifierData = {
    version: 2,
    labels,
    terms,
    officials,
    topics: [...topics.names],
    weights,
    sharpness,
    ...(titled ? { titled } : {}),
    ...(pull > 0 ? { nearest: { pull, ...packIndex(indexNumbered(numbered, all)) } } : {}),
  }
  return restoreClassifier(data, topics)
}
