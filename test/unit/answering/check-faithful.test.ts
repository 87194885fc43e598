import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFaithfulCheck } from '../../../src/answering/check-faithful.ts'
import { readChineseNumeral } from '../../../src/answering/read-chinese-numeral.ts'
import { readQuantities } from '../../../src/answering/read-quantities.ts'
import { stripThinking } from '../../../src/answering/strip-thinking.ts'

const reasonOf = (text: string, entry: string, complete = true): string => {
  const verdict = createFaithfulCheck(entry)(text, complete)
  return verdict.faithful ? 'faithful' : verdict.reason
}

const PARTS = [
  (n: number) => `登记费每本${n}元`,
  (n: number) => `受理后${n}个工作日内办结`,
  (n: number) => `住满${n}个月的可以申请`,
  (n: number) => `窗口电话0000-8801${String(n).padStart(4, '0')}`,
  (n: number) => `补贴比例为${n}%`,
  (n: number) => `${n}周岁以上的老人优先`,
]
const DENIALS = ['不用提供户口本', '过期的不予受理', '禁止转借他人', '线上没有次数限制']
const LAWS = ['《户口登记条例》', '《居住证暂行条例》', '《道路交通安全法》']

/** An entry of several facts, each fact a sentence of its own, no number twice. */
const entries = fc
  .record({
    numbers: fc.uniqueArray(fc.integer({ min: 13, max: 9_000 }), { minLength: 6, maxLength: 6 }),
    facts: fc.uniqueArray(fc.nat(PARTS.length - 1), { minLength: 2 }),
    denial: fc.constantFrom(...DENIALS),
    law: fc.constantFrom(...LAWS),
  })
  .map(({ numbers, facts, denial, law }) => ({
    numbers: facts.map((i) => numbers[i]!),
    denial,
    law,
    sentences: [...facts.map((i) => PARTS[i]!(numbers[i]!)), denial, `按${law}办理`],
  }))
const textOf = (sentences: readonly string[]): string => sentences.map((s) => `${s}。`).join('')

const DIGIT = '零一二三四五六七八九'
const inChinese = (n: number): string =>
  [1000, 100, 10, 1]
    .map((unit, i) => ({ digit: Math.floor(n / unit) % 10, name: ['千', '百', '十', ''][i]! }))
    .map(({ digit, name }) => (digit === 0 ? '零' : `${DIGIT[digit]}${name}`))
    .join('')
    .replace(/^零+|零+$/g, '')
    .replace(/零+/g, '零')

describe('checking that a rephrasing keeps to its entry', () => {
  it('accepts the entry itself, in any order of its sentences, whole or as far as it has come', () => {
    fc.assert(
      fc.property(entries, fc.nat(), ({ sentences }, turn) => {
        const entry = textOf(sentences)
        const turned = sentences.map((_, i) => sentences[(i + turn) % sentences.length]!)
        expect(reasonOf(entry, entry)).toBe('faithful')
        expect(reasonOf(textOf(turned), entry)).toBe('faithful')
        expect(reasonOf(textOf(turned.slice(0, 2)), entry, false)).toBe('faithful')
      }),
      { numRuns: 150 },
    )
  })

  it('refuses every changed number, also in an unfinished text', () => {
    fc.assert(
      fc.property(
        entries,
        fc.nat(),
        fc.integer({ min: 13, max: 9_000 }),
        ({ sentences, numbers }, which, other) => {
          fc.pre(!numbers.includes(other))
          const wrong = String(numbers[which % numbers.length])
          const entry = textOf(sentences)
          const i = sentences.findIndex(
            (sentence) => sentence.includes(wrong.padStart(4, '0')) || sentence.includes(wrong),
          )
          const phone = sentences[i]!.includes('电话')
          const [from, to] = phone
            ? [wrong.padStart(4, '0'), String(other).padStart(4, '0')]
            : [wrong, String(other)]
          const changed = textOf(sentences.with(i, sentences[i]!.replace(from, to)))
          fc.pre(changed !== entry)
          expect(reasonOf(changed, entry, false)).not.toBe('faithful')
        },
      ),
      { numRuns: 150 },
    )
  })

  it('reads Chinese numerals as the numbers they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 13, max: 9_999 }), fc.integer({ min: 13, max: 9_999 }), (n, other) => {
        fc.pre(n !== other)
        expect(readChineseNumeral(inChinese(n))).toBe(n)
        const entry = `登记费每本收${n}元，当场交。`
        expect(reasonOf(`登记费每本收${inChinese(n)}元，当场交。`, entry)).toBe('faithful')
        expect(reasonOf(`登记费每本收${inChinese(other)}元，当场交。`, entry)).toBe('number-added')
      }),
    )
  })

  it('refuses a finished text that lost a number, a law or a denial', () => {
    fc.assert(
      fc.property(entries, fc.nat(), ({ sentences }, which) => {
        const entry = textOf(sentences)
        const short = sentences.toSpliced(which % sentences.length, 1)
        expect(reasonOf(textOf(short), entry)).not.toBe('faithful')
      }),
      { numRuns: 150 },
    )
  })

  it('refuses every law that the entry does not name', () => {
    fc.assert(
      fc.property(
        entries,
        fc.constantFrom('《民法典》', '《宪法》', '《消费者权益保护法》'),
        ({ sentences }, law) => {
          const entry = textOf(sentences)
          expect(reasonOf(`${textOf(sentences)}依据${law}。`, entry, false)).not.toBe('faithful')
        },
      ),
      { numRuns: 50 },
    )
  })

  it('never throws and is deterministic, whatever the texts are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        (text, entry, complete) => {
          expect(createFaithfulCheck(entry)(text, complete)).toEqual(
            createFaithfulCheck(entry)(text, complete),
          )
        },
      ),
    )
  })

  const entry =
    '首次申领免费，换领收20元，补领收40元。年满65周岁的老人可以坐轮椅办。15个工作日内拿证，周一至周五9:00到17:30办。不需要户口本。'
  it.each([
    [
      'faithful',
      '您首次申领免费，换领收二十元，补领收四十元。年满65岁的老人可以坐轮椅办。15个工作日内拿证，周一至周五9点到17点30分办。您不需要带户口本。',
    ],
    ['number-moved', '首次申领免费，换领收40元，补领收20元。'],
    ['number-moved', '年满65周岁以下的老人可以坐轮椅办。'],
    ['number-added', '周一至周六9:00到17:30办。'],
    ['number-added', '15个月内拿证。'],
    ['negation-dropped', '需要户口本。'],
    ['negation-added', '年满65周岁的老人不可以坐轮椅办。'],
    ['name-added', '换领收20元，请到市公安局办。'],
    ['name-added', '换领收20元，详情见http://example.cn/pay。'],
    ['claim-added', '换领收20元。一般当天就能取走，还有专人送上门。'],
    ['too-long', '换领收20元。'.repeat(40)],
  ])('says %s of: %s', (reason, text) => {
    expect(reasonOf(text, entry, reason === 'faithful')).toBe(reason)
  })
})

describe('reading the numbers of a text', () => {
  it.each([
    ['2026-01-05', '2026年1月5日'],
    ['９：３０', '九点半'],
    ['3,600元', '三千六百块'],
    ['1.5万元', '15000元'],
    ['百分之八十', '80%'],
    ['30天', '三十日'],
    ['0000-88010001', '000088010001'],
    ['星期天', '周日'],
  ])('finds the same in %s and %s', (one, other) => {
    expect(readQuantities(one)).toEqual(readQuantities(other))
    expect(readQuantities(one).length).toBeGreaterThan(0)
  })

  it('finds no number in words that only look like one', () => {
    expect(readQuantities('一般一次性告知，统一办理，十分方便，千万不要着急')).toEqual([])
  })

  it('does not take the marks of a list for numbers', () => {
    expect(readQuantities('1. 身份证\n2. 照片\n③户口本')).toEqual([])
  })

  it('tells three months from March and working days from days', () => {
    const [months, march] = readQuantities('3个月，3月')
    expect(months).not.toEqual(march)
    const [working, days] = readQuantities('5个工作日，5天')
    expect(working).not.toEqual(days)
  })
})

describe('leaving out what a model thinks', () => {
  it('gives the same answer however the output was cut, and never a word of the thought', () => {
    const raw = '<think>先想一想<收费>怎么说</think>\n您到窗口办。'
    for (let end = 0; end <= raw.length; end += 1) {
      expect('您到窗口办。'.startsWith(stripThinking(raw.slice(0, end)))).toBe(true)
    }
    expect(stripThinking(raw)).toBe('您到窗口办。')
  })
})
