/** Examples for a logistic fit: one row of signals each, with how it came out and how much it counts. */
export type Example = { signals: readonly number[]; isRight: boolean; weight: number }

/** What is known of a weight beforehand: it may not be negative, not be positive, or be either. */
export type Sign = 1 | -1 | 0

export type Fitted = { bias: number; weights: number[] }

const STEPS = 3000
const RATE = 0.5
const RIDGE = 1e-4

/**
 * Fits P(right) = 1 / (1 + e^-(bias + weights · signals)) by full-batch gradient descent with momentum. Deterministic.
 * A light ridge keeps weights of signals that say the same thing from running apart; `signs` holds each weight on the side it must be
 * on, so that more evidence never lowers the confidence.
 */
export const fitLogistic = (examples: readonly Example[], signs: readonly Sign[] = []): Fitted => {
  const width = examples[0]?.signals.length ?? 0
  const parameters = new Float64Array(width + 1)
  const velocity = new Float64Array(width + 1)
  const total = examples.reduce((sum, { weight }) => sum + weight, 0)
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = new Float64Array(width + 1)
    for (const { signals, isRight, weight } of examples) {
      let sum = parameters[width] ?? 0
      for (let at = 0; at < width; at += 1) sum += (parameters[at] ?? 0) * (signals[at] ?? 0)
      const error = (weight * (1 / (1 + Math.exp(-sum)) - Number(isRight))) / total
      for (let at = 0; at < width; at += 1) gradient[at] = (gradient[at] ?? 0) + error * (signals[at] ?? 0)
      gradient[width] = (gradient[width] ?? 0) + error
    }
    for (let at = 0; at <= width; at += 1) {
      const slope = (gradient[at] ?? 0) + (at < width ? RIDGE * (parameters[at] ?? 0) : 0)
      velocity[at] = 0.9 * (velocity[at] ?? 0) - RATE * slope
      parameters[at] = (parameters[at] ?? 0) + (velocity[at] ?? 0)
      if ((signs[at] ?? 0) * (parameters[at] ?? 0) < 0) {
        parameters[at] = 0
        velocity[at] = 0
      }
    }
  }
  return { bias: parameters[width] ?? 0, weights: [...parameters.slice(0, width)] }
}

/** The probability the fit gives an example. */
export const predict = ({ bias, weights }: Fitted, { signals }: Example): number =>
  1 / (1 + Math.exp(-weights.reduce((sum, weight, at) => sum + weight * (signals[at] ?? 0), bias)))
