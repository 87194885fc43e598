import type { SparseVector } from './linear-svm.ts'
import { packFloats, packIntegers, unpackFloats, unpackIntegers } from './pack-numbers.ts'

/** The examples by the terms they hold: of term `t` the places `starts[t]` to `starts[t + 1]` of `examples` and `weights`. */
export type ExampleIndex = {
  starts: Int32Array
  examples: Int32Array
  weights: Float32Array
  /** The label of every example, by its number. */
  labels: Int32Array
}

/** An index as plain data: each array's bytes in base64. */
export type StoredIndex = { starts: string; examples: string; weights: string; labels: string }

/** Each label's share among the examples most like a text; the shares add up to 1, or are all alike where no example is like it. */
export type Voter = (vector: SparseVector) => number[]

/** As many examples vote, each by the square of its cosine to the text. */
const NEAREST = 10
/** Terms kept of each example, half a kilobyte: with more of them long letters gain nothing and short ones lose (docs/decisions/0015). */
const KEPT = 64

/** The weightiest terms of a text, scaled to length 1. Features from `termCount` on are not words of the text and do not count. */
const keepHeaviest = ({ at, value }: SparseVector, termCount: number): [number, number][] => {
  const pairs: [number, number][] = []
  for (let i = 0; i < at.length; i += 1) {
    if ((at[i] ?? 0) < termCount) pairs.push([at[i] ?? 0, value[i] ?? 0])
  }
  const kept = pairs.sort((left, right) => right[1] - left[1] || left[0] - right[0]).slice(0, KEPT)
  const length = Math.sqrt(kept.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1
  return kept.map(([term, weight]) => [term, weight / length])
}

/** Turns examples around: for every term the examples that hold it. */
export const indexExamples = (
  vectors: readonly SparseVector[],
  labels: readonly number[],
  termCount: number,
): ExampleIndex => {
  const kept = vectors.map((vector) => keepHeaviest(vector, termCount))
  const starts = new Int32Array(termCount + 1)
  for (const terms of kept) for (const [term] of terms) starts[term + 1] = (starts[term + 1] ?? 0) + 1
  for (let term = 0; term < termCount; term += 1)
    starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0)
  const next = starts.slice()
  const examples = new Int32Array(starts[termCount] ?? 0)
  const weights = new Float32Array(examples.length)
  kept.forEach((terms, example) => {
    for (const [term, weight] of terms) {
      const place = next[term] ?? 0
      examples[place] = example
      weights[place] = weight
      next[term] = place + 1
    }
  })
  return { starts, examples, weights, labels: Int32Array.from(labels) }
}

/** Ten is few: each example of some likeness is put into its place among the best so far. Of two alike the earlier one counts first. */
const findNearest = (likeness: Float64Array): number[] => {
  const best: number[] = []
  for (let example = 0; example < likeness.length; example += 1) {
    const own = likeness[example] ?? 0
    if (own <= 0 || (best.length === NEAREST && own <= (likeness[best[NEAREST - 1] ?? 0] ?? 0))) continue
    let place = best.length
    while (place > 0 && own > (likeness[best[place - 1] ?? 0] ?? 0)) place -= 1
    best.splice(place, 0, example)
    if (best.length > NEAREST) best.pop()
  }
  return best
}

/** Asks the examples of an index about texts; the vectors must come from the vocabulary it was built with. */
export const createVoter = (index: ExampleIndex, labelCount: number): Voter => {
  const termCount = index.starts.length - 1
  return ({ at, value }) => {
    const likeness = new Float64Array(index.labels.length)
    for (let i = 0; i < at.length; i += 1) {
      const term = at[i] ?? 0
      if (term >= termCount) continue
      for (let place = index.starts[term] ?? 0; place < (index.starts[term + 1] ?? 0); place += 1) {
        const example = index.examples[place] ?? 0
        likeness[example] = (likeness[example] ?? 0) + (value[i] ?? 0) * (index.weights[place] ?? 0)
      }
    }
    const votes = new Array<number>(labelCount).fill(0)
    let all = 0
    for (const example of findNearest(likeness)) {
      const vote = (likeness[example] ?? 0) ** 2
      const label = index.labels[example] ?? 0
      votes[label] = (votes[label] ?? 0) + vote
      all += vote
    }
    return votes.map((vote) => (all > 0 ? vote / all : 1 / labelCount))
  }
}

export const packIndex = (index: ExampleIndex): StoredIndex => ({
  starts: packIntegers(index.starts),
  examples: packIntegers(index.examples),
  weights: packFloats(index.weights),
  labels: packIntegers(index.labels),
})

export const unpackIndex = (stored: StoredIndex): ExampleIndex => ({
  starts: unpackIntegers(stored.starts),
  examples: unpackIntegers(stored.examples),
  weights: unpackFloats(stored.weights),
  labels: unpackIntegers(stored.labels),
})
