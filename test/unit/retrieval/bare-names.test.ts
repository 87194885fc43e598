import { describe, expect, it } from 'vitest'
import type { SearchableEntry } from '../../../src/contracts/retrieval.ts'
import { listTriples, shareOfTriples } from '../../../src/retrieval/evidence/triples.ts'
import { createTextStatistics } from '../../../src/retrieval/index/text-statistics.ts'
import { createSearchIndex, type SearchIndex } from '../../../src/retrieval/search-index.ts'
import { tellingShare } from '../../../src/understanding/common-words.ts'
import { EMPTY_LEXICON } from '../../../src/understanding/lexicon.ts'
import { normaliseText } from '../../../src/understanding/normalise-text.ts'
import { findFillerWords, keepInformativeWords, segment } from '../../../src/understanding/segment.ts'

const lexicon = { ...EMPTY_LEXICON, stopWords: new Set(['什么', '怎么', '的', '要', '我', '想']) }

const named = (entryId: string, question: string): SearchableEntry => ({
  entryId,
  version: 1,
  question,
  similar: [],
  answer: '',
  details: '',
  keywords: [],
  category: '',
  department: '',
  guideText: '',
})

/** A small base of bare names, in which 条件 and 材料 stand once each and so look as rare as what a matter is called. */
const NAMES = [
  named('mask', '预约口罩需要什么条件?'),
  named('permit', '居住证办理'),
  named('permit-sign', '居住证签注、续签'),
  named('report', '年度报告提交什么材料?'),
  named('company', '合伙企业注册登记'),
  named('fund', '公积金账户明细查询'),
  named('fund-out', '公积金提取'),
  named('lottery', '摇号结果查询'),
  named('licence', '驾驶证遗失补领'),
]

const first = (index: SearchIndex, raw: string): string | undefined => {
  const text = normaliseText(raw)
  const tokens = keepInformativeWords(segment(text), lexicon.stopWords, findFillerWords(text))
  return index.search({ text, tokens }, { today: '2026-11-21', limit: 3 })[0]?.entryId
}

describe('a small base of bare names', () => {
  it('hears what a question is about before what is asked of it, however rare that word is here', () => {
    const index = createSearchIndex(lexicon)
    index.replaceAll(NAMES)
    expect(first(index, '办居住证要什么条件')).toMatch(/^permit/)
    expect(first(index, '合伙企业要什么材料')).toBe('company')
  })

  it('reads all wordings of an entry together, beside the best single one', () => {
    const index = createSearchIndex(lexicon)
    index.replaceAll(NAMES)
    index.learn({ query: '我想看卡里的余额', entryId: 'fund' })
    index.learn({ query: '住房的钱攒了多少', entryId: 'fund' })
    expect(first(index, '住房的余额')).toBe('fund')
  })
})

describe('how much a word tells', () => {
  it('is little for words of every other text, all for the name of a matter and for what nobody counted', () => {
    expect(tellingShare('条件')).toBeLessThan(0.7)
    expect(tellingShare('情况')).toBeLessThan(tellingShare('申请'))
    expect(tellingShare('居住证')).toBe(1)
    expect(tellingShare('托育圈')).toBe(1)
  })
})

describe('runs of three characters', () => {
  const statistics = createTextStatistics()
  for (const text of ['疫情防控通知', '疫情防控公告', '疫情防控措施', '疫情防控八闽健康码'])
    statistics.add([text])
  const triples = listTriples('疫情防控健康码', statistics)

  it('count by their rarity: the common opening says less than the rare name', () => {
    const opening = shareOfTriples(triples, '疫情防控通知')
    const name = shareOfTriples(triples, '健康码')
    expect(opening.said).toBeGreaterThan(name.said)
    expect(opening.rare / opening.said).toBeLessThan(name.rare / name.said)
  })

  it('are none in an empty text, all in the text itself', () => {
    expect(shareOfTriples(triples, '')).toEqual({ said: 0, rare: 0 })
    expect(shareOfTriples(triples, '疫情防控健康码').said).toBe(1)
    expect(shareOfTriples([], '健康码')).toEqual({ said: 0, rare: 0 })
  })
})
