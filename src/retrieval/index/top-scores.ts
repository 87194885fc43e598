const BINS = 1024
const FIRST_CAPACITY = 1024

/**
 * Adds up scores by number (0, 1, 2 …) and gives the numbers with the most. Costs one step per addition however many there are: nothing
 * is sorted but the few at the edge, and the room is used again for the next query.
 */
export const createTopScores = () => {
  let scores = new Float32Array(FIRST_CAPACITY)
  let touched = new Int32Array(FIRST_CAPACITY)
  let count = 0
  const bins = new Int32Array(BINS)

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
      for (let at = 0; at < numbers.length; at += 1) {
        const number = numbers[at] as number
        const before = scores[number] as number
        if (before === 0) touched[count++] = number
        scores[number] = before + worth
      }
    },
    /** The `limit` highest among those that are live, equal ones in order of number; forgets all scores. */
    takeBest(limit: number, isLive: (number: number) => boolean): number[] {
      let highest = 0
      for (let at = 0; at < count; at += 1) {
        const score = scores[touched[at] as number] as number
        if (score > highest) highest = score
      }
      const perScore = (BINS - 1) / (highest || 1)
      bins.fill(0)
      for (let at = 0; at < count; at += 1) {
        const bin = ((scores[touched[at] as number] as number) * perScore) | 0
        bins[bin] = (bins[bin] as number) + 1
      }
      // Twice as many are looked at as are needed: some are no longer live.
      let edge = BINS - 1
      for (let sum = bins[edge] as number; edge > 0 && sum < 2 * limit; sum += bins[edge] as number) edge -= 1
      const found: { number: number; score: number }[] = []
      for (let at = 0; at < count; at += 1) {
        const number = touched[at] as number
        const score = scores[number] as number
        if (((score * perScore) | 0) >= edge && isLive(number)) found.push({ number, score })
        scores[number] = 0
      }
      count = 0
      return found
        .sort((a, b) => b.score - a.score || a.number - b.number)
        .slice(0, limit)
        .map(({ number }) => number)
    },
  }
}
