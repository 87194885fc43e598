import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { citePath } from '../../../../src/retrieval/documents/cite-path.ts'
import { cutDocument } from '../../../../src/retrieval/documents/cut-document.ts'
import { cutDocumentPassages } from '../../../../src/retrieval/documents/cut-passages.ts'
import { findHeadings } from '../../../../src/retrieval/documents/find-headings.ts'
import { findTitle } from '../../../../src/retrieval/documents/find-title.ts'

const MEASURES = [
  '第一章　总则',
  '第一条　为了规范风筝放飞，制定本办法。',
  '第二条　本办法适用于全市公园。依照第一条规定办理的，从其规定。',
  '第二章　放飞要求',
  '第三条　放飞风筝应当遵守下列规定：',
  '（一）不得在高压线下放飞；',
  '（二）线长不超过一百米。',
  '第四条　大风天气停止放飞。',
].join('\n')
const NOTICE =
  '关于举办风筝节的通知 各区： 现将有关事项通知如下。 一、时间地点 （一）时间。4月1日至4月3日。 （二）地点。 1.滨江公园； 2.湿地公园。 二、报名办法 （三）报名。3月20日前网上报名，不超过1.5万人。'

const cited = (text: string): string[] => cutDocument(text).parts.map(({ path }) => citePath(path))

describe('cutting a document by its own structure', () => {
  it('knows chapters, articles and the items under them', () => {
    expect(cited(MEASURES)).toEqual([
      '第一章',
      '第一章 第一条',
      '第一章 第二条',
      '第二章',
      '第二章 第三条',
      '第二章 第三条第（一）项',
      '第二章 第三条第（二）项',
      '第二章 第四条',
    ])
  })

  it('takes no reference for a heading', () => {
    expect(findHeadings('依照《办法》第三条规定，第三条、第四条所列情形除外。一、二级公路')).toEqual([])
  })

  it('finds the marks of a notice whose line breaks are lost, with their titles', () => {
    expect(cited(NOTICE)).toEqual([
      '',
      '第一部分',
      '第一部分（一）',
      '第一部分（二）',
      '第一部分（二）第1项',
      '第一部分（二）第2项',
      '第二部分',
      '第二部分（三）',
    ])
    expect(findHeadings(NOTICE).map(({ title }) => title)).toContain('报名办法')
    expect(findTitle(NOTICE)).toBe('关于举办风筝节的通知')
    expect(findTitle('今天起，全市公园开放。大家可以来。')).toBe('')
  })

  it('keeps what is read together in one article', () => {
    const { text, articles } = cutDocument(MEASURES)
    const third = articles.map(({ from, to }) => text.slice(from, to)).find((one) => one.startsWith('第三条'))
    expect(third).toContain('（二）线长不超过一百米。')
    expect(third).not.toContain('第四条')
  })

  it('makes passages of whole clauses, none across two articles, that know the titles above them', () => {
    const passages = cutDocumentPassages(MEASURES)
    expect(passages.map(({ text }) => text.trim())).toContain(
      '第三条　放飞风筝应当遵守下列规定：\n（一）不得在高压线下放飞；\n（二）线长不超过一百米。',
    )
    expect(passages.find(({ text }) => text.startsWith('第四条'))?.headings).toEqual(['放飞要求'])
  })

  it('covers any text with literal parts without a gap, and every clause lies in its part and article', () => {
    const piece = fc.constantFrom(
      ...[
        '第一章 总则',
        '第一条 ',
        '第二条 ',
        '一、',
        '二、时间',
        '（一）',
        '（二）',
        '1.',
        '2.',
        '①',
        ' ',
        '\n',
        '。',
      ],
      ...['办理', '材料；', '三十日内申报', '“好”', '。', '\u3000', 'A1.5万', '第三条规定'],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('')
        const { parts, articles, clauses } = cutDocument(text)
        expect(parts.map(({ from, to }) => text.slice(from, to)).join('')).toBe(text)
        expect(articles.map(({ from, to }) => text.slice(from, to)).join('')).toBe(text)
        const said = clauses.map(({ from, to }) => text.slice(from, to)).join('')
        expect(said.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        for (const { text: passage, from } of cutDocumentPassages(text, 20))
          expect(text.slice(from, from + passage.length)).toBe(passage)
        const found = cutDocumentPassages(text, 20).map((passage) => passage.text)
        expect(found.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        for (const clause of clauses) {
          for (const around of [parts[clause.part], articles[clause.article]]) {
            expect(around?.from).toBeLessThanOrEqual(clause.from)
            expect(around?.to).toBeGreaterThanOrEqual(clause.to)
          }
        }
      }),
    )
  })
})
