import type { Concept } from '../build-query.ts'
import { encodeCharacters, pairTerm } from '../encode-text.ts'
import type { Postings } from '../postings.ts'

/** One word the citizen said. Ids are terms of the postings, -1 where no entry has the term. */
export type KeyWord = {
  word: string
  /** What it tells in this knowledge base, 0…1; 1 = no entry knows it. */
  weight: number
  isKnown: boolean
  /** The word and what may stand for it, with what that is worth. */
  ids: readonly { id: number; value: number }[]
  pairs: readonly number[]
  chars: readonly number[]
}

/** The words of a query, and the lay phrases in it that a synonym group knows as a whole. */
export type KeyWords = { words: KeyWord[]; phrases: KeyWord[] }

const STRONG_SYNONYM = { from: 0.7, value: 0.9 }
const WEAK_SYNONYM_VALUE = 0.7
/** What is left of a word of which only the pairs, or only the characters, are found. */
const PARTS = { pairs: 0.9, chars: 0.4 }
/** A number is seldom what a matter is about. */
const NUMBER_WEIGHT = 0.3
const MAX_WORDS = 40

/** Rarity as in BM25, as a share of what a term no entry knows would get. */
export const rarityShare = (entries: number, all: number): number =>
  Math.log(1 + (all - entries + 0.5) / (entries + 0.5)) / Math.log(1 + (all + 0.5) / 0.5)

const readKeyWord = ({ label, variants }: Concept, postings: Postings, entryCount: number): KeyWord => {
  // A word of two characters is also found where the segmenter left it inside a longer one.
  const own = [label, ...(label.length === 2 ? [pairTerm(label)] : [])].map((term) => ({
    id: postings.idOf(term),
    value: 1,
  }))
  const synonyms = variants.slice(1).map(({ term, weight }) => ({
    id: postings.idOf(term),
    value: weight >= STRONG_SYNONYM.from ? STRONG_SYNONYM.value : WEAK_SYNONYM_VALUE,
  }))
  const count = (ids: readonly { id: number }[]): number =>
    Math.max(0, ...ids.map(({ id }) => (id < 0 ? 0 : postings.entriesWithId(id))))
  const entries = count(own) || count(synonyms)
  const { pair, char } = encodeCharacters(label)
  return {
    word: label,
    weight: rarityShare(entries, entryCount) * (/^[\d.]+$/.test(label) ? NUMBER_WEIGHT : 1),
    isKnown: entries > 0,
    ids: [...own, ...synonyms].filter(({ id }) => id >= 0),
    pairs: pair.map(postings.idOf),
    chars: char.map(postings.idOf),
  }
}

/** The words that carry a query. One no entry knows counts as the rarest: what we never heard of we cannot answer. */
export const readKeyWords = (
  concepts: readonly Concept[],
  postings: Postings,
  entryCount: number,
): KeyWords => {
  const read = (isWord: boolean): KeyWord[] =>
    concepts
      // Words of the message weigh 1, phrases less (buildQuery).
      .filter(({ leg, weight }) => leg === 'word' && (weight === 1) === isWord)
      .slice(0, MAX_WORDS)
      .map((concept) => readKeyWord(concept, postings, entryCount))
  return { words: read(true), phrases: read(false) }
}

/** Whether a unit has a term. Posting lists are in the order of the units, so this is a binary search. */
const readUnit =
  (postings: Postings, unitId: number) =>
  (id: number): boolean => {
    const list = id < 0 ? undefined : postings.at(id)
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

const worthIn = ({ ids }: KeyWord, says: (id: number) => boolean): number =>
  ids.reduce((best, { id, value }) => (value > best && says(id) ? value : best), 0)

/**
 * How much of each word one unit says, 0…1, in the order of `words`: the word or a synonym, a phrase that holds it, else its pairs, else
 * its characters.
 */
export const matchWords = ({ words, phrases }: KeyWords, postings: Postings, unitId: number): number[] => {
  const says = readUnit(postings, unitId)
  const said = phrases.map((phrase) => ({ phrase: phrase.word, value: worthIn(phrase, says) }))
  const share = (ids: readonly number[]): number =>
    ids.length === 0 ? 0 : ids.filter(says).length / ids.length
  return words.map((key) => {
    const held = said.filter(({ phrase }) => phrase.includes(key.word)).map(({ value }) => value)
    const best = Math.max(worthIn(key, says), ...held)
    return best > 0 ? best : Math.max(PARTS.pairs * share(key.pairs), PARTS.chars * share(key.chars))
  })
}
