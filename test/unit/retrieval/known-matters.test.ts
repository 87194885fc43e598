import { describe, expect, test } from 'vitest'
import type { SearchableEntry } from '../../../src/contracts/retrieval.ts'
import { createKnownMatters } from '../../../src/retrieval/known-matters/known-matters.ts'
import { createSearchIndex } from '../../../src/retrieval/search-index.ts'
import { EMPTY_LEXICON, parseLexicon } from '../../../src/understanding/lexicon.ts'
import { createUnderstanding } from '../../../src/understanding/understand-text.ts'

const lexicon = {
  ...EMPTY_LEXICON,
  ...parseLexicon({
    synonyms: [{ name: 'synonyms.txt', text: '驾驶证 = 驾照\n' }],
    matters: [
      {
        name: 'matters/family.txt',
        text: `离婚登记、协议离婚 : 两口子过不下去了去哪儿办 | 和老公谈好了要分开
结婚登记、领结婚证 : 想和女朋友扯证要带什么
驾驶证补证、驾驶证遗失补领 : 本本丢了怎么补 | 开车的证掉了
月嫂纠纷 : 请的阿姨没干满就走了`,
      },
    ],
  }),
}
const entry = (entryId: string, question: string, more: Partial<SearchableEntry> = {}): SearchableEntry => ({
  ...{ entryId, version: 1, question, similar: [], answer: '请带身份证到窗口办理。', details: '' },
  ...{ keywords: [], category: '', department: '', guideText: '' },
  ...more,
})
const filler = Array.from({ length: 30 }, (_, at) => entry(`other-${at}`, `第${at}号路灯不亮找谁修`))
const open = (...entries: SearchableEntry[]) => {
  const index = createSearchIndex(lexicon)
  index.replaceAll([...entries, ...filler])
  const matters = createKnownMatters(lexicon, index)
  const understand = createUnderstanding({
    lexicon,
    city: { name: '青川市', short: '青川', districts: [], places: [] } as never,
    specialRoutes: [],
  })
  const missing = (question: string) =>
    matters.missing(matters.recognise(understand(question, new Date('2026-11-29T00:00:00Z'))))
  return { index, missing }
}

describe('a matter the base has nothing on', () => {
  test('is named, also where a neighbour says half of its name', () => {
    const { missing } = open(entry('marry', '结婚登记怎么办'))
    expect(missing('我们两口子过不下去了去哪儿办')).toMatchObject({ name: '离婚登记' })
    expect(missing('两口子过不下去了去哪儿办')?.confidence).toBeGreaterThan(0.5)
    expect(missing('想和女朋友扯证要带什么')?.confidence ?? 0).toBeLessThan(0)
  })

  test('is there once an entry is called so, by its title, a similar question, another name, or what people taught', () => {
    const asked = '和老公谈好了要分开'
    expect(open().missing(asked)?.name).toBe('离婚登记')
    for (const has of [
      entry('divorce', '离婚登记要带什么'),
      entry('divorce', '婚姻窗口几点上班', { similar: ['协议离婚怎么办'] }),
    ])
      expect(open(has).missing(asked)?.confidence ?? 0).toBeLessThan(0.1)
    expect(open(entry('licence', '驾照遗失补领')).missing('开车的证掉了')?.name).not.toBe('驾驶证补证')

    const { index, missing } = open(entry('window', '婚姻窗口几点上班'))
    expect(missing(asked)?.name).toBe('离婚登记')
    index.learn({ query: '协议离婚在哪个窗口', entryId: 'window' })
    expect(missing(asked)?.name).not.toBe('离婚登记')
    index.remove('window')
    expect(missing(asked)?.name).toBe('离婚登记')
  })

  test('is not taken for there by the common half of a name the segmenter does not know', () => {
    expect(open(entry('row', '劳动纠纷找谁')).missing('请的阿姨没干满就走了')?.name).toBe('月嫂纠纷')
  })

  test('is nothing where nothing known was asked', () => {
    expect(open().missing('今天天气真好')?.confidence ?? 0).toBeLessThan(0.2)
  })
})
