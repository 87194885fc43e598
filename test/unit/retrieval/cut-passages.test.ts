import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutPassages, cutSentences } from '../../../src/retrieval/cut-passages.ts'

describe('cutting long texts', () => {
  it('covers the whole text with literal passages of bounded length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('办', '理', '。', '\n', '证', '!', '件,'), { maxLength: 400 }),
        fc.integer({ min: 5, max: 60 }),
        (parts, size) => {
          const text = parts.join('')
          const passages = cutPassages(text, size)
          for (const { text: passage, from } of passages) {
            expect(text.slice(from, from + passage.length)).toBe(passage)
            expect(passage.length).toBeLessThanOrEqual(size * 2)
          }
          const kept = passages.map(({ text: passage }) => passage).join('')
          expect(kept.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        },
      ),
    )
  })

  it('ends sentences at their marks and keeps the marks', () => {
    expect(cutSentences('先预约。再到窗口办!\n第三步')).toEqual(['先预约。', '再到窗口办!', '第三步'])
  })
})
