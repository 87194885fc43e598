import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it, test } from 'vitest'
import { readNumbersAloud, spellOut } from '../../../../channels/voice/read-numbers-aloud.ts'
import { speakReply } from '../../../../channels/voice/speak-reply.ts'
import { escapeXml, respond, say } from '../../../../channels/voice/twiml.ts'

describe('numbers on the telephone', () => {
  it.each([
    ['2026-03-01起施行', '2026年3月1日起施行'],
    ['2026-01-01至2026-12-31有效', '2026年1月1日至2026年12月31日有效'],
    ['周一至周五 9:00-17:30', '周一至周五 9点到17点30分'],
    ['3-5个工作日', '3到5个工作日'],
    ['收费￥20.5', '收费20.5元'],
    ['补贴12000元', '补贴12000元'],
    ['参保人数 356000 人', '参保人数 356000 人'],
    ['拨打0571-88888888', '拨打零、五、七、幺，八、八、八、八、八、八、八、八'],
    ['请拨打12345', '请拨打幺、二、三、四、五'],
    ['手机13800138000', '手机幺、三、八、零、零、幺、三、八、零、零、零'],
    ['拨打110', '拨打幺、幺、零'],
    ['满110岁', '满110岁'],
    ['详见https://a.gov.cn/x?id=1。', '详见网页上的地址。'],
    ['5个工作日', '5个工作日'],
    ['第12.5条', '第12.5条'],
  ])('turn %s into %s', (written, spoken) => expect(readNumbersAloud(written)).toBe(spoken))

  it('of a ticket are spelled sign by sign', () =>
    expect(spellOut('hz20261121-0042')).toBe('H、Z、二、零、二、六、幺、幺、二、幺，零、零、四、二'))
})

describe('a spoken reply', () => {
  it('is the short answer without sources, chips and details', () => {
    const spoken = speakReply({
      kind: 'answer',
      text: '带《身份证》到派出所办理（免费）\n当场办结',
      citations: [{ entryId: 'e', version: 1, title: '依据', updatedAt: '2026-03-01' }],
      guide: [{ field: 'fee', label: '费用', text: '免费' }],
      details: '很多细节',
    })
    expect(spoken).toBe('带身份证到派出所办理，免费。当场办结。')
  })

  it('offers options as keys', () => {
    const options = ['首次办理', '续签', '三', '四', '五', '六'].map((label) => ({ label, value: label }))
    const spoken = speakReply({ kind: 'clarify', text: '您要问哪一项？', options })
    expect(spoken).toContain('您要问哪一项？首次办理，请按1；续签，请按2')
    expect(spoken).not.toContain('请按6')
  })

  it('says ticket number and query code sign by sign, the number twice', () => {
    const spoken = speakReply({
      kind: 'ticket',
      text: '已经登记。',
      ticket: { number: '42', queryCode: 'A7' },
    })
    expect(spoken).toBe(
      '已经登记。您的工单号是：四、二。查询码是：A、七。请记一下。再说一遍，工单号是：四、二。',
    )
  })

  it('reads the draft before the yes, says danger first, and labels a model’s words', () => {
    const draft = [{ field: 'place' as const, label: '地点', value: '和平路12号', required: true }]
    expect(speakReply({ kind: 'confirm', text: '请核对。', draft })).toBe('请核对。地点：和平路12号。')
    expect(speakReply({ kind: 'notice', text: '请离开。', emergency: { number: '119' } })).toMatch(
      /^情况紧急，请挂断后立即拨打幺、幺、九。/,
    )
    expect(speakReply({ kind: 'answer', text: '好。', aiWritten: true })).toBe(
      '好。以上内容由人工智能生成，仅供参考。',
    )
  })

  it('stops at a sentence end when it is too long to listen to', () => {
    const spoken = speakReply({ kind: 'answer', text: '这是一句完整的话。'.repeat(40) })
    expect(spoken).toMatch(/这是一句完整的话。其余内容请转人工了解。$/)
    expect(spoken.length).toBeLessThan(170)
  })
})

describe('the XML for Twilio', () => {
  it('gives any words back unharmed', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreAttributes: true })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (text) => {
        const said = parser.parse(respond(say(text))).Response.Say
        expect(said).toBe(text)
      }),
    )
    expect(escapeXml(`<a b="c">&'\u0001`)).toBe('&lt;a b=&quot;c&quot;&gt;&amp;&apos;')
  })
})

test('a quoted document is said first, then named, however long the quote is', () => {
  const words = `会员证工本费每本十元。${'持证人应当遵守放飞规定。'.repeat(20)}`
  const citation = {
    entryId: 'k',
    version: 1,
    title: '风筝会员证办法',
    updatedAt: '2026-03-01',
    article: '第四条',
  }
  const quote = { text: words, around: words, at: 0 }
  const spoken = speakReply({
    kind: 'answer',
    text: `“${words}”\n——《风筝会员证办法》第四条`,
    quote,
    citations: [citation],
  })
  expect(spoken).toMatch(/^会员证工本费每本十元。/)
  expect(spoken).toMatch(/以上是风筝会员证办法第四条的原文。$/)
})
