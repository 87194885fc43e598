import { rarity, type TextStatistics } from '../index/text-statistics.ts'
import type { AskedPair } from './asked.ts'
import type { SoundAlikes } from './sound-alikes.ts'

/** What a pair that only sounds right is worth beside one that was written so. */
const HEARD = 0.8
const MAX_HEARD = 8
const HAN_PAIR = /^\p{Script=Han}{2}$/u

/** The pair of the base that sounds (or looks) like this one and stands in most entries; one character changed first, both only if need be. */
const findHeard = (pair: string, alikes: SoundAlikes, statistics: TextStatistics): string | undefined => {
  const lefts = alikes.alike(pair.charAt(0))
  const rights = alikes.alike(pair.charAt(1))
  const one = [
    ...lefts.map((left) => left + pair.charAt(1)),
    ...rights.map((right) => pair.charAt(0) + right),
  ]
  let best: string | undefined
  let most = 0
  for (const heard of one) {
    const entries = statistics.entriesWithPair(heard)
    if (entries > most) {
      most = entries
      best = heard
    }
  }
  return best
}

/**
 * Pairs that no entry has, as they may have been meant: 公商 as 工伤 where a whole word was typed wrong and so looked like another word.
 * `isTold` says which positions the lexicon already understands: they were meant as they stand.
 */
export const hearPairs = (
  pairs: readonly AskedPair[],
  isTold: (at: number) => boolean,
  { alikes, statistics }: { alikes: SoundAlikes; statistics: TextStatistics },
): AskedPair[] => {
  const heard: AskedPair[] = []
  for (const { pair, gain, at } of pairs) {
    if (heard.length >= MAX_HEARD) break
    if (!HAN_PAIR.test(pair) || statistics.entriesWithPair(pair) > 0 || isTold(at)) continue
    const meant = findHeard(pair, alikes, statistics)
    if (meant === undefined || pairs.some((known) => known.pair === meant)) continue
    const worth = rarity(statistics.entriesWithPair(meant), statistics.entries)
    heard.push({ pair: meant, at, gain: HEARD * Math.min(gain * 2, worth) })
  }
  return heard
}
