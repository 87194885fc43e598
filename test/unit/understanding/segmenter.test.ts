import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSegmenter } from '../../../src/understanding/segmenter/cut-words.ts'

const jieba = createRequire(import.meta.url)('nodejieba') as typeof import('nodejieba')

const readTexts = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { query?: string; text?: string })
    .map(({ query, text }) => query ?? text ?? '')

let own: ReturnType<typeof createSegmenter>
beforeAll(() => {
  own = createSegmenter()
  jieba.load()
  for (const word of ['居住证', '咕嘟咕嘟灯', '的']) {
    own.insert(word)
    jieba.insertWord(word)
  }
})

/** Words and their parts of speech as one line, for a readable difference. */
const line = (words: readonly { word: string; tag: string }[]): string =>
  words.map(({ word, tag }) => `${word}/${tag}`).join(' ')
const same = (text: string): void => {
  expect(own.cut(text)).toEqual(text === '' ? [] : jieba.cut(text, true))
  expect(line(own.tag(text))).toBe(line(text === '' ? [] : jieba.tag(text)))
}

describe('our segmenter cuts what jieba cuts', () => {
  test('on every question and complaint of the gold sets, with parts of speech', () => {
    const texts = [
      ...readTexts('eval/gold/questions.jsonl'),
      ...readTexts('eval/gold/complaints.jsonl'),
      ...readTexts('eval/gold/danger-dev.jsonl'),
    ]
    expect(texts.length).toBeGreaterThan(900)
    for (const text of texts) same(text)
  })

  test('on signs, numbers, Latin letters, rare characters and emoji beside each other', () => {
    const sign = fc.constantFrom(
      ...'居住证办理在哪里的了一二12.aZ ，。？！\t\n😀𠮷野〇咕嘟灯哐当嗡',
      '居住证',
      'WiFi',
      '3.14',
    )
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 24 }), (signs) => same(signs.join(''))),
      { numRuns: 1000 },
    )
  })

  test('every dictionary word of a text is found where it stands, also one that is said twice', () => {
    const found: string[] = []
    own.eachWord('嗡嗡嗡', (from, to) => found.push(`${from}-${to}`))
    expect(found).toEqual(['0-2', '1-3'])
  })
})
