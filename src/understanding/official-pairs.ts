import type { SynonymGroup } from './lexicon.ts'
import { normaliseText } from './normalise-text.ts'

/** Character pairs of the official words a text's wording stands for, each with how often a line of the lexicon leads to it. */
export type OfficialPairs = (text: string) => Map<string, number>

const MAX_CHARACTERS = 3000
/** A word of one character stands in too many other words to lead anywhere. */
const LEAST_WORD = 2
/** One number tells group and wording: a line with more wordings than this is read as far. */
const WORDINGS_MAX = 256

/** The wordings of a line: its official words as themselves, and what people say instead. */
const wordingsOf = ({ standards, lay }: SynonymGroup): string[][] =>
  [...standards.map((word) => [word]), ...lay].slice(0, WORDINGS_MAX)

/**
 * Reads official language out of everyday words: two people who say the same thing differently share no word, but the lexicon leads both to
 * the same official one. Unlike the links of the search it names every line that is spoken of, near or far: the classifier weighs them.
 */
export const createOfficialPairs = (groups: readonly SynonymGroup[]): OfficialPairs => {
  // Numbers, not objects: the lexicon has a hundred thousand wordings and the process already holds them.
  const byStart = new Map<string, number[]>()
  groups.forEach((group, at) => {
    wordingsOf(group).forEach((parts, wording) => {
      const longest = parts.reduce((most, part) => (part.length > most.length ? part : most), '')
      if (parts.length === 1 && longest.length < LEAST_WORD) return
      const start = longest.slice(0, 2)
      const known = byStart.get(start)
      if (known) known.push(at * WORDINGS_MAX + wording)
      else byStart.set(start, [at * WORDINGS_MAX + wording])
    })
  })
  const partsOf = (id: number): readonly string[] => {
    const { standards, lay } = groups[Math.floor(id / WORDINGS_MAX)] as SynonymGroup
    const wording = id % WORDINGS_MAX
    const standard = standards[wording]
    return standard === undefined ? (lay[wording - standards.length] ?? []) : [standard]
  }
  return (text) => {
    const clean = normaliseText(text.slice(0, MAX_CHARACTERS)).toLowerCase()
    const starts = new Set<string>()
    for (let at = 0; at < clean.length; at += 1) starts.add(clean.slice(at, at + 2)).add(clean.charAt(at))
    const named = new Set<number>()
    for (const start of starts) {
      for (const id of byStart.get(start) ?? []) {
        const group = Math.floor(id / WORDINGS_MAX)
        if (!named.has(group) && partsOf(id).every((part) => clean.includes(part))) named.add(group)
      }
    }
    const pairs = new Map<string, number>()
    for (const group of named) {
      for (const word of groups[group]?.standards ?? []) {
        for (let at = 0; at + 2 <= word.length; at += 1) {
          const pair = word.slice(at, at + 2)
          pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
        }
      }
    }
    return pairs
  }
}
