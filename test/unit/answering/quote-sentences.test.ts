import { describe, expect, it } from 'vitest'
import { answerFields } from '../../../src/answering/answer-fields.ts'
import { asPattern, quoteSentences } from '../../../src/answering/quote-sentences.ts'
import type { Entry } from '../../../src/contracts/entry.ts'
import { talkWords } from '../../support/talk-words.ts'

const entry = (text: Partial<Entry>): Entry => ({
  id: 'e',
  library: 'l',
  kind: 'faq',
  state: 'published',
  origin: 'import',
  version: 1,
  question: '会员证怎么办？',
  similar: [],
  answer: '',
  details: '',
  basis: [],
  category: '',
  department: '',
  scope: '',
  validFrom: null,
  validUntil: null,
  reviewOn: null,
  keywords: [],
  related: [],
  guide: null,
  document: null,
  source: '',
  updatedAt: '2026-11-21T00:00:00.000Z',
  updatedBy: '',
  reason: '',
  ...text,
})
const tell = (text: Partial<Entry>, field: 'fee' | 'materials' | 'place' | 'phone') =>
  answerFields(entry(text), { departments: [] }, [field], talkWords.fields)

describe('quoting an entry', () => {
  it('gives the sentence that holds the words, word for word', () => {
    const text = { answer: '带身份证到窗口办。工本费10元。', details: '老人可以上门办。' }
    expect(quoteSentences(entry(text), asPattern(['老人', '高龄']))).toBe('老人可以上门办。')
    expect(quoteSentences(entry(text), asPattern(['学生']))).toBe('')
  })

  it('prefers what the short answer says to a special case of the details', () => {
    const text = { answer: '不收费。', details: '补领收费10元。遗失收费20元。' }
    expect(tell(text, 'fee').text).toContain('不收费。')
  })

  it('finds the field of a library in traditional characters, and quotes it as it is written', () => {
    const text = { answer: '到協會登記。工本費二百元，材料：身分證影本。' }
    expect(tell(text, 'fee').text).toContain('工本費二百元')
  })

  it('takes the sentence under the field’s own name before any other', () => {
    const text = { answer: '请带身份证到窗口。', details: '材料：申请表、照片。\n流程：先预约。' }
    expect(tell(text, 'materials').text).toContain('材料：申请表、照片。')
    expect(tell(text, 'materials').text).not.toContain('先预约')
  })

  it('says so where the entry is silent, and never takes a sentence without a number for a phone', () => {
    expect(tell({ answer: '请打电话问。' }, 'phone')).toMatchObject({ told: [] })
    expect(tell({ answer: '请打电话问。' }, 'phone').text).toContain('没有写电话')
  })
})
