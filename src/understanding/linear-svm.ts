import { createRepeatableRandom } from '../platform/repeatable-random.ts'
/** The features of one text by their number, and what each weighs. */
export type SparseVector = { at: Int32Array; value: Float64Array }

/** How far a vector lies on the label's side; the last weight is the bias. */
export const dot = (weights: Float64Array | Float32Array, { at, value }: SparseVector): number => {
  let sum = weights[weights.length - 1] ?? 0
  for (let i = 0; i < at.length; i += 1) sum += (weights[at[i] ?? 0] ?? 0) * (value[i] ?? 0)
  return sum
}

/** All vectors in three flat arrays, each value times its feature's scale: the loop below runs over them millions of times. */
const flatten = (vectors: readonly SparseVector[], scale: Float64Array | undefined) => {
  const start = new Int32Array(vectors.length + 1)
  vectors.forEach(({ at }, row) => {
    start[row + 1] = (start[row] ?? 0) + at.length
  })
  const size = start[vectors.length] ?? 0
  const at = new Int32Array(size)
  const value = new Float64Array(size)
  vectors.forEach((vector, row) => {
    const from = start[row] ?? 0
    at.set(vector.at, from)
    value.set(vector.value, from)
  })
  if (scale) for (let i = 0; i < size; i += 1) value[i] = (value[i] ?? 0) * (scale[at[i] ?? 0] ?? 1)
  return { start, at, value }
}

const shuffle = (order: Int32Array, random: () => number): void => {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const kept = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = kept
  }
}

export type SvmOptions = {
  /** The price of an example on the wrong side (C of the literature). */
  penalty: number
  /** Multiplies every feature for this label; the weights returned have it worked in. */
  scale?: Float64Array
  epochs?: number
  tolerance?: number
}

/**
 * One label against all others: L2-regularised squared-hinge SVM by dual coordinate descent (Hsieh et al. 2008, algorithm 1). The bias
 * is one more feature of constant 1. `isLabel` holds 1 where the text of that place carries the label. Deterministic; the weights
 * returned are one per feature, then the bias.
 */
export const trainOneAgainstRest = (
  vectors: readonly SparseVector[],
  isLabel: Uint8Array,
  featureCount: number,
  { penalty, scale, epochs = 40, tolerance = 0.02 }: SvmOptions = { penalty: 0.5 },
): Float64Array => {
  const { start, at, value } = flatten(vectors, scale)
  const weights = new Float64Array(featureCount + 1)
  const alpha = new Float64Array(vectors.length)
  const diagonal = 1 / (2 * penalty)
  const squared = new Float64Array(vectors.length)
  for (let row = 0; row < vectors.length; row += 1) {
    let sum = 1 + diagonal
    for (let i = start[row] ?? 0; i < (start[row + 1] ?? 0); i += 1) sum += (value[i] ?? 0) ** 2
    squared[row] = sum
  }
  const order = Int32Array.from(vectors, (_, index) => index)
  const random = createRepeatableRandom(42)
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random)
    let worst = 0
    for (let turn = 0; turn < order.length; turn += 1) {
      const row = order[turn] ?? 0
      const from = start[row] ?? 0
      const to = start[row + 1] ?? 0
      const sign = isLabel[row] === 1 ? 1 : -1
      const before = alpha[row] ?? 0
      let margin = weights[featureCount] ?? 0
      for (let i = from; i < to; i += 1) margin += (weights[at[i] ?? 0] ?? 0) * (value[i] ?? 0)
      const gradient = sign * margin - 1 + diagonal * before
      const projected = before === 0 ? Math.min(gradient, 0) : gradient
      if (Math.abs(projected) > worst) worst = Math.abs(projected)
      if (projected === 0) continue
      const after = Math.max(before - gradient / (squared[row] ?? 1), 0)
      alpha[row] = after
      const step = (after - before) * sign
      for (let i = from; i < to; i += 1) {
        const id = at[i] ?? 0
        weights[id] = (weights[id] ?? 0) + step * (value[i] ?? 0)
      }
      weights[featureCount] = (weights[featureCount] ?? 0) + step
    }
    if (worst < tolerance) break
  }
  if (scale) for (let id = 0; id < featureCount; id += 1) weights[id] = (weights[id] ?? 0) * (scale[id] ?? 1)
  return weights
}
