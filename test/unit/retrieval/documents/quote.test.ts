import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SearchableEntry } from '../../../../src/contracts/retrieval.ts'
import { createSearchIndex, type SearchIndex } from '../../../../src/retrieval/search-index.ts'
import { parseLexicon } from '../../../../src/understanding/lexicon.ts'
import { createUnderstanding } from '../../../../src/understanding/understand-text.ts'
import { buildRules } from '../../../support/build-rules.ts'

const TEXT = [
  '第一章　总则',
  '第一条　为了规范风筝协会会员证的办理，制定本办法。',
  '第二条　会员证由风筝协会秘书处负责制作和发放。',
  '第二章　办理',
  '第三条　申请会员证应当提交下列材料：',
  '（一）身份证复印件；',
  '（二）一寸照片两张。',
  '第四条　秘书处应当自受理之日起五个工作日内发证。会员证工本费每本十元，低保家庭免收。',
  '第五条　会员证遗失的，可以拨打0000-88019999挂失，挂失后三日内补发。',
].join('\n')
const document: SearchableEntry = {
  entryId: 'kite-card',
  version: 1,
  question: '风筝协会会员证管理办法',
  similar: [],
  answer: '会员证怎么办、要多少钱。',
  details: TEXT,
  keywords: ['筝协发〔2026〕1号'],
  category: '',
  department: '风筝协会',
  guideText: '',
  isDocument: true,
}

let index: SearchIndex
let understand: ReturnType<typeof createUnderstanding>
const quote = (question: string) =>
  index.quote('kite-card', understand(question, new Date('2026-11-22T02:00:00Z')))

describe('quoting a document', () => {
  beforeAll(() => {
    const lexicon = parseLexicon({})
    understand = createUnderstanding({ lexicon, city: buildRules().city, specialRoutes: [] })
    index = createSearchIndex(lexicon)
    index.replaceAll([document])
  })

  it('answers with the sentence that says it, and knows the article', () => {
    expect(quote('会员证工本费多少钱')).toMatchObject({ article: '第二章 第四条' })
    expect(quote('会员证工本费多少钱')?.text).toContain('每本十元')
    expect(quote('会员证丢了打什么电话挂失')?.text).toContain('0000-88019999')
    expect(quote('申请会员证要交哪些材料')?.text).toContain('一寸照片两张')
    expect(quote('会员证谁来制作')?.article).toBe('第一章 第二条')
  })

  it('shows the article around the words, or its neighbours where the words are all of it', () => {
    expect(quote('会员证工本费多少钱')?.around).toContain('五个工作日内发证')
    expect(quote('会员证丢了打什么电话挂失')?.around).toContain('五个工作日内发证')
  })

  it('never quotes our own summary as the document', () => {
    expect(quote('会员证怎么办要多少钱')?.text).not.toContain('会员证怎么办、要多少钱')
  })

  it('says nothing where the document says nothing of it', () => {
    expect(quote('xyz')).toBeUndefined()
  })

  it('quotes word for word, within one article, and shows where it stands', () => {
    const words = fc.constantFrom(
      '会员证',
      '多少钱',
      '什么',
      '材料',
      '几天',
      '电话',
      '秘书处',
      '低保',
      '照片',
      '怎么办',
    )
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 6 }), (asked) => {
        const found = quote(asked.join(''))
        if (!found) return
        expect(TEXT.slice(found.from, found.from + found.text.length)).toBe(found.text)
        const at = found.from - found.aroundFrom
        expect(found.around.slice(at, at + found.text.length)).toBe(found.text)
        expect(found.text.match(/第.条　/g)?.length ?? 0).toBeLessThanOrEqual(1)
        expect(found.text.length).toBeLessThanOrEqual(300)
      }),
      { numRuns: 60 },
    )
  })
})
