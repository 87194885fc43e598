import { createRequire } from 'node:module'
import { visitDictionary } from './read-dictionary.ts'

const { DEFAULT_DICT } = createRequire(import.meta.url)('nodejieba') as { DEFAULT_DICT: string }

/** Words seen less often than this in jieba's texts are nobody's first guess. */
const RARE = 30
const LONGEST = 4
/** Names of people and numbers are not what a mistyped word was meant to be. */
const IS_NAME_OR_NUMBER = /^(?:nr|m$)/
/** What a word of the language counts against entries of the base that have the pair, both in natural logs. */
const SHARE = 0.7

let pairs: Map<string, number> | null = null

const readSpokenPairs = (): Map<string, number> => {
  const found = new Map<string, number>()
  visitDictionary(
    DEFAULT_DICT,
    ({ word, number: times, tag }) => {
      if (!(times >= RARE) || IS_NAME_OR_NUMBER.test(tag)) return
      const worth = SHARE * Math.log1p(times / RARE)
      for (let at = 0; at + 1 < word.length; at += 1) {
        const pair = word.slice(at, at + 2)
        if (worth > (found.get(pair) ?? 0)) found.set(pair, worth)
      }
    },
    { shortest: 2, longest: LONGEST },
  )
  return found
}

/**
 * How common the commonest word of Chinese at large is that holds this pair of characters (jieba's dictionary, read once): 0 for a pair
 * in no common word. A base of three hundred titles never says 什么; whoever types 式么 means it all the same.
 */
export const spokenness = (pair: string): number => {
  pairs ??= readSpokenPairs()
  return pairs.get(pair) ?? 0
}

/** The characters of common words. */
export const listSpokenCharacters = (): Set<string> => {
  pairs ??= readSpokenPairs()
  return new Set([...pairs.keys()].flatMap((pair) => [...pair]))
}
