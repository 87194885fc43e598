import { describe, expect, it } from 'vitest'
import { decideAnswer } from '../../../src/answering/decide-answer.ts'
import { findGuideField } from '../../../src/answering/find-guide-field.ts'
import type { Thresholds } from '../../../src/answering/thresholds.ts'
import type { Intent } from '../../../src/contracts/meaning.ts'
import type { Hit } from '../../../src/contracts/retrieval.ts'

const thresholds: Thresholds = {
  answer: 0.6,
  clarify: 0.4,
  best: 0.15,
  option: 0.1,
  raiseFor: { complaint: 0.2 },
}
const hit = (entryId: string, confidence: number, question = entryId): Hit => ({
  entryId,
  version: 1,
  question,
  score: confidence,
  confidence,
  matchedWording: question,
  why: [],
})
const decide = (hits: Hit[], intent: Intent = 'consult', text = '居住证') =>
  decideAnswer({ intent, text }, hits, thresholds)

describe('deciding what to do with a message', () => {
  it('answers when it is sure, and names the one field that was asked for', () => {
    expect(decide([hit('a', 0.8), hit('b', 0.1)])).toMatchObject({ kind: 'answer', confidence: 0.8 })
    expect(decide([hit('a', 0.8)], 'consult', '居住证要带什么材料')).toMatchObject({
      guideField: 'materials',
    })
    expect(decide([hit('a', 0.8)])).not.toHaveProperty('guideField')
  })

  it('asks back with two to four different options when several may be meant', () => {
    const decision = decide([
      hit('a', 0.3, '居住证申领'),
      hit('b', 0.3, '居住证申领？'),
      hit('c', 0.2),
      hit('d', 0.2),
      hit('e', 0.2),
      hit('f', 0.2),
    ])
    expect(decision.kind).toBe('clarify')
    expect(decision.kind === 'clarify' && decision.hits.map(({ entryId }) => entryId)).toEqual([
      'a',
      'c',
      'd',
      'e',
    ])
  })

  it('declines when nothing fits, or when there is only one unsure option', () => {
    expect(decide([])).toEqual({ kind: 'none', confidence: 0 })
    expect(decide([hit('a', 0.45)])).toMatchObject({ kind: 'none' })
    expect(decide([hit('a', 0.1), hit('b', 0.1)])).toMatchObject({ kind: 'none' })
    expect(decide(['a', 'b', 'c', 'd'].map((id) => hit(id, 0.14)))).toMatchObject({ kind: 'none' })
    expect(decide([hit('a', 0.39), hit('b', 0.05)])).toMatchObject({ kind: 'none' })
  })

  it('offers one likely entry beside its runner-up rather than turning the question away', () => {
    const decision = decide([hit('a', 0.45), hit('b', 0.02), hit('c', 0.01)])
    expect(decision.kind === 'clarify' && decision.hits.map(({ entryId }) => entryId)).toEqual(['a', 'b'])
  })

  it('is more careful with a complaint, which wants something done', () => {
    expect(decide([hit('a', 0.7)], 'complaint').kind).not.toBe('answer')
    expect(decide([hit('a', 0.85)], 'complaint').kind).toBe('answer')
  })

  it('does not answer small talk or a wish for a person from the knowledge base', () => {
    for (const intent of ['smalltalk', 'human', 'progress'] as const)
      expect(decide([hit('a', 0.99)], intent).kind).toBe('none')
  })
})

describe('which field of a guide is asked for', () => {
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
  ])('%s → %s', (text, field) => {
    expect(findGuideField(text)).toBe(field)
  })

  it.each([
    '居住证怎么办理',
    '公租房怎么申请',
    '身份证件丢了怎么办',
    '物业乱收费怎么投诉',
    '一直有骚扰电话打来',
    '周末邻居装修很吵',
    '打开小程序就闪退，要求处理',
  ])('takes "%s" for the whole matter', (text) => {
    expect(['steps', 'materials', 'fee', 'phone', 'hours', 'conditions']).not.toContain(findGuideField(text))
  })

  it('leaves the whole guide to those who ask for everything or for nothing in particular', () => {
    expect(findGuideField('居住证')).toBeUndefined()
    expect(findGuideField('要什么材料，多少钱，去哪办，几点上班')).toBeUndefined()
  })
})
