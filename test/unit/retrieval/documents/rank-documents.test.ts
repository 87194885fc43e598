import { describe, expect, it } from 'vitest'
import type { SearchableEntry } from '../../../../src/contracts/retrieval.ts'
import { createSearchIndex } from '../../../../src/retrieval/search-index.ts'
import { EMPTY_LEXICON } from '../../../../src/understanding/lexicon.ts'
import { normaliseText } from '../../../../src/understanding/normalise-text.ts'
import { placesNear } from '../../../../src/understanding/places-of-china.ts'
import { findFillerWords, keepInformativeWords, segment } from '../../../../src/understanding/segment.ts'

const lexicon = { ...EMPTY_LEXICON, stopWords: new Set(['什么', '哪些', '的', '了', '有']) }

const entry = (entryId: string, more: Partial<SearchableEntry>): SearchableEntry => ({
  entryId,
  version: 1,
  question: '',
  similar: [],
  answer: '',
  details: '',
  keywords: [],
  category: '',
  department: '',
  guideText: '',
  ...more,
})
const document = (entryId: string, question: string, details: string): SearchableEntry =>
  entry(entryId, { question, details, isDocument: true })

const ask = (entries: SearchableEntry[], raw: string) => {
  const index = createSearchIndex(lexicon)
  index.replaceAll(entries)
  const text = normaliseText(raw)
  const tokens = keepInformativeWords(segment(text), lexicon.stopWords, findFillerWords(text))
  return index.search({ text, tokens }, { today: '2026-11-21', limit: 5 })
}

const FILLER = '各地各部门要加强组织领导，落实工作责任，做好宣传引导。'

describe('documents', () => {
  it('finds the one whose title and one sentence tell it, before one that scatters the same words', () => {
    const hits = ask(
      [
        document(
          'scattered',
          '市场监管工作要点',
          `支持企业发展。${FILLER}房产税由税务部门征收。${FILLER}租金收入依法纳税。${FILLER}中小企业座谈会按时召开。${FILLER}减免手续公开。`,
        ),
        document(
          'together',
          '支持中小企业渡过难关的若干措施',
          `${FILLER}${FILLER}承租国有经营用房的，减免三个月租金。${FILLER}${FILLER}`,
        ),
      ],
      '中小企业减免租金有哪些措施',
    )
    expect(hits[0]?.entryId).toBe('together')
    expect(hits[0]?.why.map(({ name }) => name).join()).toMatch(/一句/)
  })

  it('takes what the province decided for a city of it, and not what another province did', () => {
    const measures = `${FILLER}对受影响的企业缓缴社会保险费，期限三个月。`
    const hits = ask(
      [
        document('other', '关于稳定经济增长的政策措施', `吉林省人民政府办公厅。${measures}`),
        document('own', '关于稳定经济增长的政策措施', `江西省人民政府办公厅。${measures}`),
      ],
      '南昌企业社会保险费可以缓缴多久',
    )
    expect(hits[0]?.entryId).toBe('own')
    expect(hits[0]?.why.map(({ name }) => name)).toContain('讲的是问到的地方')
  })

  it('has no score for a question that shares nothing', () => {
    expect(ask([document('any', '防汛预案', FILLER)], '猫狗')).toEqual([])
  })
})

describe('names of guides', () => {
  it('takes the name alone for having it done, and looks up only when asked to', () => {
    const guides = [
      entry('done', { question: '生产建设项目水土保持方案审批（政府投资类）' }),
      entry('looked-up', { question: '生产建设项目水土保持方案审批查询' }),
    ]
    expect(ask(guides, '水土保持方案审批')[0]?.entryId).toBe('done')
    expect(ask(guides, '查一下水土保持方案审批')[0]?.entryId).toBe('looked-up')
  })
})

describe('places', () => {
  it('knows the province of a city and does not take a street for a city', () => {
    expect(placesNear('南昌市的租金怎么减')).toContain('江西')
    expect(placesNear('北京路派出所电话')).toEqual([])
    expect(placesNear('居住证怎么办')).toEqual([])
  })
})
