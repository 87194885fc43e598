import { describe, expect, it } from 'vitest'
import { linksOf } from '../../../../src/retrieval/query/link-words.ts'
import { EMPTY_LEXICON } from '../../../../src/understanding/lexicon.ts'

const { findLinks: find } = linksOf({
  ...EMPTY_LEXICON,
  synonyms: [
    { kind: 'same', standards: ['带薪年休假', '特别休假'], lay: [['年假'], ['特休']] },
    { kind: 'hint', standards: ['噪声污染'], lay: [['半夜', '唱歌'], ['偷偷施工']] },
    { kind: 'same', standards: ['特别休假'], lay: [['年休']] },
  ],
})
const officialsOf = (text: string, kind: string): string[] =>
  find(text)
    .filter((link) => link.kind === kind)
    .flatMap(({ officials }) => [...officials.keys()])

describe('lay words lead to official words', () => {
  it('a word stands for its official words, and an official word for the others and for plain ones', () => {
    expect(officialsOf('年假没休完', 'same')).toEqual(expect.arrayContaining(['带薪年休假', '特别休假']))
    expect(officialsOf('特别休假几天', 'same')).toEqual(
      expect.arrayContaining(['带薪年休假', '年假', '年休']),
    )
  })

  it('trusts the official word more than another name two steps away', () => {
    const [link] = find('年休怎么算')
    expect(link?.officials.get('特别休假')).toBe(1)
    expect(link?.officials.get('带薪年休假') ?? 0).toBeLessThan(1)
  })

  it('parts of a telling must be said near each other, in any order', () => {
    expect(officialsOf('楼上唱歌唱到半夜', 'hint')).toEqual(['噪声污染'])
    expect(officialsOf('半夜睡不着,白天去公园听见很多人在那里大声唱歌', 'hint')).toEqual([])
  })

  it('hints lead one way only, and a wording said in most of its parts comes near', () => {
    expect(officialsOf('噪声污染怎么投诉', 'hint')).toEqual([])
    expect(officialsOf('他们在施工', 'near')).toEqual([])
    expect(officialsOf('他们偷偷施了工', 'near')).toEqual(['噪声污染'])
  })
})
