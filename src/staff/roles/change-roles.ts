import { AppError } from '../../contracts/errors.ts'
import type { Clock } from '../../contracts/ports.ts'
import type { RoleFile } from '../../contracts/role-rules.ts'
import type { Role } from '../../contracts/staff.ts'
import { changeRules, readToChange } from '../../knowledge-base/change-rules.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import { CAPABILITIES, type Capability, offerOf } from '../policy.ts'
import { ROLE_NAMES, ROLES } from './right-words.ts'
import { diffRights, mustKeepWorkGoing, nameRight, sayRights } from './weigh-roles.ts'

/** What an administrator wants a role to have, or not to have. */
export type RightChoice = { role: Role; capability: Capability; has: boolean }

const mustBeOffered = ({ role, capability, has }: RightChoice): void => {
  const offer = offerOf(role, capability)
  const what = `“${nameRight(capability)}”`
  if (offer === 'never' && has)
    throw new AppError('invalid_request', `${what}不能给${ROLE_NAMES[role]}，没有保存。`)
  if (offer === 'fixed' && !has)
    throw new AppError('invalid_request', `${what}不能从${ROLE_NAMES[role]}收回，不然没有人能再改回来。`)
}

/**
 * The roles as they would be with these choices: per role only what differs from the delivered table.
 * @throws AppError invalid_request for what may not be given or taken.
 */
export const rolesWith = (roles: readonly RoleFile[], choices: readonly RightChoice[]): RoleFile[] => {
  choices.forEach(mustBeOffered)
  return ROLES.flatMap((id) => {
    const own = roles.find((role) => role.id === id)
    const more = new Set(own?.more)
    const less = new Set(own?.less)
    for (const { capability, has } of choices.filter(({ role }) => role === id)) {
      const offer = offerOf(id, capability)
      // Chosen as it is for ever: nothing to store.
      if (offer === 'fixed' || offer === 'never') continue
      const isDelivered = offer === 'delivered'
      const [into, wanted] = isDelivered ? [less, !has] : [more, has]
      if (wanted) into.add(capability)
      else into.delete(capability)
    }
    // In the table's order, so that the same rights are the same piece; what a later version no longer has is left behind.
    const inOrder = (names: Set<string>): string[] => CAPABILITIES.filter((name) => names.has(name))
    const piece = { id, more: inOrder(more), less: inOrder(less) }
    return piece.more.length + piece.less.length > 0 ? [piece] : []
  })
}

/**
 * Changes what roles may do, in every process within seconds. @returns the version in force.
 * @throws AppError conflict when it was changed since it was looked at, or work would be left to nobody; invalid_request where nothing
 * changes or what is asked is not offered.
 */
export const changeRoles = (
  desk: { db: Database; clock: Clock },
  choices: readonly RightChoice[],
  edit: { why: string; by: string; seen: number },
): Promise<{ version: number }> =>
  desk.db.transaction().execute(async (tx) => {
    const { version, content } = await readToChange(tx, 'roles')
    if (version !== edit.seen)
      throw new AppError('conflict', '角色权限刚被别人改过，没有保存，您选的还在。请再看一遍影响再存。')
    const after = rolesWith(content, choices)
    const changes = diffRights(content, after)
    if (changes.length === 0) throw new AppError('invalid_request', '和现在一样，没有要改的。')
    await mustKeepWorkGoing(tx, content, after)
    const change = {
      changeId: newId(),
      what: sayRights(changes),
      why: edit.why.trim(),
      by: edit.by,
      at: isoNow(desk.clock),
    }
    return {
      version: await changeRules(tx, 'roles', change, () => new Map(after.map((role) => [role.id, role]))),
    }
  })
