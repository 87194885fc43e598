/** One list to learn from: the evidence of every item, and how right each one is, 0…1. */
export type List = { evidence: number[][]; rightness: number[] }

const STEPS = 800
const STEP_SIZE = 0.15
const MOMENTUM = { first: 0.9, second: 0.99 }

const softmax = (scores: readonly number[]): number[] => {
  const top = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - top))
  const all = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / all)
}

/** Adds the gradient of one list's log-likelihood: the right items' mean evidence minus the expected evidence. */
const addGradient = ({ evidence, rightness }: List, weights: readonly number[], gradient: number[]): void => {
  const chances = softmax(
    evidence.map((each) => each.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)),
  )
  const right = chances.map((chance, at) => chance * (rightness[at] ?? 0))
  const rightAll = right.reduce((sum, chance) => sum + chance, 0)
  if (rightAll <= 0) return
  evidence.forEach((each, item) => {
    const pull = (right[item] ?? 0) / rightAll - (chances[item] ?? 0)
    each.forEach((value, at) => {
      gradient[at] = (gradient[at] ?? 0) + pull * value
    })
  })
}

/**
 * Fits weights so that the right items of each list get as much of a softmax over all its items as possible, pulled towards 0 by
 * `shrink`. Adam (Kingma & Ba 2015) on all lists at once from 0: the same lists always give the same weights.
 */
export const fitListwise = (lists: readonly List[], shrink: number): number[] => {
  const size = lists[0]?.evidence[0]?.length ?? 0
  const weights = new Array<number>(size).fill(0)
  const mean = new Array<number>(size).fill(0)
  const square = new Array<number>(size).fill(0)
  for (let step = 1; step <= STEPS; step += 1) {
    const gradient = new Array<number>(size).fill(0)
    for (const list of lists) addGradient(list, weights, gradient)
    for (let at = 0; at < size; at += 1) {
      const slope = (gradient[at] ?? 0) / lists.length - 2 * shrink * (weights[at] ?? 0)
      mean[at] = MOMENTUM.first * (mean[at] ?? 0) + (1 - MOMENTUM.first) * slope
      square[at] = MOMENTUM.second * (square[at] ?? 0) + (1 - MOMENTUM.second) * slope * slope
      const drift = (mean[at] ?? 0) / (1 - MOMENTUM.first ** step)
      const spread = Math.sqrt((square[at] ?? 0) / (1 - MOMENTUM.second ** step))
      weights[at] = (weights[at] ?? 0) + (STEP_SIZE * (1 - step / (STEPS + 1)) * drift) / (spread + 1e-8)
    }
  }
  return weights
}
