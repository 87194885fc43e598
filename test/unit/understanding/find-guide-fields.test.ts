import { describe, expect, it } from 'vitest'
import { findGuideFields } from '../../../src/understanding/find-guide-fields.ts'
import { LexiconError } from '../../../src/understanding/lexicon.ts'
import { parseTalkWords } from '../../../src/understanding/talk-words.ts'
import { talkWords } from '../../support/talk-words.ts'

const find = (text: string) => findGuideFields(text, talkWords)

describe('which fields of a guide are asked for', () => {
  it.each([
    ['办这个要带哪些证件', 'materials'],
    ['补一张多少钱', 'fee'],
    ['多久能拿到', 'timeLimit'],
    ['去哪个窗口', 'place'],
    ['周六开门吗', 'hours'],
    ['咨询电话是多少', 'phone'],
    ['手机上能办吗', 'online'],
    ['我够不够条件', 'conditions'],
    ['办理流程', 'steps'],
    ['窗口电话', 'phone'],
    ['去哪办', 'place'],
    ['要几张照片', 'materials'],
  ])('%s → %s', (text, field) => {
    expect(find(text)).toContain(field)
  })

  it('hears several fields in one message', () => {
    expect(find('在哪办,几点下班?').sort()).toEqual(['hours', 'place'])
    expect(find('材料和费用').sort()).toEqual(['fee', 'materials'])
  })

  it.each([
    '居住证怎么办理',
    '公租房怎么申请',
    '身份证件丢了怎么办',
    '物业乱收费怎么投诉',
    '一直有骚扰电话打来',
    '周末邻居装修很吵',
    '打开小程序就闪退，要求处理',
    '教师资格证怎么考',
    '居住证',
  ])('takes "%s" for the whole matter', (text) => {
    expect(find(text)).toEqual([])
  })
})

describe("the editors' files of talk words", () => {
  it('hears a word an editor added, and no longer one that was marked as only sounding like it', () => {
    const words = parseTalkWords({
      guideFields: { name: 'guide-fields.txt', text: '费用 = 几文钱 收…钱\n费用 ≠ 收压岁钱' },
    })
    expect(findGuideFields('要几文钱', words)).toEqual(['fee'])
    expect(findGuideFields('收我多少钱', words)).toEqual(['fee'])
    expect(findGuideFields('收压岁钱', words)).toEqual([])
  })

  it('names file and line of a mistake', () => {
    const parse = (text: string) => () => parseTalkWords({ guideFields: { name: 'guide-fields.txt', text } })
    expect(parse('费用 = 多少钱\n价钱 = 几块')).toThrow(LexiconError)
    expect(parse('费用 = 多少钱\n价钱 = 几块')).toThrow(/guide-fields.txt:2/)
    expect(parse('费用 多少钱')).toThrow(/guide-fields.txt:1/)
    expect(() => parseTalkWords({ followUps: { name: 'follow-ups.txt', text: '某类 = 词' } })).toThrow(
      /follow-ups.txt:1/,
    )
  })

  it('reads nothing into anything where a city has no such files', () => {
    expect(findGuideFields('多少钱', parseTalkWords({}))).toEqual([])
  })
})
