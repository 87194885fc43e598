import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { DEFAULT_DICT } = createRequire(import.meta.url)('nodejieba') as { DEFAULT_DICT: string }

/** Words seen less often than this in jieba's texts are nobody's first guess. */
const RARE = 30
const LONGEST = 4
/** Names of people and numbers are not what a mistyped word was meant to be. */
const IS_NAME_OR_NUMBER = /^(?:nr|m$)/
/** What a word of the language counts against entries of the base that have the pair, both in natural logs. */
const SHARE = 0.7

let pairs: Map<string, number> | null = null

/** Looks at the length of each of 350,000 words before anything is cut out of the text. */
const readSpokenPairs = (): Map<string, number> => {
  const found = new Map<string, number>()
  const text = readFileSync(DEFAULT_DICT, 'utf8')
  for (let from = 0, end = 0; end >= 0 && from < text.length; from = end + 1) {
    end = text.indexOf('\n', from)
    const wordEnd = text.indexOf(' ', from)
    if (wordEnd - from < 2 || wordEnd - from > LONGEST) continue
    const [times = '', tag = ''] = text.slice(wordEnd + 1, end < 0 ? text.length : end).split(' ')
    const seen = Number(times)
    if (!(seen >= RARE) || IS_NAME_OR_NUMBER.test(tag)) continue
    const worth = SHARE * Math.log1p(seen / RARE)
    for (let at = from; at + 1 < wordEnd; at += 1) {
      const pair = text.slice(at, at + 2)
      if (worth > (found.get(pair) ?? 0)) found.set(pair, worth)
    }
  }
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
