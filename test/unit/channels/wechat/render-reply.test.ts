import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutText } from '../../../../channels/wechat/cut-text.ts'
import { packReplies, renderReply, renderReplyInParts } from '../../../../channels/wechat/render-reply.ts'
import type { Reply } from '../../../../src/contracts/message.ts'

const citation = {
  entryId: 'e1',
  version: 2,
  title: '居住证办理',
  department: '市公安局',
  updatedAt: '2026-03-01T00:00:00Z',
}
const fitsOneMessage = (text: string) => Buffer.byteLength(text) <= 2048 && [...text].length <= 600

describe('a reply as WeChat text', () => {
  it('says the words, then where they come from', () => {
    expect(renderReply({ kind: 'answer', text: '带身份证到派出所办理。', citations: [citation] })).toBe(
      '带身份证到派出所办理。\n来源：《居住证办理》 · 市公安局 · 2026-03-01 更新',
    )
  })

  it('quotes a document with its name, article, number and date', () => {
    const words = '会员证工本费每本十元。'
    const document = {
      ...citation,
      title: '风筝会员证办法',
      number: '筝发〔2026〕1号',
      issuedOn: '2026-03-01',
      article: '第四条',
    }
    const quote = { text: words, around: words, at: 0 }
    const text = `“${words}”\n——《风筝会员证办法》第四条`
    expect(renderReply({ kind: 'answer', text, quote, citations: [document] })).toBe(
      `${text}\n来源：筝发〔2026〕1号 · 市公安局 · 2026-03-01 发布`,
    )
  })

  it('numbers the options so that a digit answers them', () => {
    const options = [
      { label: '首次办理', value: 'a' },
      { label: '续签', value: 'b' },
    ]
    expect(renderReply({ kind: 'clarify', text: '您要问哪一项？', options })).toContain(
      '回复数字选择：\n1. 首次办理\n2. 续签',
    )
  })

  it('gives ticket number and query code, each on its own line', () => {
    const text = renderReply({
      kind: 'ticket',
      text: '已经登记。',
      ticket: { number: '20261121-00042', queryCode: '8K3M', department: '市城管局' },
    })
    expect(text).toBe('已经登记。\n工单号：20261121-00042\n查询码：8K3M\n承办单位：市城管局')
  })

  it('labels words a model wrote and no others', () => {
    expect(renderReply({ kind: 'answer', text: '好。', aiWritten: true })).toContain('（AI生成，仅供参考）')
    expect(renderReply({ kind: 'answer', text: '好。' })).not.toContain('AI')
  })

  it('puts the number to call first when there is danger, once', () => {
    expect(renderReply({ kind: 'notice', text: '请先离开现场。', emergency: { number: '119' } })).toMatch(
      /^情况紧急请立即拨打 119。/,
    )
    expect(renderReply({ kind: 'notice', text: '请立即拨打 119。', emergency: { number: '119' } })).toBe(
      '请立即拨打 119。',
    )
  })

  it('shows the draft before the yes, who speaks, and what else can be asked', () => {
    const draft = [
      { field: 'place' as const, label: '地点', value: '和平路12号', required: true },
      { field: 'phone' as const, label: '电话', value: '', required: true },
    ]
    expect(renderReply({ kind: 'confirm', text: '请核对。', draft })).toBe('请核对。\n地点：和平路12号')
    expect(
      renderReply({ kind: 'notice', text: '正在核实。', speaker: { kind: 'agent', name: '坐席 8021' } }),
    ).toBe('坐席 8021：\n正在核实。')
    const guide = [{ field: 'fee', label: '费用', text: '免费' }]
    expect(renderReply({ kind: 'answer', text: '可以办。', guide })).toContain('还可以问：费用')
  })

  it('is cut at a sentence end when too long, says so, and keeps its ticket number', () => {
    const text = renderReply({
      kind: 'ticket',
      text: '这是一句完整的话。'.repeat(200),
      ticket: { number: 'N1', queryCode: 'C1' },
    })
    expect(fitsOneMessage(text)).toBe(true)
    expect(text).toMatch(/完整的话。\n（内容较长，以上为前一部分。/)
    expect(text).toContain('工单号：N1\n查询码：C1')
  })

  it('always fits one message and keeps every option, whatever the words', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 1500 })
    const options = fc.array(
      fc.record({ label: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), value: fc.string() }),
      { maxLength: 12 },
    )
    const citations = fc.array(
      fc.constant({ ...citation, title: '很长的标题'.repeat(30), source: '出处'.repeat(60) }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(words, options, citations, (text, given, cited) => {
        const reply: Reply = {
          kind: 'clarify',
          text,
          options: given,
          citations: cited,
          ticket: { number: '1', queryCode: '2' },
        }
        const rendered = renderReply(reply)
        expect(fitsOneMessage(rendered)).toBe(true)
        for (let i = 1; i <= Math.min(9, given.length); i += 1) expect(rendered).toContain(`\n${i}. `)
        for (const part of renderReplyInParts(reply, 3)) expect(fitsOneMessage(part)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})

describe('a long reply in parts', () => {
  it('loses no word while it fits three messages, and ends with the ticket number', () => {
    const sentence = '一二三四五六七八九。'
    const words = sentence.repeat(150)
    const parts = renderReplyInParts(
      { kind: 'ticket', text: words, ticket: { number: 'N1', queryCode: 'C1' } },
      3,
    )
    expect(parts).toHaveLength(3)
    expect(parts.join('').replace('\n工单号：N1\n查询码：C1', '')).toBe(words)
    for (const part of parts.slice(0, 2)) expect(part.endsWith('。')).toBe(true)
  })

  it('moves the last words on with the ticket when only the ticket does not fit', () => {
    const words = '一二三四五六七八九。'.repeat(60)
    const parts = renderReplyInParts(
      { kind: 'ticket', text: words, ticket: { number: 'N1', queryCode: 'C1' } },
      3,
    )
    expect(parts).toHaveLength(2)
    expect(parts.join('')).toBe(`${words}\n工单号：N1\n查询码：C1`)
  })
})

describe('several replies for one passive answer', () => {
  it('go together while they fit and the others wait for another way out', () => {
    const long = '这一句有十个字左右。'.repeat(30)
    const replies: Reply[] = ['甲', long, long, '丁'].map((text) => ({ kind: 'answer', text }))
    const packed = packReplies(replies)
    expect(packed.text).toBe(`甲\n\n${long}`)
    expect(packed.rest.map((reply) => reply.text)).toEqual([long, '丁'])
    expect(packReplies([])).toEqual({ text: '', rest: [] })
  })
})

describe('a cut', () => {
  it('falls at a comma when there is no sentence end, and between characters at last', () => {
    expect(cutText('甲乙丙丁，戊己庚辛', { bytes: 2048, chars: 6 })).toEqual({
      head: '甲乙丙丁，',
      rest: '戊己庚辛',
    })
    expect(cutText('甲乙丙丁戊己', { bytes: 2048, chars: 4 })).toEqual({ head: '甲乙丙丁', rest: '戊己' })
    expect(cutText('👍👍👍', { bytes: 9, chars: 600 })).toEqual({ head: '👍👍', rest: '👍' })
  })
})
