import { readFileSync } from 'node:fs'

/** A line of one of jieba's tables: a word, the number beside it (how often it was seen, or how telling it is), its part of speech if any. */
export type DictionaryWord = { word: string; number: number; tag: string }

/**
 * Goes through the lines `word number tag` of a table of jieba's, in order. Nothing is kept of what was visited, and only words of
 * `shortest` to `longest` characters are cut out of the text: there are 350,000 of them. @throws when the file cannot be read.
 */
export const visitDictionary = (
  path: string,
  visit: (word: DictionaryWord) => void,
  { shortest = 1, longest = Number.POSITIVE_INFINITY } = {},
): void => {
  const text = readFileSync(path, 'utf8')
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const wordEnd = text.indexOf(' ', from)
    const length = wordEnd - from
    if (wordEnd > 0 && wordEnd < to && length >= shortest && length <= longest) {
      const tagAt = text.indexOf(' ', wordEnd + 1)
      const numberEnd = tagAt > 0 && tagAt < to ? tagAt : to
      const number = Number(text.slice(wordEnd + 1, numberEnd))
      visit({ word: text.slice(from, wordEnd), number, tag: text.slice(numberEnd + 1, to) })
    }
    from = to + 1
  }
}
