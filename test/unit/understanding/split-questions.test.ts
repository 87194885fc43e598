import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitQuestions } from '../../../src/understanding/split-questions.ts'
import { talkWords } from '../../support/talk-words.ts'

const split = (text: string) => splitQuestions(text, talkWords)

describe('several questions in one message', () => {
  it.each([
    ['身份证丢了怎么补,还有居住证要什么材料?', ['身份证丢了怎么补', '居住证要什么材料?']],
    ['1.护照怎么办 2.港澳通行证怎么办', ['护照怎么办', '港澳通行证怎么办']],
    ['驾驶证丢了怎么补?顺便问一下行驶证丢了怎么补', ['驾驶证丢了怎么补?', '行驶证丢了怎么补']],
    ['护照怎么办,居住证怎么办', ['护照怎么办', '居住证怎么办']],
  ])('%s', (text, questions) => {
    expect(split(text)).toEqual(questions)
  })

  it.each([
    '居住证怎么办?要带什么?多少钱?',
    '在哪办,几点下班?',
    '我去年从外省来的,租的房子。孩子六岁了。想问下小学一年级报名要什么材料',
    '公司不给交社保怎么投诉?能不能要求赔偿',
    '身份证丢了怎么补,还有要什么材料',
    '3.5万的车怎么上牌',
  ])('is one question: %s', (text) => {
    expect(split(text)).toEqual([text])
  })

  it('never loses what was asked, whatever is sent', () => {
    const bits = fc.array(
      fc.constantFrom(
        '身份证丢了怎么补',
        '居住证',
        '还有',
        ',',
        '?',
        '。',
        '多少钱',
        '1.',
        '另外',
        '\n',
        '我家住三楼',
      ),
      { maxLength: 14 },
    )
    fc.assert(
      fc.property(bits, (parts) => {
        const text = parts.join('')
        const questions = split(text)
        expect(questions.length).toBeGreaterThan(0)
        for (const word of ['身份证丢了怎么补', '居住证', '多少钱', '我家住三楼']) {
          const count = (said: string) => said.split(word).length - 1
          expect(questions.reduce((sum, one) => sum + count(one), 0)).toBe(count(text))
        }
      }),
      { numRuns: 300 },
    )
  })
})
