import { countTerms } from './count-terms.ts'
import { dot, type SparseVector } from './linear-svm.ts'
import { createVoter, type StoredIndex, unpackIndex, type Voter } from './nearest-examples.ts'
import { unpackFloats } from './pack-numbers.ts'
import { NO_TOPICS, type TopicReader } from './topic-evidence.ts'

export type TextToSort = { title?: string; text: string }
export type RankedLabel = { label: string; score: number }

/** Terms with their rarity, numbered in this order. */
export type Vocabulary = [term: string, rarity: number][]

/** A trained classifier as plain data: terms with their rarity, one weight vector per label. */
export type ClassifierData = {
  version: 2
  labels: string[]
  terms: Vocabulary
  /** Pairs of official words (`official-pairs.ts`), numbered behind the terms. Models stored before 2026-11-29 have none. */
  officials?: Vocabulary
  /** Names of the topic features, whose weights follow those of the terms and officials. */
  topics: string[]
  /** Per label: weights by term, by official pair, by topic, then the bias, as 32-bit floats (little-endian) in base64. */
  weights: string[]
  /** Steepness that turns margins into probabilities (softmax). */
  sharpness: number
  /** How a message with a title is read. Absent where reading the title by itself did not help. */
  titled?: Titled
  /** The examples a text is compared with, and what their votes count beside the margins. Absent where it did not help. */
  nearest?: { pull: number } & StoredIndex
}

/** What the margins of a title by itself count beside those of the whole message, and the steepness that then makes probabilities. */
export type Titled = { share: number; sharpness: number }

export type TextClassifier = {
  /** The `k` likeliest labels, best first; scores are probabilities over all labels. */
  classify(input: TextToSort, k: number): RankedLabel[]
  toJSON(): ClassifierData
}

/** What official words weigh beside the text's own: the grid point that did best over three sets (docs/decisions/0015). */
const OFFICIAL_STRENGTH = 0.5

/** TF-IDF with logarithmic frequency, scaled to one length, so that long letters and short notes weigh alike. */
const weighTerms = (
  counts: ReadonlyMap<string, number>,
  idOf: ReadonlyMap<string, number>,
  vocabulary: Vocabulary,
  length: number,
): SparseVector => {
  const entries: [number, number][] = []
  for (const [term, count] of counts) {
    const id = idOf.get(term)
    if (id !== undefined) entries.push([id, (1 + Math.log(count)) * (vocabulary[id]?.[1] ?? 0)])
  }
  entries.sort((left, right) => left[0] - right[0])
  const norm = Math.sqrt(entries.reduce((sum, [, value]) => sum + value * value, 0)) || 1
  return {
    at: Int32Array.from(entries, ([id]) => id),
    value: Float64Array.from(entries, ([, value]) => (length * value) / norm),
  }
}

/** One vector after another, the second's features numbered behind `width`. */
const join = (first: SparseVector, second: SparseVector, width: number): SparseVector => {
  const at = new Int32Array(first.at.length + second.at.length)
  const value = new Float64Array(at.length)
  at.set(first.at)
  value.set(first.value)
  second.at.forEach((id, i) => {
    at[first.at.length + i] = width + id
  })
  value.set(second.value, first.at.length)
  return { at, value }
}

/** Title and text as one. */
export const wholeText = ({ title, text }: TextToSort): string => (title ? `${title}\n${text}` : text)

/** What a text is counted in, before it is known how rare each is. */
export type Counted = { terms: Map<string, number>; officials: Map<string, number>; topics: SparseVector }

export const countText = (input: TextToSort, topics: TopicReader): Counted => ({
  terms: countTerms(input),
  officials: topics.officials(wholeText(input)),
  topics: topics.read(wholeText(input)),
})

/** The title as a text of its own; null where there is none. */
export const titleAlone = ({ title }: TextToSort): TextToSort | null => (title ? { text: title } : null)

/** Turns counted texts into vectors of three blocks: terms, official pairs, topics. */
export const createVectoriser = (terms: Vocabulary, officials: Vocabulary) => {
  const termId = new Map(terms.map(([term], id) => [term, id]))
  const officialId = new Map(officials.map(([pair], id) => [pair, id]))
  return (counted: Counted): SparseVector => {
    const own = weighTerms(counted.terms, termId, terms, 1)
    const official = weighTerms(counted.officials, officialId, officials, OFFICIAL_STRENGTH)
    return join(join(own, official, terms.length), counted.topics, terms.length + officials.length)
  }
}

export const softmax = (margins: readonly number[], sharpness: number): number[] => {
  const highest = Math.max(...margins)
  const powers = margins.map((margin) => Math.exp(sharpness * (margin - highest)))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** What is known of a text by label: margins of the whole and, where it has one, of its title by itself, and votes of examples. */
export type Evidence = { margins: number[]; titleMargins: number[] | null; votes: number[] }

/** How evidence becomes probabilities: the title's margins count `titleShare` times beside the whole's, votes are added `pull` times. */
export type Mixture = { sharpness: number; pull: number; titleShare: number }

export const mix = (
  { margins, titleMargins, votes }: Evidence,
  { sharpness, pull, titleShare }: Mixture,
): number[] =>
  softmax(
    margins.map((margin, label) => {
      const read = titleMargins
        ? (margin + titleShare * (titleMargins[label] ?? 0)) / (1 + titleShare)
        : margin
      return read + pull * (votes[label] ?? 0)
    }),
    sharpness,
  )

/** A classifier from stored data; the counterpart of `toJSON`. A topic the reader does not know any more is passed over. */
export const restoreClassifier = (data: ClassifierData, topics: TopicReader = NO_TOPICS): TextClassifier => {
  const vectorOf = createVectoriser(data.terms, data.officials ?? [])
  const stored = new Map(data.topics.map((name, id) => [name, id]))
  const place = topics.names.map((name) => stored.get(name) ?? -1)
  const weights = data.weights.map(unpackFloats)
  const pull = data.nearest?.pull ?? 0
  const plain: Mixture = { sharpness: data.sharpness, pull, titleShare: 0 }
  const titled: Mixture | null = data.titled
    ? { sharpness: data.titled.sharpness, pull, titleShare: data.titled.share }
    : null
  const vote: Voter = data.nearest ? createVoter(unpackIndex(data.nearest), data.labels.length) : () => []
  const readKnown = ({ at, value }: SparseVector): SparseVector => {
    const kept = [...at.keys()].filter((i) => (place[at[i] ?? 0] ?? -1) >= 0)
    return {
      at: Int32Array.from(kept, (i) => place[at[i] ?? 0] ?? 0),
      value: Float64Array.from(kept, (i) => value[i] ?? 0),
    }
  }
  const read = (input: TextToSort): SparseVector => {
    const counted = countText(input, topics)
    return vectorOf({ ...counted, topics: readKnown(counted.topics) })
  }
  const marginsOf = (vector: SparseVector): number[] => weights.map((each) => dot(each, vector))
  return {
    classify(input, k) {
      const vector = read(input)
      const title = titled && titleAlone(input)
      const titleMargins = title && marginsOf(read(title))
      const evidence = { margins: marginsOf(vector), titleMargins, votes: vote(vector) }
      const scores = mix(evidence, (title && titled) ?? plain)
      return data.labels
        .map((label, at) => ({ label, score: scores[at] ?? 0 }))
        .sort((left, right) => right.score - left.score || (left.label < right.label ? -1 : 1))
        .slice(0, k)
    },
    toJSON: () => data,
  }
}
