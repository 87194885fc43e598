import { describe, expect, it } from 'vitest'
import { replacedDrafts } from '../../../console/desk/replaced-drafts.ts'
import { approvedReturns, freshFirst, lastSentBack } from '../../../console/triage/why-back.ts'

type Step = Parameters<typeof approvedReturns>[0][number]
const step = (seq: number, action: string, more: Partial<Step> = {}): Step => ({
  seq,
  action,
  at: '2026-11-23T06:03:00.000Z',
  title: '',
  publicText: '',
  internalNote: '',
  by: '王某',
  unit: null,
  proposedDepartment: null,
  basis: '',
  contact: null,
  ...more,
})
const housing = { internalNote: '不在小区里', unit: '市住建局', proposedDepartment: '市城管局' }
const STORY: Step[] = [
  step(9, 'dispute', { publicText: '您的评价：没解决。灯还是黑的。热线正在核实，核实后告诉您怎么办。' }),
  step(6, 'refuse_return', { internalNote: '归你们' }),
  step(5, 'request_return', { internalNote: '不归我们', unit: '市城管局' }),
  step(3, 'approve_return', { internalNote: '同意', unit: null }),
  step(2, 'request_return', housing),
  step(1, 'dispatch'),
]

describe('why a ticket is on the desk again', () => {
  it('names the unit that gave it back with its reason; a refused request is no return', () => {
    expect(approvedReturns(STORY)).toEqual([
      { seq: 3, unit: '市住建局', reason: '不在小区里', proposed: '市城管局', note: '同意' },
    ])
  })

  it('gives the words of the citizen without the sentence around them', () => {
    expect(lastSentBack(STORY)).toEqual({ seq: 9, reason: '灯还是黑的' })
    expect(lastSentBack(STORY.slice(1))).toBeNull()
  })

  it('puts who gave it back last among the candidates', () => {
    const units = ['市住建局', '市城管局', '市交通局'].map((departmentName) => ({ departmentName }))
    expect(freshFirst(units, STORY).map((c) => [c.departmentName, c.gaveBack])).toEqual([
      ['市城管局', false],
      ['市交通局', false],
      ['市住建局', true],
    ])
  })
})

describe('drafts in the thread of an agent', () => {
  it('are folded when a later card replaced them; the one that became a ticket stays', () => {
    type Message = Parameters<typeof replacedDrafts>[0][number]
    const said = (id: string, reply: Partial<NonNullable<Message['reply']>>): Message => ({
      id,
      seq: Number(id),
      author: 'bot',
      isAbusive: false,
      text: '',
      at: '2026-11-23T06:03:00.000Z',
      reply: { kind: 'confirm', text: '', ...reply },
    })
    const draft = [{ field: 'place' as const, label: '地点', value: '', required: true }]
    const thread = [
      said('1', { draft }),
      said('2', { kind: 'answer' }),
      said('3', { draft }),
      said('4', { kind: 'ticket', ticket: { number: '1', queryCode: 'K' } }),
      said('5', { draft }),
      said('6', { draft }),
    ]
    expect([...replacedDrafts(thread)]).toEqual(['1', '5'])
  })
})
