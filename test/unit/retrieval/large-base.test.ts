import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SearchableEntry } from '../../../src/contracts/retrieval.ts'
import { createTopScores, roomForBest } from '../../../src/retrieval/index/top-scores.ts'
import { createSearchIndex } from '../../../src/retrieval/search-index.ts'
import { EMPTY_LEXICON } from '../../../src/understanding/lexicon.ts'
import { normaliseText } from '../../../src/understanding/normalise-text.ts'

const ENTRIES = 450
const TODAY = '2026-11-21'
/** A word of two characters of its own for every number. */
const wordOf = (number: number): string =>
  normaliseText(String.fromCharCode(0x4e00 + (number % 60) * 7, 0x5e00 + Math.floor(number / 60) * 11))

const entry = (number: number, word: string): SearchableEntry => ({
  entryId: `e${number}`,
  version: 1,
  question: `${word}许可证办理`,
  similar: [],
  answer: '到窗口办理。',
  details: '',
  keywords: [],
  category: '',
  department: '',
  guideText: '',
})

describe('a base too large to be ranked whole', () => {
  it('finds every entry by its newest words after each was changed several times', () => {
    const index = createSearchIndex(EMPTY_LEXICON)
    index.replaceAll(Array.from({ length: ENTRIES }, (_, i) => entry(i, wordOf(i))))
    for (let round = 1; round <= 3; round += 1)
      for (let i = 0; i < ENTRIES; i += 1) index.upsert(entry(i, wordOf(i + round * ENTRIES)))
    for (let i = 0; i < ENTRIES; i += 13) {
      const word = wordOf(i + 3 * ENTRIES)
      const [best] = index.search({ tokens: [word], text: `${word}许可证` }, { today: TODAY, limit: 1 })
      expect(best?.entryId).toBe(`e${i}`)
    }
    expect(index.size).toBe(ENTRIES)
  })

  it('does not give back what was removed', () => {
    const index = createSearchIndex(EMPTY_LEXICON)
    index.replaceAll(Array.from({ length: ENTRIES }, (_, i) => entry(i, wordOf(i))))
    index.remove('e7')
    const word = wordOf(7)
    const hits = index.search({ tokens: [word], text: `${word}许可证` }, { today: TODAY, limit: 100 })
    expect(hits.map(({ entryId }) => entryId)).not.toContain('e7')
  })
})

describe('the highest of many sums', () => {
  it('are those a plain sort gives, query after query', () => {
    const scores = createTopScores()
    const Additions = fc.array(
      fc.tuple(fc.uniqueArray(fc.nat(3000), { maxLength: 60 }), fc.integer({ min: 1, max: 9 })),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(Additions, fc.integer({ min: 1, max: 20 }), (additions, limit) => {
        const sums = new Map<number, number>()
        for (const [numbers, worth] of additions) {
          const filed = numbers.sort((a, b) => a - b)
          scores.addAll(filed, worth)
          for (const number of filed) sums.set(number, (sums.get(number) ?? 0) + worth)
        }
        const plain = [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, limit)
        const best = roomForBest(limit)
        scores.takeBest(best, () => true)
        expect([...best.numbers.subarray(0, best.count)]).toEqual(plain.map(([number]) => number))
      }),
    )
  })
})
