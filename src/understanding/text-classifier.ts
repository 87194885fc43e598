import { countTerms } from './count-terms.ts'
import { dot, type SparseVector, trainOneAgainstRest } from './linear-svm.ts'
import { NO_TOPICS, type TopicReader } from './topic-evidence.ts'

export type TextToSort = { title?: string; text: string }
export type LabelledText = TextToSort & { label: string }
export type RankedLabel = { label: string; score: number }

/** A trained classifier as plain data: terms with their rarity, one weight vector per label. */
export type ClassifierData = {
  version: 2
  labels: string[]
  terms: [term: string, rarity: number][]
  /** Names of the topic features, whose weights follow those of the terms. */
  topics: string[]
  /** Per label: weights by term, then by topic, then the bias, as 32-bit floats (little-endian) in base64. */
  weights: string[]
  /** Steepness that turns margins into probabilities (softmax). */
  sharpness: number
}

export type TextClassifier = {
  /** The `k` likeliest labels, best first; scores are probabilities over all labels. */
  classify(input: TextToSort, k: number): RankedLabel[]
  toJSON(): ClassifierData
}

const MAX_TERMS = 200_000
const MIN_TERMS = 20_000
/** Weights a model may hold in all (terms times labels): with many labels the rarest terms are left out. */
const MAX_WEIGHTS = 4_000_000
/** With this many examples a term that occurred once is noise; with fewer it is all there is. */
const MANY_EXAMPLES = 2_500

const PENALTY = 2
const EPOCHS = 30
const TOLERANCE = 0.05
/** How much a term counts by how unevenly the labels use it, against counting all terms alike (Wang & Manning 2012, NB-SVM). */
const LEANING_SHARE = 0.5
/** Added to every count before the leaning of a term is taken, so that one chance occurrence leans little. */
const LEANING_PRIOR = 0.5

/** TF-IDF with logarithmic frequency, scaled to length 1, so that long letters and short notes weigh alike. */
const weighTerms = (
  counts: Map<string, number>,
  idOf: Map<string, number>,
  rarity: Float64Array,
): SparseVector => {
  const entries: [number, number][] = []
  for (const [term, count] of counts) {
    const id = idOf.get(term)
    if (id !== undefined) entries.push([id, (1 + Math.log(count)) * (rarity[id] ?? 0)])
  }
  entries.sort((left, right) => left[0] - right[0])
  const norm = Math.sqrt(entries.reduce((sum, [, value]) => sum + value * value, 0)) || 1
  return {
    at: Int32Array.from(entries, ([id]) => id),
    value: Float64Array.from(entries, ([, value]) => value / norm),
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

const wholeText = ({ title, text }: TextToSort): string => (title ? `${title}\n${text}` : text)

const pack = (weights: Float64Array): string => {
  const bytes = new DataView(new ArrayBuffer(weights.length * 4))
  weights.forEach((weight, i) => {
    bytes.setFloat32(i * 4, weight, true)
  })
  return Buffer.from(bytes.buffer).toString('base64')
}

const unpack = (packed: string): Float64Array => {
  const bytes = Buffer.from(packed, 'base64')
  return Float64Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4))
}

const softmax = (margins: readonly number[], sharpness: number): number[] => {
  const highest = Math.max(...margins)
  const powers = margins.map((margin) => Math.exp(sharpness * (margin - highest)))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** A text whose label is known, with its margins by a classifier that has not seen it. */
type Rehearsed = { margins: number[]; label: number }

/** The steepness that makes held-out labels likeliest, of a fixed ladder: what makes the scores honest probabilities. */
const chooseSharpness = (rehearsed: readonly Rehearsed[]): number => {
  let best = { sharpness: 2, loss: Number.POSITIVE_INFINITY }
  for (let sharpness = 0.5; sharpness <= 10; sharpness += 0.25) {
    const loss = rehearsed.reduce(
      (sum, { margins, label }) => sum - Math.log(Math.max(1e-9, softmax(margins, sharpness)[label] ?? 0)),
      0,
    )
    if (loss < best.loss) best = { sharpness, loss }
  }
  return best.sharpness
}

/** A classifier from stored data; the counterpart of `toJSON`. A topic the reader does not know any more is passed over. */
export const restoreClassifier = (data: ClassifierData, topics: TopicReader = NO_TOPICS): TextClassifier => {
  const idOf = new Map(data.terms.map(([term], id) => [term, id]))
  const rarity = Float64Array.from(data.terms, ([, value]) => value)
  const stored = new Map(data.topics.map((name, id) => [name, id]))
  const place = topics.names.map((name) => stored.get(name) ?? -1)
  const weights = data.weights.map(unpack)
  const readTopics = (text: string): SparseVector => {
    const { at, value } = topics.read(text)
    const kept = [...at.keys()].filter((i) => (place[at[i] ?? 0] ?? -1) >= 0)
    return {
      at: Int32Array.from(kept, (i) => place[at[i] ?? 0] ?? 0),
      value: Float64Array.from(kept, (i) => value[i] ?? 0),
    }
  }
  return {
    classify(input, k) {
      const own = weighTerms(countTerms(input), idOf, rarity)
      const vector = data.topics.length > 0 ? join(own, readTopics(wholeText(input)), data.terms.length) : own
      const scores = softmax(
        weights.map((each) => dot(each, vector)),
        data.sharpness,
      )
      return data.labels
        .map((label, at) => ({ label, score: scores[at] ?? 0 }))
        .sort((left, right) => right.score - left.score || (left.label < right.label ? -1 : 1))
        .slice(0, k)
    },
    toJSON: () => data,
  }
}

const buildVocabulary = (counted: readonly Map<string, number>[], labelCount: number): [string, number][] => {
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

/** Which examples are kept back in each rehearsal: with few examples each of them once, with many a fifth of them. */
const rehearsals = (count: number): number[] => (count < MANY_EXAMPLES ? [0, 1, 2, 3, 4] : [4])

type Numbered = {
  vectors: SparseVector[]
  labelAt: number[]
  labelCount: number
  termCount: number
  featureCount: number
}

const trainAll = (numbered: Numbered, chosen: readonly number[]): Float64Array[] => {
  const { labelAt, labelCount, termCount, featureCount } = numbered
  const vectors = chosen.flatMap((index) => numbered.vectors[index] ?? [])
  return Array.from({ length: labelCount }, (_, label) => {
    const isLabel = Uint8Array.from(chosen, (index) => Number(labelAt[index] === label))
    const scale = leanings(vectors, isLabel, { termCount, featureCount })
    return trainOneAgainstRest(vectors, isLabel, featureCount, {
      penalty: PENALTY,
      scale,
      epochs: EPOCHS,
      tolerance: TOLERANCE,
    })
  })
}

const rehearse = (numbered: Numbered): Rehearsed[] => {
  const all = [...numbered.vectors.keys()]
  return rehearsals(all.length).flatMap((fold) => {
    const weights = trainAll(
      numbered,
      all.filter((index) => index % 5 !== fold),
    )
    return all
      .filter((index) => index % 5 === fold)
      .flatMap((index) => {
        const vector = numbered.vectors[index]
        return vector
          ? [{ margins: weights.map((each) => dot(each, vector)), label: numbered.labelAt[index] ?? 0 }]
          : []
      })
  })
}

/**
 * Learns to sort texts into labels from examples: TF-IDF over words, characters and character pairs, what the product knows of topics,
 * one linear SVM per label in which a term counts by how much it leans to the label, probabilities from examples held out.
 * Deterministic: seconds for thousands of letters. Throws when there are fewer than two labels.
 */
export const trainClassifier = (
  examples: readonly LabelledText[],
  topics: TopicReader = NO_TOPICS,
): TextClassifier => {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  if (labels.length < 2) throw new Error('A classifier needs examples of at least two labels.')
  const counted = examples.map(countTerms)
  const terms = buildVocabulary(counted, labels.length)
  const idOf = new Map(terms.map(([term], id) => [term, id]))
  const rarity = Float64Array.from(terms, ([, value]) => value)
  const hasTopics = topics.names.length > 0
  const numberOf = new Map(labels.map((label, at) => [label, at]))
  const numbered: Numbered = {
    vectors: counted.map((counts, i) => {
      const own = weighTerms(counts, idOf, rarity)
      const example = examples[i]
      return hasTopics && example ? join(own, topics.read(wholeText(example)), terms.length) : own
    }),
    labelAt: examples.map(({ label }) => numberOf.get(label) ?? 0),
    labelCount: labels.length,
    termCount: terms.length,
    featureCount: terms.length + topics.names.length,
  }
  const sharpness = chooseSharpness(rehearse(numbered))
  const weights = trainAll(numbered, [...numbered.vectors.keys()]).map(pack)
  return restoreClassifier(
    { version: 2, labels, terms, topics: [...topics.names], weights, sharpness },
    topics,
  )
}
