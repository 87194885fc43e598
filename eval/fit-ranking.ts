/** The candidates of one query: a row of evidence each, and whether it is right. `weight`: how much the query counts. */
export type RankedList = { rows: readonly Float64Array[]; isRight: readonly boolean[]; weight: number }

const STEPS = 250
const RATE = 0.1
const FIRST = 0.9
const SECOND = 0.999
const TINY = 1e-8
const RIDGE = 1e-3

/**
 * Fits one weight per piece of evidence so that right candidates win: the negative log of the share that a softmax over the candidates
 * gives to the right ones (ListNet's top-one loss, Cao et al. 2007), with a ridge and no weight below 0. Adam on the full batch;
 * deterministic. Queries without a right candidate teach nothing and are left out. Weights that are `held` stay as they start.
 */
export const fitRanking = (
  lists: readonly RankedList[],
  width: number,
  { start, held }: { start?: Float64Array; held?: (at: number) => boolean } = {},
): Float64Array => {
  const teaching = lists.filter(({ isRight }) => isRight.includes(true))
  const total = teaching.reduce((sum, { weight }) => sum + weight, 0)
  const weights = start?.slice() ?? new Float64Array(width).fill(1)
  const mean = new Float64Array(width)
  const square = new Float64Array(width)
  for (let step = 1; step <= STEPS; step += 1) {
    const gradient = new Float64Array(width)
    for (const { rows, isRight, weight } of teaching) {
      const scores = rows.map((row) => row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0))
      const top = Math.max(...scores)
      const powers = scores.map((score) => Math.exp(score - top))
      const all = powers.reduce((sum, power) => sum + power, 0)
      const right = powers.reduce((sum, power, at) => sum + (isRight[at] ? power : 0), 0)
      const share = weight / total
      for (let at = 0; at < rows.length; at += 1) {
        const power = powers[at] ?? 0
        const pull = share * (power / all - (isRight[at] ? power / right : 0))
        if (Math.abs(pull) < 1e-9) continue
        const row = rows[at] as Float64Array
        for (let f = 0; f < width; f += 1) gradient[f] = (gradient[f] ?? 0) + pull * (row[f] ?? 0)
      }
    }
    for (let f = 0; f < width; f += 1) {
      if (held?.(f)) continue
      const slope = (gradient[f] ?? 0) + RIDGE * (weights[f] ?? 0)
      mean[f] = FIRST * (mean[f] ?? 0) + (1 - FIRST) * slope
      square[f] = SECOND * (square[f] ?? 0) + (1 - SECOND) * slope * slope
      const move =
        (mean[f] ?? 0) / (1 - FIRST ** step) / (Math.sqrt((square[f] ?? 0) / (1 - SECOND ** step)) + TINY)
      weights[f] = Math.max(0, (weights[f] ?? 0) - RATE * move)
    }
  }
  return weights
}
