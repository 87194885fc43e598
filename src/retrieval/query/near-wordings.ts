import { pairsOf } from './pairs-of.ts'

/** A lay wording that may be met in part, and what it leads to. */
export type Wording<Target> = { text: string; target: Target }
/** A wording that was met: most of it, not all, from `from` to `to` (exclusive); `share` of its pairs. */
type Met<Target> = { said: string; target: Target; share: number; from: number; to: number }

/** A wording of which at least this share of the pairs is said, comes near. */
const NEAR_SHARE = 0.6
const MAX_NEAR = 12
/** Said over a stretch longer than itself by more than this, it is not said in one piece. */
const APART = 4

/**
 * Files wordings by their pairs and returns the function that finds those most of whose pairs are said within a short stretch of a text:
 * 工厂排废水 comes near 偷排废水. Longest stretch first, at most twelve.
 */
export const createNearWordings = <Target>(wordings: readonly Wording<Target>[]) => {
  const wordingsByPair = new Map<string, number[]>()
  const pairCounts = wordings.map(({ text }, id) => {
    const pairs = new Set(pairsOf(text))
    for (const pair of pairs) {
      const known = wordingsByPair.get(pair)
      if (known) known.push(id)
      else wordingsByPair.set(pair, [id])
    }
    return pairs.size
  })
  /** Of each wording how many of its pairs were met, from where to where; the same room for every text. */
  const counts = new Uint16Array(wordings.length)
  const firsts = new Uint32Array(wordings.length)
  const lasts = new Uint32Array(wordings.length)

  /** Notes what of each wording is met; gives those of which anything is, in the order they are met. */
  const meet = (text: string): number[] => {
    const met: number[] = []
    const seen = new Set<string>()
    for (let at = 0; at + 1 < text.length; at += 1) {
      const pair = text.slice(at, at + 2)
      const isNew = !seen.has(pair)
      seen.add(pair)
      for (const id of wordingsByPair.get(pair) ?? []) {
        if (counts[id] === 0) {
          met.push(id)
          firsts[id] = at
        }
        if (isNew) counts[id] = (counts[id] as number) + 1
        lasts[id] = at + 2
      }
    }
    return met
  }

  return (text: string): Met<Target>[] => {
    const near: Met<Target>[] = []
    for (const id of meet(text)) {
      const { text: said, target } = wordings[id] as Wording<Target>
      const share = (counts[id] as number) / (pairCounts[id] as number)
      const [from, to] = [firsts[id] as number, lasts[id] as number]
      counts[id] = 0
      if (share < NEAR_SHARE || share === 1 || to - from > said.length + APART) continue
      near.push({ said, target, share, from, to })
    }
    return near.sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MAX_NEAR)
  }
}
