import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelOptions } from '../../../src/answering/label-options.ts'

describe('labels of options', () => {
  it('say once what all begin with', () => {
    expect(labelOptions(['居住证怎么申领？', '居住证到期了怎么签注续期？', '居住证有什么用？'])).toEqual({
      about: '居住证',
      labels: ['怎么申领', '到期了怎么签注续期', '有什么用'],
    })
  })

  it('leave questions that share nothing as they are, only shorter', () => {
    const { about, labels } = labelOptions([
      '护照怎么申请？',
      '老年人免费乘车卡怎么办理，在哪里能领到，要带什么',
    ])
    expect(about).toBe('')
    expect(labels).toEqual(['护照怎么申请', '老年人免费乘车卡怎么办理'])
  })

  it('never make two different questions look the same', () => {
    const word = fc.constantFrom(
      '居住证',
      '护照',
      '怎么',
      '申领',
      '丢了',
      '，',
      '在外地的老年人',
      '要带什么材料',
      '呢',
    )
    const question = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(''))
    fc.assert(
      fc.property(fc.uniqueArray(question, { minLength: 2, maxLength: 4 }), (questions) => {
        const { labels } = labelOptions(questions)
        expect(labels).toHaveLength(questions.length)
        for (const label of labels) expect(label).not.toBe('')
        if (new Set(questions.map((q) => q.replace(/[的，？]/g, ''))).size === questions.length)
          expect(new Set(labels).size).toBe(questions.length)
      }),
      { numRuns: 300 },
    )
  })
})
