import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markDictionaryWords, segment } from '../../../src/understanding/segment.ts'
import { WordSet } from '../../../src/understanding/word-set.ts'

const HAN = fc.integer({ min: 0x4e00, max: 0x4e40 }).map((code) => String.fromCharCode(code))
const WORD = fc.array(HAN, { minLength: 2, maxLength: 5 }).map((characters) => characters.join(''))

/** Where any of the words stands in the text, looked for one by one. */
const standing = (words: readonly string[], text: string): string[] =>
  [...new Set(words)].flatMap((word) =>
    Array.from({ length: text.length }, (_, from) => from)
      .filter((from) => text.startsWith(word, from))
      .map((from) => `${from}-${from + word.length}`),
  )

test('every word that was added is found wherever it stands, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(WORD, { maxLength: 30 }), fc.array(HAN, { maxLength: 60 }), (words, characters) => {
      const text = characters.join('') + words.slice(0, 3).join('')
      const set = new WordSet()
      for (const word of words) set.add(word)
      const found: string[] = []
      set.visitWords(text, (from, to) => found.push(`${from}-${to}`))
      expect(found.sort()).toEqual(standing(words, text).sort())
    }),
  )
})

test('it grows: none of fifty thousand words is lost', () => {
  const set = new WordSet()
  const words = Array.from({ length: 50_000 }, (_, at) => `词${at}`)
  for (const word of words) set.add(word)
  const missing = words.filter((word) => {
    let isFound = false
    set.visitWords(word, (from, to) => {
      isFound ||= from === 0 && to === word.length
    })
    return !isFound
  })
  expect(missing).toEqual([])
})

test('a seldom word is known for a word, though the segmenter itself has only the common ones', () => {
  // 班费 stands three times in jieba's texts; without the whole list it would be taken for a typing error.
  expect(markDictionaryWords('嗯班费')).toEqual([false, true, true])
  // As seldom, but a fixed phrase: it names what an office does, and stays whole.
  expect(segment('劳动合同')).toEqual(['劳动合同'])
})
