import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import type { RoleFile } from '../../src/contracts/role-rules.ts'
import type { Role } from '../../src/contracts/staff.ts'
import { undoRuleChange } from '../../src/dispatch/catalogue/undo-rule-change.ts'
import { readCityFiles } from '../../src/knowledge-base/read-city-files.ts'
import { readRuleInForce } from '../../src/knowledge-base/read-rules.ts'
import { findNewestRule } from '../../src/knowledge-base/rule-set-repository.ts'
import { storeRules } from '../../src/knowledge-base/store-rules.ts'
import { isoNow } from '../../src/platform/clock.ts'
import { CAPABILITIES, hasRight, isAllowed, offerOf } from '../../src/staff/policy.ts'
import { changeRoles, type RightChoice, rolesWith } from '../../src/staff/roles/change-roles.ts'
import { ROLES, VITAL } from '../../src/staff/roles/right-words.ts'
import { insertStaff } from '../../src/staff/staff-repository.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const CITY = readCityFiles('knowledge').rules

/** Two of the desk's work can be shared out, the rest hangs on one role each. */
const PEOPLE: Role[][] = [
  ...[['admin'], ['agent'], ['agent', 'dispatcher'], ['dispatcher'], ['handler']],
  ...[['signer'], ['editor'], ['supervisor']],
] as Role[][]

const OFFERED = ROLES.flatMap((role) =>
  CAPABILITIES.flatMap((capability) =>
    ['delivered', 'extra'].includes(offerOf(role, capability)) ? [{ role, capability }] : [],
  ),
)
const change = fc
  .array(fc.record({ at: fc.nat(OFFERED.length - 1), has: fc.boolean() }), { minLength: 1, maxLength: 6 })
  .map((list) => list.map(({ at, has }) => ({ ...OFFERED[at], has }) as RightChoice))
const step = fc.oneof(
  { weight: 3, arbitrary: change.map((choices) => ({ choices, undo: null })) },
  { weight: 2, arbitrary: fc.nat(12).map((undo) => ({ choices: null, undo })) },
)

const rightsOf = (roles: readonly RoleFile[]): string[] =>
  ROLES.flatMap((role) =>
    CAPABILITIES.flatMap((capability) =>
      hasRight({ roles: [...roles] }, role, capability) ? [`${role} ${capability}`] : [],
    ),
  )

describeOnEachDatabase('changing what roles may do', (open, engine) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
    await storeRules(desk.db, CITY, isoNow(desk.clock))
    for (const [n, roles] of PEOPLE.entries())
      await insertStaff(
        desk.db,
        { id: `s-${n}`, login: `s${n}`, name: `员工${n}`, roles, departmentId: null, passwordHash: null },
        isoNow(desk.clock),
      )
  })
  const now = async () => await readRuleInForce(desk.db, 'roles')
  const people = PEOPLE.map((roles) => ({ roles }))
  const mustHold = (roles: readonly RoleFile[]): void => {
    const rules = { roles: [...roles] }
    for (const capability of CAPABILITIES) {
      if (offerOf('admin', capability) === 'fixed') expect(hasRight(rules, 'admin', capability)).toBe(true)
      // Whoever did the work that may not stop, somebody still does it.
      const isLost = !people.some((person) => isAllowed(rules, person, capability))
      if (VITAL[capability]) expect([capability, isLost]).toEqual([capability, false])
    }
  }

  test('any sequence of changes and undos ends where it should, and nobody is ever locked out', async () => {
    const runs = engine === 'sqlite' ? 12 : 5
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const done: { id: string; before: RoleFile[]; after: RoleFile[]; isUndone: boolean }[] = []
        for (const { choices, undo } of steps) {
          const { version, content } = await now()
          const edit = { why: '试一试', by: 's-0' }
          const target = undo === null ? undefined : done[undo % Math.max(1, done.length)]
          const doIt = choices
            ? () => changeRoles(desk, choices, { ...edit, seen: version })
            : () => undoRuleChange(desk, { ...edit, undoes: target?.id ?? 'none' })
          const isDone = await doIt().then(
            () => true,
            () => false,
          )
          const after = (await now()).content
          mustHold(after)
          // Refused, nothing at all has changed.
          if (!isDone) {
            expect(after).toEqual(content)
            continue
          }
          if (choices) {
            expect(rightsOf(after)).toEqual(rightsOf(rolesWith(content, choices)))
            const id = (await findNewestRule(desk.db, 'roles'))?.changeId ?? ''
            done.push({ id, before: content, after, isUndone: false })
            continue
          }
          if (!target) throw new Error('an undo of nothing was done')
          expect(target.isUndone).toBe(false)
          target.isUndone = true
          // Every role the change touched is as it was before; every other as it stood.
          for (const role of ROLES) {
            const of = (roles: readonly RoleFile[]) => roles.find(({ id }) => id === role)
            const wasTouched = JSON.stringify(of(target.before)) !== JSON.stringify(of(target.after))
            expect([role, of(after)]).toEqual([role, of(wasTouched ? target.before : content)])
          }
        }
      }),
      { numRuns: runs },
    )
  }, 120_000)

  test('two administrators at once: one is told, and what the other saved stands', async () => {
    const { version } = await now()
    const give = (role: Role): RightChoice[] => [{ role, capability: 'insight.read', has: true }]
    const edit = { why: '看看板', by: 's-0', seen: version }
    const both = await Promise.allSettled([
      changeRoles(desk, give('agent'), edit),
      changeRoles(desk, give('dispatcher'), edit),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await now()).content).toHaveLength(1)
  })

  test('a file read again takes in what it changed and leaves what a person changed', async () => {
    const { version } = await now()
    const choices: RightChoice[] = [{ role: 'agent', capability: 'insight.read', has: true }]
    await changeRoles(desk, choices, { why: '看看板', by: 's-0', seen: version })
    const roles: RoleFile[] = [{ id: 'dispatcher', more: ['insight.read'], less: [] }]
    const { kept } = await storeRules(desk.db, { ...CITY, roles }, isoNow(desk.clock))
    expect(kept).toEqual([])
    expect((await now()).content.map(({ id }) => id).sort()).toEqual(['agent', 'dispatcher'])
  })
})
