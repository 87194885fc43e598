import { describe, expect, test } from 'vitest'
import { TICKET_ACTIONS, TICKET_STATES } from '../../../src/contracts/ticket.ts'
import { allowedActions, missingWords, refusalOf, stateAfter } from '../../../src/tickets/refuse-action.ts'
import { TRANSITIONS } from '../../../src/tickets/transitions.ts'
import { buildCitizen, buildStaff } from '../../support/build-ticket.ts'

const at = (state: (typeof TICKET_STATES)[number], leadDepartmentId: string | null = 'lights') => ({
  state,
  leadDepartmentId,
})
const handler = buildStaff(['handler'], 'lights')
const stranger = buildStaff(['handler'], 'parks')
const dispatcher = buildStaff(['dispatcher'])
const citizen = buildCitizen()

/** What the desk may do to every ticket on its way; whether an urge or an order stands is a guard's matter. */
const ASKED = ['answer_supervision', 'urge', 'answer_urge'] as const

describe('what is allowed', () => {
  test('the lead department signs, another department may not', () => {
    expect(allowedActions(at('dispatched'), handler)).toEqual([
      'sign',
      'request_return',
      'report_part',
      'answer_supervision',
      'answer_urge',
      'note',
    ])
    expect(allowedActions(at('dispatched'), stranger)).toEqual([])
    expect(refusalOf(at('dispatched'), 'sign', stranger)).toBe('unit')
  })

  test('a handler without a department handles nothing, not even a ticket without a lead', () => {
    const lost = buildStaff(['handler'], null)
    expect(allowedActions(at('accepted', null), lost)).toEqual([])
  })

  test('the desk dispatches and reviews returns', () => {
    expect(allowedActions(at('accepted', null), dispatcher)).toEqual([
      'ask_info',
      'answer_directly',
      'refer',
      'dispatch',
      'confer',
      'designate',
      'join',
      'recategorise',
      ...ASKED,
      'note',
    ])
    expect(allowedActions(at('return_req'), dispatcher)).toEqual([
      'approve_return',
      'refuse_return',
      'recategorise',
      ...ASKED,
      'note',
    ])
  })

  test('who is both desk and handler keeps both rights', () => {
    const both = buildStaff(['agent', 'handler'], 'parks')
    expect(allowedActions(at('handling', 'lights'), both)).not.toContain('reply')
    expect(allowedActions(at('handling', 'lights'), both)).toContain('add_co')
    expect(allowedActions(at('handling', 'parks'), both)).toContain('reply')
  })

  test('a citizen adds facts while it is open, withdraws until it is answered, and corrects their own data always', () => {
    expect(allowedActions(at('handling'), citizen)).toEqual(['urge', 'add_facts', 'correct', 'withdraw'])
    expect(allowedActions(at('replied'), citizen)).toEqual(['add_facts', 'correct'])
    expect(allowedActions(at('withdrawn'), citizen)).toEqual(['correct'])
  })

  test('staff never rate, whatever their roles', () => {
    const all = buildStaff(['admin', 'agent', 'dispatcher', 'handler', 'editor', 'supervisor'], 'lights')
    for (const action of ['rate', 'dispute', 'withdraw', 'add_facts'] as const) {
      expect(refusalOf(at('followup'), action, all)).toBe('role')
    }
  })

  test('a unit signs its own replies, and nobody judges what the own unit asked for', () => {
    const leader = buildStaff(['signer'], 'lights')
    expect(allowedActions(at('unit_review'), leader)).toEqual(['sign_reply', 'send_back_reply', 'note'])
    expect(refusalOf(at('unit_review'), 'sign_reply', buildStaff(['signer'], 'parks'))).toBe('unit')
    expect(refusalOf(at('unit_review'), 'sign_reply', handler)).toBe('role')
    for (const action of ['approve_extension', 'approve_termination', 'pass_reply', 'uphold'] as const) {
      expect(refusalOf(at('handling'), action, buildStaff(['handler', 'signer'], 'lights'))).toBe('role')
    }
  })

  test('a unit that helps may report and note, nothing else', () => {
    const helped = { ...at('handling'), coDepartmentIds: ['parks'] }
    expect(allowedActions(helped, stranger)).toEqual(['report_part', 'note'])
  })

  test('a withdrawn ticket is over for everything but a correction and a note', () => {
    const actors = [citizen, handler, dispatcher, { kind: 'system', id: 'system', name: '系统' } as const]
    expect(actors.flatMap((actor) => allowedActions(at('withdrawn'), actor))).toEqual([
      'correct',
      'note',
      'note',
    ])
  })
})

describe('the table itself', () => {
  test('names every action, and every state can be reached and, while open, left', () => {
    expect(Object.keys(TRANSITIONS).sort()).toEqual([...TICKET_ACTIONS].sort())
    const reached = new Set<string>(Object.values(TRANSITIONS).map((t) => t.to))
    const ends = ['withdrawn']
    for (const state of TICKET_STATES) {
      expect(reached).toContain(state)
      const leaves = TICKET_ACTIONS.some(
        (a) => (TRANSITIONS[a].from as readonly string[]).includes(state) && stateAfter(state, a) !== state,
      )
      expect(leaves).toBe(!ends.includes(state))
    }
  })

  test('a return, a reply and a rework need words', () => {
    expect(missingWords('request_return', { reason: '不管' })).toContain('退单理由')
    expect(missingWords('request_return', { reason: '  不归我们管 ' })).toBeNull()
    expect(missingWords('reply', { publicReply: '   ' })).not.toBeNull()
    expect(missingWords('rework', {})).not.toBeNull()
    expect(missingWords('sign', {})).toBeNull()
  })
})
