const BINS = 1024
const FIRST_CAPACITY = 1024

const bins = new Int32Array(BINS)

/** A score times the first number is its bin; the bins from the second on hold what is worth sorting. */
const findEdge = (sums: Float32Array, list: Int32Array, limit: number): [number, number] => {
  let highest = 0
  for (let at = 0; at < list.length; at += 1) {
    const score = sums[list[at] as number] as number
    if (score > highest) highest = score
  }
  const perScore = (BINS - 1) / (highest || 1)
  bins.fill(0)
  for (let at = 0; at < list.length; at += 1) {
    const bin = ((sums[list[at] as number] as number) * perScore) | 0
    bins[bin] = (bins[bin] as number) + 1
  }
  // Twice as many are looked at as are needed: some are no longer live.
  let edge = BINS - 1
  for (let sum = bins[edge] as number; edge > 0 && sum < 2 * limit; sum += bins[edge] as number) edge -= 1
  return [perScore, edge]
}

/**
 * Adds up scores by number (0, 1, 2 …) and gives the numbers with the most. Costs one step per addition however many there are: nothing
 * is sorted but the few at the edge, and the room is used again for the next query.
 */
export const createTopScores = () => {
  let scores = new Float32Array(FIRST_CAPACITY)
  let touched = new Int32Array(FIRST_CAPACITY)
  let count = 0

  const makeRoomFor = (highest: number): void => {
    if (highest < scores.length) return
    const capacity = Math.max(highest + 1, scores.length * 2)
    const [before, list] = [scores, touched]
    scores = new Float32Array(capacity)
    touched = new Int32Array(capacity)
    scores.set(before)
    touched.set(list)
  }

  return {
    /** Adds `worth` (above 0) to each of these numbers. */
    addAll(numbers: ArrayLike<number>, worth: number): void {
      // Numbers are handed out in order, so the last filed is the highest.
      makeRoomFor(numbers[numbers.length - 1] ?? 0)
      // Variables of the loop itself: those around it would be looked up and stored anew at every step.
      const [sums, list] = [scores, touched]
      let length = count
      for (let at = 0; at < numbers.length; at += 1) {
        const number = numbers[at] as number
        const before = sums[number] as number
        if (before === 0) list[length++] = number
        sums[number] = before + worth
      }
      count = length
    },
    /**
     * The `limit` highest among those that are live, equal ones in order of number, each with its share of the highest; forgets all
     * scores.
     */
    takeBest(limit: number, isLive: (number: number) => boolean): Map<number, number> {
      const sums = scores
      const list = touched.subarray(0, count)
      const [perScore, edge] = findEdge(sums, list, limit)
      const found: number[] = []
      for (let at = 0; at < list.length; at += 1) {
        const number = list[at] as number
        if ((((sums[number] as number) * perScore) | 0) >= edge) found.push(number)
      }
      found.sort((a, b) => (sums[b] as number) - (sums[a] as number) || a - b)
      const highest = sums[found[0] ?? 0] || 1
      const best = new Map<number, number>()
      for (let at = 0; at < found.length && best.size < limit; at += 1) {
        const number = found[at] as number
        if (isLive(number)) best.set(number, (sums[number] as number) / highest)
      }
      for (let at = 0; at < list.length; at += 1) sums[list[at] as number] = 0
      count = 0
      return best
    },
  }
}
