import { normaliseText } from './normalise-text.ts'
import { segment } from './segment.ts'

export type LabelledText = { title?: string; text: string; label: string }
export type RankedLabel = { label: string; score: number }

/** A trained classifier as plain data: terms with their rarity, one weight vector per label. */
export type ClassifierData = {
  version: 1
  labels: string[]
  terms: [term: string, rarity: number][]
  /** Per label: weights by term, then the bias; rounded to five places. */
  weights: number[][]
  /** Steepness that turns margins into probabilities (softmax). */
  sharpness: number
}

export type TextClassifier = {
  /** The `k` likeliest labels, best first; scores are probabilities over all labels. */
  classify(input: { title?: string; text: string }, k: number): RankedLabel[]
  toJSON(): ClassifierData
}

/** The terms of one text by their number, and what each weighs. */
export type SparseVector = { at: Int32Array; value: Float64Array }

const MAX_CHARACTERS = 3000
const MIN_DOCUMENTS = 2
const MAX_TERMS = 200_000
/** A title says what the text is about; its terms count this much more. */
const TITLE_WEIGHT = 2
const HAN_RUN = /\p{Script=Han}+/gu

/** Words and character pairs with how often they occur, the title's counted double. */
const countTerms = ({ title, text }: { title?: string; text: string }): Map<string, number> => {
  const counts = new Map<string, number>()
  const count = (raw: string, step: number): void => {
    const clean = normaliseText(raw.slice(0, MAX_CHARACTERS)).toLowerCase()
    const add = (term: string) => counts.set(term, (counts.get(term) ?? 0) + step)
    for (const word of segment(clean)) if (/[\p{L}\p{N}]/u.test(word) && !/^\d+$/.test(word)) add(word)
    for (const [run] of clean.matchAll(HAN_RUN)) {
      for (let at = 0; at + 1 < run.length; at += 1) add(`~${run.slice(at, at + 2)}`)
    }
  }
  if (title !== undefined && title !== '') count(title, TITLE_WEIGHT)
  count(text, 1)
  return counts
}

/** TF-IDF with logarithmic frequency, scaled to length 1, so that long letters and short notes weigh alike. */
const toVector = (
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

/** How far a vector lies on the label's side; the last weight is the bias. */
export const dot = (weights: Float64Array, { at, value }: SparseVector): number => {
  let sum = weights[weights.length - 1] ?? 0
  for (let i = 0; i < at.length; i += 1) sum += (weights[at[i] ?? 0] ?? 0) * (value[i] ?? 0)
  return sum
}

/** A small repeatable generator (mulberry32), so that training twice gives the same classifier. */
const createRandom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

const PENALTY = 0.5
const MAX_EPOCHS = 40
const TOLERANCE = 0.02

/**
 * One label against all others: L2-regularised squared-hinge SVM by dual coordinate descent
 * (Hsieh et al. 2008, algorithm 1). The bias is one more feature of constant 1. `isLabel` holds 1 where the text of that place
 * carries the label. Deterministic; the weights returned are one per term, then the bias.
 */
export const trainOneAgainstRest = (
  vectors: readonly SparseVector[],
  isLabel: Uint8Array,
  termCount: number,
): Float64Array => {
  const weights = new Float64Array(termCount + 1)
  const alpha = new Float64Array(vectors.length)
  const diagonal = 1 / (2 * PENALTY)
  const squared = Float64Array.from(
    vectors,
    ({ value }) => value.reduce((sum, each) => sum + each * each, 1) + diagonal,
  )
  const order = Int32Array.from(vectors, (_, index) => index)
  const random = createRandom(42)
  for (let epoch = 0; epoch < MAX_EPOCHS; epoch += 1) {
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1))
      const kept = order[last] ?? 0
      order[last] = order[other] ?? 0
      order[other] = kept
    }
    let worst = 0
    for (const index of order) {
      const vector = vectors[index]
      if (!vector) continue
      const sign = isLabel[index] === 1 ? 1 : -1
      const before = alpha[index] ?? 0
      const gradient = sign * dot(weights, vector) - 1 + diagonal * before
      const projected = before === 0 ? Math.min(gradient, 0) : gradient
      worst = Math.max(worst, Math.abs(projected))
      if (projected === 0) continue
      const after = Math.max(before - gradient / (squared[index] ?? 1), 0)
      alpha[index] = after
      const step = (after - before) * sign
      for (let i = 0; i < vector.at.length; i += 1) {
        const id = vector.at[i] ?? 0
        weights[id] = (weights[id] ?? 0) + step * (vector.value[i] ?? 0)
      }
      weights[termCount] = (weights[termCount] ?? 0) + step
    }
    if (worst < TOLERANCE) break
  }
  return weights
}

const softmax = (margins: readonly number[], sharpness: number): number[] => {
  const highest = Math.max(...margins)
  const powers = margins.map((margin) => Math.exp(sharpness * (margin - highest)))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** The steepness that makes held-out labels likeliest, of a fixed ladder: what makes the scores honest probabilities. */
const chooseSharpness = (margins: readonly { values: number[]; label: number }[]): number => {
  let best = { sharpness: 2, loss: Number.POSITIVE_INFINITY }
  for (let sharpness = 0.5; sharpness <= 8; sharpness += 0.25) {
    const loss = margins.reduce(
      (sum, { values, label }) => sum - Math.log(Math.max(1e-9, softmax(values, sharpness)[label] ?? 0)),
      0,
    )
    if (loss < best.loss) best = { sharpness, loss }
  }
  return best.sharpness
}

/** A classifier from stored data; the counterpart of `toJSON`. */
export const restoreClassifier = (data: ClassifierData): TextClassifier => {
  const idOf = new Map(data.terms.map(([term], id) => [term, id]))
  const rarity = Float64Array.from(data.terms, ([, value]) => value)
  const weights = data.weights.map((each) => Float64Array.from(each))
  return {
    classify(input, k) {
      const vector = toVector(countTerms(input), idOf, rarity)
      const scores = softmax(
        weights.map((each) => dot(each, vector)),
        data.sharpness,
      )
      return data.labels
        .map((label, at) => ({ label, score: scores[at] ?? 0 }))
        .sort((left, right) => right.score - left.score || left.label.localeCompare(right.label))
        .slice(0, k)
    },
    toJSON: () => data,
  }
}

const buildVocabulary = (counted: readonly Map<string, number>[]): [string, number][] => {
  const documents = new Map<string, number>()
  for (const counts of counted)
    for (const term of counts.keys()) documents.set(term, (documents.get(term) ?? 0) + 1)
  const least = counted.length < 200 ? 1 : MIN_DOCUMENTS
  return [...documents]
    .filter(([, count]) => count >= least)
    .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    .slice(0, MAX_TERMS)
    .map(([term, count]) => [term, Math.log((1 + counted.length) / (1 + count)) + 1])
}

/**
 * Learns to sort texts into labels from examples: TF-IDF over words and character pairs, one linear SVM per label, probabilities from
 * a fifth of the examples held out. Deterministic. Throws when there are fewer than two labels.
 */
export const trainClassifier = (examples: readonly LabelledText[]): TextClassifier => {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  if (labels.length < 2) throw new Error('A classifier needs examples of at least two labels.')
  const counted = examples.map(countTerms)
  const terms = buildVocabulary(counted)
  const idOf = new Map(terms.map(([term], id) => [term, id]))
  const rarity = Float64Array.from(terms, ([, value]) => value)
  const vectors = counted.map((counts) => toVector(counts, idOf, rarity))
  const labelAt = examples.map(({ label }) => labels.indexOf(label))
  const train = (chosen: readonly number[]): Float64Array[] =>
    labels.map((_, label) =>
      trainOneAgainstRest(
        chosen.map((index) => vectors[index] ?? { at: new Int32Array(0), value: new Float64Array(0) }),
        Uint8Array.from(chosen, (index) => Number(labelAt[index] === label)),
        terms.length,
      ),
    )
  const all = examples.map((_, index) => index)
  const heldOut = all.filter((index) => index % 5 === 4)
  const rehearsal = train(all.filter((index) => index % 5 !== 4))
  const margins = heldOut.map((index) => ({
    values: rehearsal.map((weights) =>
      dot(weights, vectors[index] ?? { at: new Int32Array(0), value: new Float64Array(0) }),
    ),
    label: labelAt[index] ?? 0,
  }))
  const weights = train(all).map((each) => Array.from(each, (value) => Math.round(value * 1e5) / 1e5))
  return restoreClassifier({ version: 1, labels, terms, weights, sharpness: chooseSharpness(margins) })
}
