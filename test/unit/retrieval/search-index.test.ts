import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SearchableEntry } from '../../../src/contracts/retrieval.ts'
import { createSearchIndex, type SearchIndex } from '../../../src/retrieval/search-index.ts'
import { EMPTY_LEXICON } from '../../../src/understanding/lexicon.ts'
import { normaliseText } from '../../../src/understanding/normalise-text.ts'
import { findFillerWords, keepInformativeWords, segment } from '../../../src/understanding/segment.ts'

const lexicon = {
  ...EMPTY_LEXICON,
  synonyms: [{ kind: 'same' as const, standards: ['失业保险金'], lay: [['下岗钱'], ['失业金']] }],
  stopWords: new Set(['请问', '怎么', '了', '的', '咋', '怎么办']),
}
const entry = (
  entryId: string,
  question: string,
  answer: string,
  more: Partial<SearchableEntry> = {},
): SearchableEntry => ({
  entryId,
  version: 1,
  question,
  similar: [],
  answer,
  details: '',
  keywords: [],
  category: '01-01',
  department: 'any',
  guideText: '',
  ...more,
})
const ENTRIES = [
  entry('id-card-lost', '居民身份证丢失补领', '带户口簿到派出所,缴工本费40元。', {
    similar: ['身份证掉了咋补', '钱包被偷了证件都没了'],
  }),
  entry('residence-permit', '居住证申领', '居住满半年,带租房合同到社区服务站办理。', {
    similar: ['外地人怎么办暂住证'],
  }),
  entry('jobless-money', '失业保险金申领', '非因本人意愿中断就业的,可在网上申领失业保险金。'),
  entry('street-lamp', '路灯故障报修', '报路灯杆上的编号,城管部门24小时内维修。'),
  entry('dog-licence', '养犬登记办理', '带狗的免疫证明到派出所登记,每年年检一次。', {
    similar: ['养狗要不要上牌'],
  }),
  entry('water-bill', '水费缴纳方式', '可在自来水公司小程序或银行代缴。', {
    details: '逾期每日收取违约金。违约金按欠费金额的千分之一计算。',
  }),
]
const TODAY = '2026-11-21'
const ask = (index: SearchIndex, raw: string, limit = 5) => {
  const text = normaliseText(raw)
  const tokens = keepInformativeWords(segment(text), lexicon.stopWords, findFillerWords(text))
  return index.search({ text, tokens }, { today: TODAY, limit })
}

describe('searching the knowledge base', () => {
  let index: SearchIndex
  beforeEach(() => {
    index = createSearchIndex(lexicon)
    index.replaceAll(ENTRIES)
  })

  it.each([
    ['身份证弄丢了怎么补', 'id-card-lost'],
    ['請問暫住證去哪辦', 'residence-permit'],
    ['下岗钱咋领', 'jobless-money'],
    ['家门口的路灯不亮', 'street-lamp'],
    ['我家狗子要登记吗', 'dog-licence'],
  ])('finds the entry for "%s"', (query, entryId) => {
    expect(ask(index, query)[0]?.entryId).toBe(entryId)
  })

  it('says which wording matched and why, and how sure it is', () => {
    const best = ask(index, '身份证掉了咋补')[0]
    expect(best?.matchedWording).toBe('身份证掉了咋补')
    expect(best?.why.length).toBeGreaterThan(0)
    expect(best?.confidence).toBeGreaterThan(0.5)
    expect(best?.confidence).toBeLessThanOrEqual(1)
  })

  it('is surer of a fitting question than of one about nothing it knows', () => {
    expect(ask(index, '养犬登记办理')[0]?.confidence ?? 0).toBeGreaterThan(
      ask(index, '股票明天会不会涨')[0]?.confidence ?? 0,
    )
  })

  it.each(['啊啊啊啊啊啊', '哈哈哈哈哈', '怎么办'])('is not sure of anything for "%s"', (query) => {
    for (const { confidence } of ask(index, query)) expect(confidence).toBe(0)
  })

  it('is unsure where the word that matters is unknown and only general words fit', () => {
    const known = ask(index, '养狗登记怎么办理')[0]?.confidence ?? 0
    for (const query of ['游艇登记怎么办理', '股票账户怎么登记', '钢琴考级怎么申领']) {
      expect(ask(index, query)[0]?.confidence ?? 0).toBeLessThan(known)
    }
  })

  it('gives nothing for nothing', () => {
    expect(ask(index, '')).toEqual([])
    expect(ask(index, '????')).toEqual([])
    expect(
      createSearchIndex(lexicon).search({ text: '路灯', tokens: ['路灯'] }, { today: TODAY, limit: 5 }),
    ).toEqual([])
  })

  it('never shows an entry outside its validity', () => {
    index.upsert(entry('street-lamp', '路灯故障报修', '旧规定', { validUntil: '2026-11-20' }))
    expect(ask(index, '路灯报修').map((hit) => hit.entryId)).not.toContain('street-lamp')
    index.upsert(entry('street-lamp', '路灯故障报修', '新规定', { version: 3, validFrom: TODAY }))
    expect(ask(index, '路灯报修')[0]).toMatchObject({ entryId: 'street-lamp', version: 3 })
  })

  it('follows changes and removals at once', () => {
    index.upsert(entry('water-bill', '燃气费缴纳方式', '燃气公司窗口。', { version: 2 }))
    expect(ask(index, '燃气费在哪交')[0]).toMatchObject({ entryId: 'water-bill', version: 2 })
    expect(ask(index, '自来水')[0]?.entryId).not.toBe('water-bill')
    index.remove('water-bill')
    expect(index.size).toBe(ENTRIES.length - 1)
    expect(ask(index, '燃气费在哪交').map((hit) => hit.entryId)).not.toContain('water-bill')
  })

  it('learns a wording and keeps it when the entry is edited', () => {
    const query = '毛孩子的牌照'
    index.learn({ query, entryId: 'dog-licence' })
    expect(ask(index, query)[0]).toMatchObject({ entryId: 'dog-licence', matchedWording: query })
    index.upsert(entry('dog-licence', '养犬登记办理', '规定改了。', { version: 2 }))
    expect(ask(index, query)[0]).toMatchObject({ entryId: 'dog-licence', version: 2 })
    index.learn({ query: '没有的条目', entryId: 'nowhere' })
    expect(index.size).toBe(ENTRIES.length)
  })

  it('quotes the words that answer, exactly as they stand', () => {
    const text = '欠水费违约金怎么计算'
    const quote = index.quote('water-bill', { text, tokens: ['水费', '违约金', '计算'] })?.text
    expect(quote).toContain('千分之一')
    expect(ENTRIES[5]?.details).toContain(quote)
  })

  it('finds the same after any run of edits as an index built afresh', () => {
    const step = fc.record({ at: fc.nat(ENTRIES.length - 1), isRemoval: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const edited = createSearchIndex(lexicon)
        edited.replaceAll(ENTRIES)
        const live = new Map(ENTRIES.map((each) => [each.entryId, each]))
        for (const { at, isRemoval } of steps) {
          const each = ENTRIES[at]
          if (!each) continue
          if (isRemoval) {
            edited.remove(each.entryId)
            live.delete(each.entryId)
          } else {
            edited.upsert(each)
            live.set(each.entryId, each)
          }
        }
        const fresh = createSearchIndex(lexicon)
        fresh.replaceAll(live.values())
        const scores = (index: SearchIndex) =>
          new Map(ask(index, '身份证 登记 派出所', 10).map((hit) => [hit.entryId, hit.score]))
        const [left, right] = [scores(edited), scores(fresh)]
        expect([...left.keys()].sort()).toEqual([...right.keys()].sort())
        for (const [entryId, score] of left) expect(score).toBeCloseTo(right.get(entryId) ?? Number.NaN, 4)
      }),
      { numRuns: 25 },
    )
  })

  it('a question an editor wrote word for word is answered by that entry, whatever else is near', () => {
    const near = entry('permit-near', '居住证申领条件和居住证申领材料', '居住证申领要带的东西。居住证申领。')
    index.upsert(near)
    const [first] = ask(index, '居住证申领?')
    expect(first).toMatchObject({ entryId: 'residence-permit' })
    expect(first?.confidence).toBeGreaterThan(0.9)
  })

  it('says why in the words of an editor, the weightiest reason first', () => {
    const [first] = ask(index, '下岗钱怎么领')
    expect(first?.entryId).toBe('jobless-money')
    const weights = first?.why.map(({ weight }) => weight) ?? []
    expect(weights.length).toBeGreaterThan(0)
    expect(weights).toEqual([...weights].sort((a, b) => b - a))
    for (const { name } of first?.why ?? []) expect(name).toMatch(/^[\u4e00-\u9fff]+$/)
  })
})
