const BINS = 1024
const FIRST_CAPACITY = 1024

const bins = new Int32Array(BINS)

/**
 * Numbers stay below this, so that a score and its number fit into one double exactly: the 31 bits of a positive single-precision number
 * (which sort as it does), then the number, the lower one higher.
 */
const NUMBERS = 1 << 22
const toKey = (scoreBits: number, number: number): number => scoreBits * NUMBERS + (NUMBERS - 1 - number)
const numberIn = (key: number): number => NUMBERS - 1 - (key % NUMBERS)

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

/** Numbers with their shares of the highest score, best first; the first `count` of each array. */
export type Best = { numbers: Int32Array; shares: Float64Array; count: number }
export const roomForBest = (limit: number): Best => ({
  numbers: new Int32Array(limit),
  shares: new Float64Array(limit),
  count: 0,
})

/**
 * Adds up scores by number (0, 1, 2 …) and gives the numbers with the most. Costs one step per addition however many there are: nothing
 * is sorted but the few at the edge, and the room is used again for the next query.
 */
export const createTopScores = () => {
  let scores = new Float32Array(FIRST_CAPACITY)
  /** The same memory, bit by bit. */
  let bits = new Uint32Array(scores.buffer)
  let keys = new Float64Array(FIRST_CAPACITY)
  let touched = new Int32Array(FIRST_CAPACITY)
  let count = 0

  const makeRoomFor = (highest: number): void => {
    if (highest < scores.length) return
    const capacity = Math.max(highest + 1, scores.length * 2)
    const [before, list] = [scores, touched]
    scores = new Float32Array(capacity)
    bits = new Uint32Array(scores.buffer)
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
     * Puts into `best`, as many as it has room for, the highest among those that are live, equal ones in order of number; forgets all
     * scores.
     */
    takeBest(best: Best, isLive: (number: number) => boolean): void {
      const sums = scores
      const list = touched.subarray(0, count)
      const limit = best.numbers.length
      const [perScore, edge] = findEdge(sums, list, limit)
      if (keys.length < list.length) keys = new Float64Array(list.length * 2)
      let found = 0
      for (let at = 0; at < list.length; at += 1) {
        const number = list[at] as number
        if ((((sums[number] as number) * perScore) | 0) < edge) continue
        keys[found] = toKey(bits[number] as number, number)
        found += 1
      }
      // Sorted as numbers: a comparison of our own would leave a number on the heap each time.
      const sorted = keys.subarray(0, found).sort()
      const highest = found > 0 ? (sums[numberIn(sorted[found - 1] as number)] as number) : 1
      best.count = 0
      for (let at = found - 1; at >= 0 && best.count < limit; at -= 1) {
        const number = numberIn(sorted[at] as number)
        if (!isLive(number)) continue
        best.numbers[best.count] = number
        best.shares[best.count] = (sums[number] as number) / highest
        best.count += 1
      }
      for (let at = 0; at < list.length; at += 1) sums[list[at] as number] = 0
      count = 0
    },
  }
}
