import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Role } from '../../../src/contracts/staff.ts'
import type { TicketAction } from '../../../src/contracts/ticket.ts'
import { RIGHT_OF_ACTION } from '../../../src/http/console/action-rights.ts'
import { CAPABILITIES, type Capability, hasRight, offerOf } from '../../../src/staff/policy.ts'
import { type RightChoice, rolesWith } from '../../../src/staff/roles/change-roles.ts'
import { NEEDS, RIGHT_WORDS, ROLES } from '../../../src/staff/roles/right-words.ts'
import { faultInRole } from '../../../src/staff/roles/weigh-roles.ts'
import { TRANSITIONS, transitionOf } from '../../../src/tickets/transitions.ts'

const DELIVERED = { roles: [] }
const HOTLINE: readonly Role[] = ['agent', 'dispatcher', 'supervisor', 'admin']
const mayHave = (role: Role, capability: Capability): boolean => offerOf(role, capability) !== 'never'

describe('the table of rights', () => {
  test('names every capability once, and as delivered nobody lacks what a right of theirs needs', () => {
    expect(Object.keys(RIGHT_WORDS).sort()).toEqual([...CAPABILITIES].sort())
    const names = Object.values(RIGHT_WORDS).map(([, name]) => name)
    expect(new Set(names).size).toBe(names.length)
    expect([...ROLES].sort()).toEqual([...Role.options].sort())
    for (const role of ROLES)
      expect([role, faultInRole({ id: role, more: [], less: [] })]).toEqual([role, null])
  })

  test('a file cannot leave work to nobody, role by role', () => {
    const roles = (['agent', 'dispatcher'] as const).map((id) => ({
      id,
      more: [],
      less: ['ticket.dispatch'],
    }))
    for (const role of roles) {
      expect(faultInRole(role, [role])).toBeNull()
      expect(faultInRole(role, roles)).toContain('would be left to nobody')
    }
  })

  test('whoever can be given a right can be given what it needs', () => {
    for (const role of ROLES)
      for (const [right, needed] of Object.entries(NEEDS) as [Capability, Capability][])
        if (mayHave(role, right)) expect([role, right, mayHave(role, needed)]).toEqual([role, right, true])
  })

  test('a right that moves tickets goes to whom the table of moves names, and to nobody else', () => {
    const isRole = (who: string): who is Role => (Role.options as readonly string[]).includes(who)
    for (const [action, right] of Object.entries(RIGHT_OF_ACTION) as [TicketAction, Capability][]) {
      const movers = transitionOf(action).by.filter(isRole)
      for (const role of ROLES)
        if (mayHave(role, right) && !(movers as string[]).includes(role))
          // One right opens several doors; a role that has it may do at least one of them, and for the others has no button.
          expect([right, role, offerOf(role, right)]).toEqual([right, role, 'delivered'])
      for (const role of movers) expect([action, role, mayHave(role, right)]).toEqual([action, role, true])
    }
    const named = Object.keys(RIGHT_OF_ACTION)
    const ofStaff = (Object.keys(TRANSITIONS) as TicketAction[]).filter((action) =>
      transitionOf(action).by.some(isRole),
    )
    expect(ofStaff.filter((action) => !named.includes(action))).toEqual([])
  })

  test('what looks at every unit’s matters, at rules or at accounts is never a unit’s', () => {
    for (const role of ['handler', 'signer'] as const)
      for (const capability of CAPABILITIES)
        if (mayHave(role, capability)) expect([capability, offerOf(role, capability)]).not.toContain('extra')
    for (const capability of ['ticket.triage', 'insight.read', 'conversation.read'] as const)
      for (const role of ROLES.filter((one) => !HOTLINE.includes(one)))
        expect([capability, role, mayHave(role, capability)]).toEqual([capability, role, false])
  })

  test('accounts and rights are the administrator’s and nobody else’s', () => {
    for (const capability of ['staff.manage', 'roles.change'] as const)
      for (const role of ROLES)
        expect([capability, role, offerOf(role, capability)]).toEqual([
          ...[capability, role, role === 'admin' ? 'fixed' : 'never'],
        ])
  })
})

const name = fc.constantFrom<string>(...CAPABILITIES, 'staff.everything', 'no-such.right')
const stored = fc.uniqueArray(
  fc.record({ id: fc.constantFrom(...ROLES), more: fc.array(name), less: fc.array(name) }),
  { selector: (role) => role.id },
)

describe('whatever is stored', () => {
  test('gives nobody what is never given, and takes nothing that is fixed', () => {
    fc.assert(
      fc.property(stored, (roles) => {
        for (const role of ROLES)
          for (const capability of CAPABILITIES) {
            const offer = offerOf(role, capability)
            if (offer === 'fixed') expect(hasRight({ roles }, role, capability)).toBe(true)
            if (offer === 'never') expect(hasRight({ roles }, role, capability)).toBe(false)
          }
      }),
    )
  })

  test('choices end where they say, and all chosen back nothing is left stored', () => {
    const choice = fc.record({
      role: fc.constantFrom(...ROLES),
      capability: fc.constantFrom(...CAPABILITIES),
      has: fc.boolean(),
    })
    const isOffered = ({ role, capability, has }: RightChoice): boolean => {
      const offer = offerOf(role, capability)
      return offer === 'fixed' ? has : offer === 'never' ? !has : true
    }
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 60 }), (all) => {
        const choices = all.filter(isOffered)
        const roles = rolesWith([], choices)
        const last = new Map(choices.map((one) => [`${one.role} ${one.capability}`, one]))
        for (const { role, capability, has } of last.values())
          expect([role, capability, hasRight({ roles }, role, capability)]).toEqual([role, capability, has])
        const back = [...last.values()].map((one) => ({
          ...one,
          has: hasRight(DELIVERED, one.role, one.capability),
        }))
        expect(rolesWith(roles, back)).toEqual([])
      }),
    )
  })

  test('a file is told what it may not say', () => {
    const fault = (id: Role, more: string[], less: string[] = []) => faultInRole({ id, more, less })
    expect(fault('handler', ['insight.read'])).toContain('cannot be given')
    expect(fault('admin', [], ['staff.manage'])).toContain('cannot be taken')
    expect(fault('agent', ['ticket.fly'])).toContain('no capability "ticket.fly"')
    expect(fault('agent', [], ['conversation.list'])).toContain('needs "conversation.list"')
    expect(fault('dispatcher', ['conversation.list'])).toBeNull()
  })
})
