import type { Concept } from '../build-query.ts'
import { encodeCharacters, pairTerm } from '../encode-text.ts'
import type { Postings } from '../postings.ts'

/** One word the citizen said, with what it tells in this knowledge base (0…1, 1 = no entry knows it) and what may stand for it. */
export type KeyWord = {
  word: string
  weight: number
  isKnown: boolean
  isToken: boolean
  ids: readonly { id: number; value: number }[]
  pairs: readonly number[]
  chars: readonly number[]
}

/** What a synonym is worth beside the word itself, by the weight the query gives it. */
const SYNONYM_VALUE = { strong: 0.9, weak: 0.7, strongFrom: 0.7 }
/** What is left of a word when only its pairs, or only its characters, are found. */
const PARTS = { pairs: 0.9, chars: 0.4 }
/** A number is seldom what a matter is about. */
const NUMBER_WEIGHT = 0.3
const MAX_WORDS = 40
const TAUGHT_WORD = 2

const idOfWord = (word: string, postings: Postings): number[] =>
  word.length === TAUGHT_WORD
    ? [postings.idOf(word), postings.idOf(pairTerm(word))]
    : [postings.idOf(word)]

const rarityAmong = (entries: number, all: number): number =>
  Math.log(1 + (all - entries + 0.5) / (entries + 0.5)) / Math.log(1 + (all + 0.5) / 0.5)

const readKeyWord = (concept: Concept, postings: Postings, entryCount: number): KeyWord => {
  const word = concept.label
  const own = idOfWord(word, postings)
  const synonyms = concept.variants
    .slice(1)
    .map(({ term, weight }) => ({
      id: postings.idOf(term),
      value: weight >= SYNONYM_VALUE.strongFrom ? SYNONYM_VALUE.strong : SYNONYM_VALUE.weak,
    }))
  const ids = [...own.map((id) => ({ id, value: 1 })), ...synonyms].filter(({ id }) => id >= 0)
  const countOf = (list: readonly { id: number }[]): number =>
    Math.max(0, ...list.map(({ id }) => postings.entriesWithId(id)))
  const ownCount = countOf(own.filter((id) => id >= 0).map((id) => ({ id })))
  const entries = ownCount > 0 ? ownCount : countOf(ids)
  const { pair, char } = encodeCharacters(word)
  const rarity = rarityAmong(entries, entryCount)
  return {
    word,
    weight: /^[\d.]+$/.test(word) ? rarity * NUMBER_WEIGHT : rarity,
    isKnown: entries > 0,
    isToken: concept.weight === 1,
    ids,
    pairs: pair.map(postings.idOf),
    chars: char.map(postings.idOf),
  }
}

/** The words of the query that carry it. Words no entry knows count as the rarest: what we never heard of we cannot answer. */
export const readKeyWords = (
  concepts: readonly Concept[],
  postings: Postings,
  entryCount: number,
): KeyWord[] =>
  concepts
    .filter(({ leg }) => leg === 'word')
    .slice(0, MAX_WORDS)
    .map((concept) => readKeyWord(concept, postings, entryCount))

/** How much of a word a text says, 0…1: the word or a synonym, else its pairs, else its characters. */
export const matchWord = (key: KeyWord, says: (id: number) => boolean): number => {
  let best = 0
  for (const { id, value } of key.ids) if (value > best && says(id)) best = value
  if (best > 0) return best
  const share = (ids: readonly number[]): number =>
    ids.length === 0 ? 0 : ids.filter((id) => id >= 0 && says(id)).length / ids.length
  return Math.max(PARTS.pairs * share(key.pairs), PARTS.chars * share(key.chars))
}

/** Whether a unit has a term. Posting lists are in the order of the units, so this is a binary search. */
export const unitSays = (postings: Postings, unitId: number): ((id: number) => boolean) => {
  return (id) => {
    const list = postings.at(id)
    if (!list) return false
    let low = 0
    let high = list.count - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = list.units[middle] ?? 0
      if (found === unitId) return true
      if (found < unitId) low = middle + 1
      else high = middle - 1
    }
    return false
  }
}

