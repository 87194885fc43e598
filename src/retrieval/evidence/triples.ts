import { rarity, type TextStatistics } from '../index/text-statistics.ts'

const RUN = /[\p{L}\p{N}]+/gu

/** A run of three characters, and the rarity of the rarer of its two pairs. */
export type Triple = { text: string; weight: number }

/** The runs of three characters of a text, each once; punctuation ends a run. */
export const listTriples = (text: string, statistics: TextStatistics): Triple[] => {
  const triples = new Set<string>()
  for (const [run] of text.matchAll(RUN))
    for (let at = 0; at + 2 < run.length; at += 1) triples.add(run.slice(at, at + 3))
  return [...triples].map((triple) => {
    const rarest = Math.min(statistics.entriesWithPair(triple), statistics.entriesWithPair(triple, 1))
    return { text: triple, weight: rarity(rarest, statistics.entries) }
  })
}

/**
 * The share of these runs of three that a text says, 0…1, each alike (`said`) and by rarity (`rare`): who quotes a text says more of it in
 * one piece than chance does.
 */
export const shareOfTriples = (triples: readonly Triple[], text: string): { said: number; rare: number } => {
  let [said, rare, all] = [0, 0, 0]
  for (const { text: triple, weight } of triples) {
    all += weight
    if (!text.includes(triple)) continue
    said += 1
    rare += weight
  }
  return all === 0 ? { said: 0, rare: 0 } : { said: said / triples.length, rare: rare / all }
}
