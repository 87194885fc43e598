import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairTerm } from '../../../src/retrieval/index/encode-text.ts'
import { createCandidateIndex } from '../../../src/retrieval/index/find-candidates.ts'
import { IntegerTable } from '../../../src/retrieval/index/integer-table.ts'
import type { UnitText } from '../../../src/retrieval/index/list-units.ts'
import { createUnitPacker } from '../../../src/retrieval/index/pack-units.ts'

describe('a table of integers', () => {
  it('holds what a Map holds, however many keys and whatever their sign', () => {
    const Writes = fc.array(fc.tuple(fc.integer(), fc.integer()), { maxLength: 9000 })
    fc.assert(
      fc.property(Writes, (writes) => {
        const table = new IntegerTable()
        const map = new Map<number, number>()
        for (const [key, value] of writes.filter(([each]) => each !== 0)) {
          table.set(key, value)
          map.set(key, value)
        }
        for (const [key, value] of map) expect(table.get(key)).toBe(value)
        expect(table.get(-1)).toBe(map.get(-1) ?? 0)
      }),
      { numRuns: 20 },
    )
  })
})

describe('packed texts', () => {
  it('are spelled as they were, also passages that stand in the whole and texts longer than a room', () => {
    const pack = createUnitPacker()
    const units: UnitText[] = [
      { kind: 'title', text: '居住证怎么办𠮷😀', weight: 1 },
      { kind: 'wording', text: '办居住证', weight: 0.9 },
      { kind: 'whole', text: `居住证怎么办 到窗口。${'办理'.repeat(60_000)} 带身份证。`, weight: 1 },
      { kind: 'passage', text: '到窗口。', weight: 1 },
      { kind: 'passage', text: '第二章 带身份证。', weight: 1 },
      { kind: 'passage', text: '带身份证。', weight: 1 },
    ]
    const packed = pack(units)
    expect(packed.map(({ kind, text, weight }) => ({ kind, text, weight }))).toEqual(units)
    const [, , whole, inside] = packed
    expect(inside?.codes).toBe(whole?.codes)
  })
})

describe('the candidate index', () => {
  const NAMES = ['居住证', '社保卡', '公积金', '身份证', '驾驶证']
  const textsOf = (slot: number) => ({
    wordings: [`${NAMES[slot % NAMES.length]}怎么办`],
    whole: `${NAMES[slot % NAMES.length]} 第${slot}号窗口`,
  })
  const find = (index: ReturnType<typeof createCandidateIndex>, text: string): number[] => {
    const term = text.length === 1 ? text.charCodeAt(0) : pairTerm(text)
    const options = { kept: 1000, limit: 1000, isLive: () => true }
    return index.search([{ term, worth: 1 }], options).sort((a, b) => a - b)
  }
  const ofName = (name: string, upTo: number): number[] =>
    Array.from({ length: upTo }, (_, slot) => slot).filter((slot) => NAMES[slot % NAMES.length] === name)

  it('finds what it was filled with and what came after, each once', () => {
    const index = createCandidateIndex()
    for (let slot = 0; slot < 90; slot += 1) index.add(slot, textsOf(slot))
    expect(find(index, '社保')).toEqual(ofName('社保卡', 90))
    for (let slot = 90; slot < 140; slot += 1) index.add(slot, textsOf(slot))
    expect(find(index, '社保')).toEqual(ofName('社保卡', 140))
    expect(find(index, '卡')).toEqual(ofName('社保卡', 140))
    expect(find(index, '没有')).toEqual([])
  })

  it('finds the same whether it was filled in one go or entry by entry', () => {
    const filled = createCandidateIndex()
    const grown = createCandidateIndex()
    grown.seal()
    for (let slot = 0; slot < 90; slot += 1)
      for (const index of [filled, grown]) index.add(slot, textsOf(slot))
    for (const term of ['居住', '证', '怎么', '窗口', '7号', '号'])
      expect(find(filled, term)).toEqual(find(grown, term))
  })
})
