import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanWording, keyOf } from '../../../src/learning/clean-wording.ts'
import { parseLexicon } from '../../../src/understanding/lexicon.ts'
import { createUnderstanding } from '../../../src/understanding/understand-text.ts'
import { buildRules } from '../../support/build-rules.ts'

const understand = createUnderstanding({
  lexicon: parseLexicon({}),
  city: buildRules().city,
  specialRoutes: [],
})
const NOW = new Date('2026-11-23T02:00:00Z')
const clean = (text: string): string | null => cleanWording(understand(text, NOW))

test.each([
  ['您好，请问一下狗证怎么办？谢谢', '狗证怎么办'],
  ['狗证怎么办', '狗证怎么办'],
  ['我想咨询一下，娃上学要啥手续!', '娃上学要啥手续'],
  ['再婚登记要带什么', '再婚登记要带什么'],
  ['麻烦问下 房产证丢咯咋整', '房产证丢咯咋整'],
  ['第一次办护照怎么弄', '第一次办护照怎么弄'],
])('"%s" is kept as "%s"', (said, kept) => expect(clean(said)).toBe(kept))

test.each([
  '请问',
  '那怎么办',
  '老人呢',
  '要带什么证件？',
  '在哪办，几点下班',
  '最后一个',
  '第二个',
  '是这个',
  '不是这个，我问的是居住证',
  '狗证怎么办？猫证呢怎么办',
  '我叫张三丰想办狗证',
  '张女士问狗证怎么办',
  '狗证办好打给我 138 1234 5678',
  '和平路12号的狗证找谁',
  '😀😀😀',
  '！！！',
  '',
])('"%s" is not kept', (said) => expect(clean(said)).toBeNull())

test('whatever is said: what is kept is short, holds no number of anybody, and cleaning it again changes nothing', () => {
  const bits = fc.constantFrom(
    '您好',
    '请问',
    '狗证',
    '怎么办',
    '13812345678',
    '谢谢',
    '？',
    ' ',
    '张先生',
    '3栋502室',
    '老人',
    '居住证丢了',
  )
  const text = fc.oneof(
    fc.array(bits, { maxLength: 8 }).map((some) => some.join('')),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
  )
  fc.assert(
    fc.property(text, (said) => {
      const kept = clean(said)
      if (kept === null) return
      expect([...kept].length).toBeLessThanOrEqual(50)
      expect(kept).not.toMatch(/\d{5}|先生|3栋/)
      expect(clean(kept)).toBe(kept)
      expect(keyOf(kept).length).toBeGreaterThan(0)
    }),
    { numRuns: 300 },
  )
})
