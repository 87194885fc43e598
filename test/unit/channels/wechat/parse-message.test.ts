import { describe, expect, it } from 'vitest'
import { buildReplyXml } from '../../../../channels/wechat/build-reply-xml.ts'
import { parseMessage, readFields } from '../../../../channels/wechat/parse-message.ts'
import { readVectors } from '../read-vectors.ts'

const xmlOf = (fields: Record<string, string>) =>
  `<xml>${Object.entries({ ToUserName: 'gh_1', FromUserName: 'o1', CreateTime: '1700000000', ...fields })
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`
const contentOf = (fields: Record<string, string>) => parseMessage(readFields(xmlOf(fields))!)?.content

describe('the fields of a push', () => {
  const { samples } = readVectors('wechat/inbound-xml.json')
  it('are read from every published sample, all as strings', () => {
    expect(samples).toHaveLength(51)
    for (const sample of samples) {
      const fields = readFields(sample.xml)
      expect(fields, sample.name).toEqual(sample.expect)
      const message = parseMessage(fields!)
      expect(message?.openId, sample.name).toBe(sample.expect.FromUserName)
      expect(message?.dedupeKey, sample.name).toMatch(/^\d+$|:/)
    }
  })

  it('become words where a citizen said something and stay silent where the platform only reports', () => {
    const kindOf = (name: string) =>
      parseMessage(readFields(samples.find((s: { name: string }) => s.name === name).xml)!)?.content
    expect(kindOf('test_parse_text_message')).toEqual({ kind: 'text', text: 'this is a test' })
    expect(kindOf('test_parse_location_message')).toEqual({
      kind: 'text',
      text: '位置信息（坐标 23.134521,113.358803）',
    })
    expect(kindOf('test_parse_voice_message')).toEqual({ kind: 'unreadable', what: 'voice' })
    expect(kindOf('test_parse_subscribe_scan_event')).toEqual({ kind: 'subscribe' })
    expect(kindOf('test_click_event')).toEqual({ kind: 'click', key: 'EVENTKEY' })
    expect(kindOf('test_unsubscribe_event')).toEqual({ kind: 'silent' })
    expect(kindOf('test_location_event')).toEqual({ kind: 'silent' })
    expect(kindOf('test_parse_unknown_message')).toEqual({ kind: 'silent' })
  })

  it('keep a 64-bit MsgId and leading zeros', () => {
    const fields = readFields(xmlOf({ MsgType: 'text', Content: '007', MsgId: '4561255354251345929' }))!
    expect(parseMessage(fields)).toMatchObject({ dedupeKey: '4561255354251345929', content: { text: '007' } })
  })

  it('are refused with a DOCTYPE, beyond 64 KB, too deep, or without their root', () => {
    expect(readFields('<!DOCTYPE x [<!ENTITY a "b">]><xml><A>&a;</A></xml>')).toBeNull()
    expect(readFields(`<xml><A>${'字'.repeat(22_000)}</A></xml>`)).toBeNull()
    expect(readFields(`<xml>${'<a>'.repeat(5000)}</xml>`)).toBeNull()
    expect(readFields('<xml><__proto__>1</__proto__></xml>')).toBeNull()
    expect(readFields('hello')).toBeNull()
    expect(readFields('<other/>')).toBeNull()
    expect(parseMessage(readFields('<xml><MsgType>text</MsgType></xml>')!)).toBeNull()
  })
})

describe('what a citizen did', () => {
  it('is read from voice only when WeChat recognised words', () => {
    expect(contentOf({ MsgType: 'voice', Recognition: '路灯坏了', MsgId: '1' })).toEqual({
      kind: 'text',
      text: '路灯坏了',
    })
    expect(contentOf({ MsgType: 'voice', Recognition: '', MsgId: '1' })).toEqual({
      kind: 'unreadable',
      what: 'voice',
    })
  })

  it('is the value of our own menu item when it was tapped, and the label of anybody else’s', () => {
    expect(contentOf({ MsgType: 'text', Content: '满意', bizmsgmenuid: 'ys:rate:4', MsgId: '1' })).toEqual({
      kind: 'text',
      text: 'rate:4',
    })
    expect(contentOf({ MsgType: 'text', Content: '满意', bizmsgmenuid: '101', MsgId: '1' })).toEqual({
      kind: 'text',
      text: '满意',
    })
  })

  it('is told apart for events by sender, time and event, as they have no MsgId', () => {
    const key = (fields: Record<string, string>) =>
      parseMessage(readFields(xmlOf({ MsgType: 'event', ...fields }))!)?.dedupeKey
    expect(key({ Event: 'CLICK', EventKey: 'ASK' })).toBe('o1:1700000000:CLICK')
    expect(key({ Event: 'subscribe' })).not.toBe(key({ Event: 'CLICK' }))
  })
})

describe('the XML of a passive reply', () => {
  it('gives back any words, also those that would end the CDATA section or are not allowed in XML', () => {
    const xml = buildReplyXml(
      { openId: 'o1', accountId: 'gh_1' },
      '甲]]>乙<b>&amp;\u0007\n丙',
      new Date(1700000000999),
    )
    expect(readFields(xml)).toEqual({
      ToUserName: 'o1',
      FromUserName: 'gh_1',
      CreateTime: '1700000000',
      MsgType: 'text',
      Content: '甲]]>乙<b>&amp;\n丙',
    })
  })
})
