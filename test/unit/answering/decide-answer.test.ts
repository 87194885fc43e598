import { describe, expect, it } from 'vitest'
import { decideAnswer } from '../../../src/answering/decide-answer.ts'
import type { Thresholds } from '../../../src/answering/thresholds.ts'
import type { Intent } from '../../../src/contracts/meaning.ts'
import type { Hit } from '../../../src/contracts/retrieval.ts'

const thresholds: Thresholds = {
  answer: 0.6,
  clarify: 0.4,
  best: 0.15,
  option: 0.1,
  missing: 0.6,
  offTopic: 0.9,
  raiseFor: { complaint: 0.2 },
  raiseBestFor: { help: 0.1 },
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
const decide = (hits: Hit[], intent: Intent = 'consult', text = '居住证怎么申领') =>
  decideAnswer({ intent, text, tokens: [text] }, hits, thresholds)

describe('deciding what to do with a message', () => {
  it('answers when it is sure', () => {
    expect(decide([hit('a', 0.8), hit('b', 0.1)])).toMatchObject({ kind: 'answer', confidence: 0.8 })
  })

  it('answers what is none of our business only where it was asked word for word', () => {
    const ask = (confidence: number) =>
      decideAnswer(
        { intent: 'consult', text: '明天会不会下雨', tokens: ['明天', '下雨'], offTopic: '天气' },
        [hit('a', confidence)],
        thresholds,
      )
    expect(ask(0.8).kind).toBe('none')
    expect(ask(0.95).kind).toBe('answer')
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

  it('declines by its name a matter that is known and the base lacks, unless an entry is nearly as sure', () => {
    const divorce = (confidence: number) => (least: number) =>
      confidence >= least ? { name: '离婚登记', confidence } : undefined
    const asked = {
      intent: 'consult' as const,
      text: '两口子过不下去了去哪办',
      tokens: ['两口子', '过不下去'],
    }
    const near = [hit('a', 0.3), hit('b', 0.2)]
    expect(decideAnswer(asked, near, thresholds, divorce(0.95))).toEqual({
      kind: 'none',
      confidence: 0.3,
      missing: '离婚登记',
    })
    expect(decideAnswer(asked, near, thresholds, divorce(0.8)).kind).toBe('clarify')
    expect(decideAnswer(asked, [hit('a', 0.9)], thresholds, divorce(1)).kind).toBe('answer')
  })

  it('declines when nothing fits, or when there is only one unsure option', () => {
    expect(decide([])).toEqual({ kind: 'none', confidence: 0 })
    expect(decide([hit('a', 0.45)])).toMatchObject({ kind: 'none' })
    expect(decide([hit('a', 0.1), hit('b', 0.1)])).toMatchObject({ kind: 'none' })
    expect(decide(['a', 'b', 'c', 'd'].map((id) => hit(id, 0.14)))).toMatchObject({ kind: 'none' })
    expect(decide([hit('a', 0.39), hit('b', 0.05)])).toMatchObject({ kind: 'none' })
  })

  it('asks back where a single word names a topic of several entries', () => {
    const hits = [hit('a', 0.8, '公积金怎么提取'), hit('b', 0.3, '公积金贷款怎么申请')]
    expect(decide(hits, 'consult', '公积金').kind).toBe('clarify')
    expect(decide(hits, 'consult', '公积金提取要什么').kind).toBe('answer')
  })

  it('turns to a ticket sooner where something is to be done than where something is asked', () => {
    const hits = [hit('a', 0.22), hit('b', 0.2)]
    expect(decide(hits, 'consult').kind).toBe('clarify')
    expect(decide(hits, 'help').kind).toBe('none')
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
