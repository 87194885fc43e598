import { describe, expect, it } from 'vitest'
import { asksOwnRecord } from '../../../src/understanding/asks-own-record.ts'
import { findNamedPapers } from '../../../src/understanding/find-named-papers.ts'
import { findOtherCity } from '../../../src/understanding/find-other-city.ts'
import { changeMatter, readFollowUp } from '../../../src/understanding/read-follow-up.ts'
import { talkWords } from '../../support/talk-words.ts'

const change = (matter: string, said: string) =>
  changeMatter(matter, readFollowUp(said, talkWords), talkWords).replace(/\s/g, '')

describe('reading a follow-up', () => {
  it('finds nothing of its own in a question about a field', () => {
    for (const text of ['那需要什么材料?', '多少钱', '在哪办,几点下班?', '网上能办吗', '给个电话'])
      expect(readFollowUp(text, talkWords)).toMatchObject({ slots: [], rest: '' })
  })

  it('finds what a short follow-up changes', () => {
    expect(readFollowUp('老人呢?', talkWords)).toMatchObject({
      slots: [{ kind: '人群', word: '老人' }],
      goesOn: true,
    })
    expect(readFollowUp('外地户口的呢', talkWords).slots).toEqual([{ kind: '来处', word: '外地户口' }])
    expect(readFollowUp('图书馆怎么走', talkWords).rest).toContain('图书馆')
  })

  it('replaces what is of the same kind, and adds what is not', () => {
    expect(change('身份证丢了怎么补', '护照呢')).toBe('护照丢了怎么补')
    expect(change('身份证怎么换', '老人呢')).toBe('老人身份证怎么换')
    expect(change('居住证怎么申领', '到期了呢')).toBe('到期了居住证')
  })
})

describe('questions that only seem to match', () => {
  it.each([
    ['长沙的居住证怎么办', '长沙'],
    ['我在广州上班,广州公积金怎么提取', '广州'],
    ['河南户口能在这里补身份证吗', undefined],
    ['我从上海转过来 养老保险怎么转', undefined],
    ['中山路的路灯归谁管', undefined],
    ['去北京看病怎么备案', undefined],
    ['居住证怎么办', undefined],
  ])('%s asks about %s', (text, city) => {
    expect(findOtherCity(text, talkWords)).toBe(city)
  })

  it.each(['我的低保批了没有', '我申请的公租房审核过了吗', '帮我查查我的高龄津贴什么时候到账'])(
    '%s asks for a record only the office has',
    (text) => expect(asksOwnRecord(text)).toBe(true),
  )
  it.each(['低保怎么申请', '退税多久到账', '我的养老金怎么查', '身份证丢了怎么补'])('%s does not', (text) =>
    expect(asksOwnRecord(text)).toBe(false),
  )

  it('names the paper by the words that say which one it is', () => {
    expect(
      findNamedPapers('烟草专卖许可证怎么办', talkWords)
        .map(({ which }) => which)
        .join(),
    ).toContain('烟草')
    expect(findNamedPapers('怎么办证', talkWords)).toEqual([])
  })
})
