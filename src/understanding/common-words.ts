import { createRequire } from 'node:module'
import { visitDictionary } from './read-dictionary.ts'

const { DEFAULT_IDF_DICT } = createRequire(import.meta.url)('nodejieba') as { DEFAULT_IDF_DICT: string }

/** Inverse document frequency in Chinese at large: below the first a word is in every other text (情况), from the second on it names a matter. */
const COMMON = 4
const TELLING = 8
/** What the commonest words still tell. */
const LEAST = 0.4

let shares: Map<string, number> | null = null

/** Only the common words of the table are kept, some 7,000 of 260,000. */
const readCommonWords = (): Map<string, number> => {
  const found = new Map<string, number>()
  visitDictionary(
    DEFAULT_IDF_DICT,
    ({ word, number: idf }) => {
      if (!(idf < TELLING)) return
      found.set(word, LEAST + (1 - LEAST) * Math.max(0, (idf - COMMON) / (TELLING - COMMON)))
    },
    { shortest: 2 },
  )
  return found
}

/**
 * How much a word can tell by itself, 0.4…1, from how common it is in Chinese at large (jieba's table, read once): 条件 and 提供 little,
 * 居住证 all. A small base does not know how common a word is; one title of 300 that says 条件 would make it rare.
 */
export const tellingShare = (word: string): number => {
  shares ??= readCommonWords()
  return shares.get(word) ?? 1
}
