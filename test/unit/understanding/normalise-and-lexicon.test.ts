import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_LEXICON, LexiconError, parseLexicon } from '../../../src/understanding/lexicon.ts'
import { normaliseText } from '../../../src/understanding/normalise-text.ts'
import { keepInformativeWords, segment } from '../../../src/understanding/segment.ts'

describe('normalising what a citizen typed', () => {
  it('turns full-width letters, digits and blanks into half-width ones', () => {
    expect(normaliseText('　ＡＢＣ１２３（东门）　')).toBe('ABC123(东门)')
  })

  it('reads traditional characters as simplified ones without touching mainland words', () => {
    expect(normaliseText('請問戶口遷移要帶什麼證件')).toBe('请问户口迁移要带什么证件')
    expect(normaliseText('办事程序')).toBe('办事程序')
  })

  it('drops invisible and control characters and collapses white space', () => {
    expect(normaliseText('水\u200b费\u0000 \n\t 怎么\ufeff交')).toBe('水费 怎么交')
  })

  it('changes nothing when done twice, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const once = normaliseText(text)
        expect(normaliseText(once)).toBe(once)
      }),
      { numRuns: 300 },
    )
  })
})

describe('cutting into words', () => {
  it('keeps numbers and Latin words whole and leaves emoji and punctuation out of the search words', () => {
    const words = segment('2026年ETC卡丢了😭,咋补?')
    expect(words).toContain('2026')
    expect(words).toContain('ETC')
    expect(keepInformativeWords(words, new Set(['了']))).not.toContain('😭')
    expect(keepInformativeWords(words, new Set(['了']))).toContain('etc')
  })

  it('keeps the words when every one of them is filler', () => {
    expect(keepInformativeWords(['怎么办'], new Set(['怎么办']))).toEqual(['怎么办'])
  })
})

describe('reading the lexicon files', () => {
  it('reads the formats and skips comments', () => {
    const lexicon = parseLexicon({
      userDict: { name: 'user-dict.txt', text: '\ufeff# 词\n一网通办 20 n\r\n掌上办\n' },
      synonyms: [
        { name: 'synonyms.txt', text: '居民身份证|身份证明 = 身份证 身份卡 # 常说\n噪声污染 < 半夜+唱歌\n' },
      ],
      stopWords: { name: 'stop-words.txt', text: '请问\n\n的\n' },
      matters: [
        { name: 'matters/family.txt', text: '# 婚姻\n离婚登记、协议离婚 : 想离婚去哪里办 | 分开要带什么\n' },
      ],
    })
    expect(lexicon.matters).toEqual([
      { names: ['离婚登记', '协议离婚'], wordings: ['想离婚去哪里办', '分开要带什么'] },
    ])
    expect(lexicon.userWords.map(({ word }) => word)).toEqual(['一网通办', '掌上办'])
    expect(lexicon.synonyms).toEqual([
      { kind: 'same', standards: ['居民身份证', '身份证明'], lay: [['身份证'], ['身份卡']] },
      { kind: 'hint', standards: ['噪声污染'], lay: [['半夜', '唱歌']] },
    ])
    expect([...lexicon.stopWords]).toEqual(['请问', '的'])
    expect(parseLexicon({})).toEqual(EMPTY_LEXICON)
  })

  it.each([
    ['user-dict.txt', { userDict: { name: 'user-dict.txt', text: '好 词\n多 余 的 字\n' } }, 1],
    ['synonyms.txt', { synonyms: [{ name: 'synonyms.txt', text: '甲乙 = 丙丁\n戊己 庚辛\n' }] }, 2],
    ['matters/a.txt', { matters: [{ name: 'matters/a.txt', text: '离婚登记 : 想分开\n结婚登记\n' }] }, 2],
    ['stop-words.txt', { stopWords: { name: 'stop-words.txt', text: '的\n两 个\n' } }, 2],
  ])('names file and line of a malformed line in %s', (name, files, line) => {
    expect(() => parseLexicon(files)).toThrow(LexiconError)
    try {
      parseLexicon(files)
    } catch (error) {
      expect(error).toMatchObject({ file: name, line })
    }
  })
})
