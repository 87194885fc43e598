/** All worths of one query come to this together, at most, as whole numbers: adding these costs a third of adding fractions. */
const MOST = 1 << 29
/** Sums are told apart by their ten highest bits, in one pass, before the few that matter are sorted. */
const LEVEL_SHIFT = 19
const levels = new Int32Array((MOST >> LEVEL_SHIFT) + 2)
const FIRST_CAPACITY = 1024

/**
 * Numbers stay below this, so that a sum and its number fit into one double exactly: the sum, then the number, the lower one higher.
 */
const NUMBERS = 1 << 22
export const toKey = (sum: number, number: number): number => sum * NUMBERS + (NUMBERS - 1 - number)
export const numberIn = (key: number): number => NUMBERS - 1 - (key % NUMBERS)

/** What worths are multiplied by, so that all of them together come to `MOST`. */
export const scaleOf = (worths: readonly { worth: number }[]): number =>
  MOST / (worths.reduce((sum, { worth }) => sum + worth, 0) || 1)

/** Sums below a sixteenth of all worths are hardly ever among the best: they are only looked at where there are too few others. */
const SELDOM = MOST >> 4

/** The lowest sum worth sorting: twice as many are looked at as are needed, for some are no longer live. */
const findEdge = (sums: Int32Array, used: number, limit: number): number => {
  for (const least of [SELDOM, 0]) {
    levels.fill(0)
    for (let at = 0; at < used; at += 1) {
      const sum = sums[at] as number
      if (sum <= least) continue
      const level = sum >> LEVEL_SHIFT
      levels[level] = (levels[level] as number) + 1
    }
    let level = levels.length
    let found = 0
    while (level > 0 && found < 2 * limit) {
      level -= 1
      found += levels[level] as number
    }
    if (found >= 2 * limit) return Math.max(1, level << LEVEL_SHIFT)
  }
  return 1
}

/** Numbers with their shares of the highest sum, best first; the first `count` of each array. */
export type Best = { numbers: Int32Array; shares: Float64Array; count: number }
export const roomForBest = (limit: number): Best => ({
  numbers: new Int32Array(limit),
  shares: new Float64Array(limit),
  count: 0,
})

/**
 * Adds up worths by number (0, 1, 2 …) and gives the numbers with the most. Costs one step per addition however many there are, and a few
 * per number: nothing is sorted but those at the edge, and the room is used again for the next query.
 */
export const createTopScores = () => {
  let sums = new Int32Array(FIRST_CAPACITY)
  let keys = new Float64Array(FIRST_CAPACITY)
  /** Numbers below this may have a sum. */
  let used = 0

  const makeRoomFor = (highest: number): void => {
    used = Math.max(used, highest + 1)
    if (highest < sums.length) return
    const before = sums
    sums = new Int32Array(Math.max(highest + 1, sums.length * 2))
    sums.set(before)
    keys = new Float64Array(sums.length)
  }

  return {
    /** Adds `worth` (a whole number above 0) to each of these numbers, which are in order. */
    addAll(numbers: ArrayLike<number>, worth: number): void {
      if (numbers.length === 0) return
      makeRoomFor(numbers[numbers.length - 1] as number)
      // A variable of the loop itself: one around it would be looked up anew at every step.
      const row = sums
      for (let at = 0; at < numbers.length; at += 1) {
        const number = numbers[at] as number
        row[number] = (row[number] as number) + worth
      }
    },
    /**
     * Puts into `best`, as many as it has room for, the highest among those that are live, equal ones in order of number; forgets all
     * sums.
     */
    takeBest(best: Best, isLive: (number: number) => boolean): void {
      const limit = best.numbers.length
      const edge = findEdge(sums, used, limit)
      let found = 0
      for (let number = 0; number < used; number += 1) {
        const sum = sums[number] as number
        if (sum >= edge) keys[found++] = toKey(sum, number)
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
      sums.fill(0, 0, used)
      used = 0
    },
  }
}
