import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerPrecision, declineQuality, recallAt } from '../../../eval/metrics.ts'
import { runHotspots } from '../../../eval/run-hotspots.ts'
import { runRetrieval } from '../../../eval/run-retrieval.ts'
import { macroF1 } from '../../../src/understanding/measure-classifier.ts'

const folder = mkdtempSync(join(tmpdir(), 'eval-'))
const write = (name: string, lines: unknown[]): string => {
  const path = join(folder, name)
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'))
  return path
}
const read = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('the measures', () => {
  const judged = [
    { gold: ['a'], hitIds: ['a', 'b'], decision: 'answer' as const, ms: 1 },
    { gold: ['b'], hitIds: ['a', 'b'], decision: 'answer' as const, ms: 1 },
    { gold: ['c'], hitIds: ['a'], decision: 'none' as const, ms: 1 },
    { gold: [], hitIds: ['a'], decision: 'none' as const, ms: 1 },
  ]

  it('count recall over answerable queries, and declining over unanswerable ones', () => {
    expect(recallAt(judged, 1)).toBeCloseTo(1 / 3)
    expect(recallAt(judged, 3)).toBeCloseTo(2 / 3)
    expect(declineQuality(judged)).toEqual({ precision: 0.5, recall: 1 })
    expect(answerPrecision(judged)).toBe(0.5)
  })

  it('average F1 over labels, so a rare label counts as much as a common one', () => {
    const pairs = [
      { gold: 'x', said: 'x' },
      { gold: 'x', said: 'x' },
      { gold: 'y', said: 'x' },
    ]
    expect(macroF1(pairs)).toBeCloseTo(0.4)
  })
})

describe('eval retrieval', () => {
  const queries = write('q.jsonl', [{ id: 1, query: '图书馆几点关门' }])

  it('answers from a FAQ corpus with variants and learned wordings', () => {
    const corpus = write('c.jsonl', [
      {
        id: 'library',
        question: '图书馆开放时间',
        variants: ['图书馆几点开门'],
        answer: '每天9点到21点开放。周一闭馆。',
        department: '文旅局',
      },
      { id: 'pool', question: '游泳馆收费标准', answer: '成人30元一次。' },
    ])
    const out = join(folder, 'o.jsonl')
    runRetrieval({
      corpus,
      queries,
      learn: write('l.jsonl', [{ query: '书馆晚上到几点', entryId: 'library' }]),
      out,
    })
    const [line] = read(out)
    expect(line).toMatchObject({ id: '1', decision: 'answer' })
    expect(line.hits[0].entryId).toBe('library')
    expect('每天9点到21点开放。周一闭馆。').toContain(line.quote)
    expect(line.ms).toBeGreaterThan(0)
  })

  it('quotes the right sentence of a long document', () => {
    const filler = '本馆长期开展读书活动,欢迎参加各类讲座。'.repeat(60)
    const text = `${filler}图书馆每晚九点关门。${filler}`
    const corpus = write('d.jsonl', [
      { id: 'rules', title: '图书馆入馆须知', text },
      { id: 'other', title: '体育馆须知', text: '体育馆禁止吸烟。' },
    ])
    const out = join(folder, 'od.jsonl')
    runRetrieval({ corpus, queries, out })
    const [line] = read(out)
    expect(line.hits[0].entryId).toBe('rules')
    if (line.quote !== undefined) expect(text).toContain(line.quote)
  })

  it('names file and line of an unreadable line', () => {
    const corpus = write('bad.jsonl', [{ id: 'x', question: '好' }, { nothing: true }])
    expect(() => runRetrieval({ corpus, queries, out: join(folder, 'x.jsonl') })).toThrow(/bad\.jsonl:2/)
  })
})

describe('eval hotspots', () => {
  it('gathers one trouble at one place and keeps another trouble at the same place apart', () => {
    const at = (day: number) => `2026-10-${String(day).padStart(2, '0')}T08:00:00Z`
    const messages = [
      {
        id: 'a',
        title: '金秋花园旁搅拌站夜间噪音扰民',
        text: '金秋花园旁边的搅拌站每天夜里施工,噪音粉尘很大',
        at: at(1),
        weight: 9,
      },
      {
        id: 'b',
        title: '投诉金秋花园附近的搅拌站粉尘噪音',
        text: '搅拌站离金秋花园太近,夜里噪音大',
        at: at(5),
      },
      { id: 'c', title: '金秋花园搅拌站噪音何时能解决', text: '搅拌站的噪音和粉尘一直没有解决', at: at(9) },
      { id: 'd', title: '金秋花园幼儿园什么时候开园', text: '小区配套幼儿园建好两年没有开园招生', at: at(6) },
      { id: 'e', title: '公交28路班次太少', text: '早高峰等半小时才来一班公交', at: at(7) },
      { id: 'f', title: '医保缴费记录查不到', text: '去年缴的医保在网上查不到记录', at: at(8) },
      ...Array.from({ length: 12 }, (_, index) => ({
        id: `x${index}`,
        title: `第${index}件不相干的事情${'甲乙丙丁戊己庚辛壬癸子丑'.charAt(index)}`,
        text: '随便说说',
        at: at(10),
      })),
    ]
    const out = join(folder, 'h.jsonl')
    runHotspots({ messages: write('m.jsonl', messages), out })
    const event = read(out).find((each) => each.memberIds.includes('a'))
    expect(event.memberIds).toEqual(['a', 'b', 'c'])
    expect(event.place).toContain('金秋花园')
    expect(event.heat).toBeGreaterThan(0)
  })
})
