import { describe, expect, it } from 'vitest'
import {
  clockTime,
  dayInWords,
  momentInWords,
  plainDay,
} from '../../../../channels/web-chat/widget/shared/format-time.ts'
import { splitText } from '../../../../channels/web-chat/widget/shared/split-text.ts'

describe('times on the citizen pages', () => {
  it('are the office clock, wherever the reader is', () => {
    expect(momentInWords('2026-11-27T10:00:00Z')).toBe('11月27日(周五)18:00')
    expect(dayInWords('2026-12-31T16:30:00Z')).toBe('1月1日(周五)')
    expect(clockTime('2026-12-31T16:05:00Z')).toBe('00:05')
    expect(plainDay('2026-12-31T16:30:00Z')).toBe('2027-01-01')
    expect(plainDay('2026-03-01')).toBe('2026-03-01')
  })

  it('stay as they are when they are no times', () => {
    expect(plainDay('长期有效')).toBe('长期有效')
    expect(clockTime('')).toBe('')
  })
})

describe('splitText', () => {
  const linksIn = (text: string) => splitText(text).flatMap((piece) => (piece.href ? [piece.href] : []))

  it('makes telephone numbers and web addresses tappable', () => {
    expect(linksIn('请打 0571-85012345,或 12345。网址 https://www.gov.cn/zhengce。')).toEqual([
      'tel:057185012345',
      'tel:12345',
      'https://www.gov.cn/zhengce',
    ])
  })

  it('leaves sums, ticket numbers and dates alone', () => {
    expect(linksIn('补贴 12000 元,工本费 120 元,工单 20261123-00042,2026-03-01 更新,编号 9123459')).toEqual(
      [],
    )
  })

  it('loses no character', () => {
    const text = '电话 0571-85012345 转 12315。\n网址 https://a.cn/b?c=1'
    expect(
      splitText(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  })
})
