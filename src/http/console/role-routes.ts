import { Hono } from 'hono'
import { z } from 'zod'
import type { RoleFile } from '../../contracts/role-rules.ts'
import { Role } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { readRuleInForce } from '../../knowledge-base/read-rules.ts'
import { CAPABILITIES, type Capability, hasRight, offerOf } from '../../staff/policy.ts'
import { changeRoles, rolesWith } from '../../staff/roles/change-roles.ts'
import { NEEDS, RIGHT_WORDS, ROLE_NAMES, ROLES } from '../../staff/roles/right-words.ts'
import { listActive, weighRoles } from '../../staff/roles/weigh-roles.ts'
import { validated } from '../validated.ts'
import { Why } from './catalogue-routes.ts'
import { may, type StaffEnv } from './signed-in.ts'

type RulesDesk = Desk & { refreshRules(): Promise<void> }
const Choices = z
  .array(z.object({ role: Role, capability: z.enum(CAPABILITIES), has: z.boolean() }))
  .max(CAPABILITIES.length * ROLES.length)

/** One cell of the table: how it was delivered, and how it is. */
const presentCell = (roles: readonly RoleFile[], role: Role, capability: Capability) => {
  const offer = offerOf(role, capability)
  const has = hasRight({ roles: [...roles] }, role, capability)
  return { role, offer, has, isChanged: has !== (offer === 'fixed' || offer === 'delivered') }
}

const show = async (desk: Desk) => {
  const { version, content } = await readRuleInForce(desk.db, 'roles')
  const people = await listActive(desk.db)
  const names = Object.keys(RIGHT_WORDS) as Capability[]
  const groups = [...new Set(names.map((name) => RIGHT_WORDS[name][0]))]
  return {
    version,
    roles: ROLES.map((id) => ({
      id,
      name: ROLE_NAMES[id],
      people: people.filter((person) => person.roles.includes(id)).length,
      isChanged: content.some((role) => role.id === id),
    })),
    groups: groups.map((group) => ({
      group,
      rights: names
        .filter((name) => RIGHT_WORDS[name][0] === group)
        .map((capability) => ({
          capability,
          name: RIGHT_WORDS[capability][1],
          needs: NEEDS[capability] ?? null,
          cells: ROLES.map((role) => presentCell(content, role, capability)),
        })),
    })),
  }
}

/** What each role may do: as delivered, as the city changed it, and what a change would mean before it is made. */
export const roleRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/roles', may('roles.change'), async (c) => c.json(await show(desk)))
    .post(
      '/roles/check',
      may('roles.change'),
      validated('json', z.object({ choices: Choices })),
      async (c) => {
        const { version, content } = await readRuleInForce(desk.db, 'roles')
        const effect = await weighRoles(desk.db, content, rolesWith(content, c.req.valid('json').choices))
        return c.json({ version, ...effect })
      },
    )
    .put(
      '/roles',
      may('roles.change'),
      validated('json', z.object({ choices: Choices, why: Why, seen: z.number().int().positive() })),
      async (c) => {
        const { choices, ...edit } = c.req.valid('json')
        const done = await changeRoles(desk, choices, { ...edit, by: c.get('member').id })
        await desk.refreshRules()
        return c.json(done)
      },
    )
