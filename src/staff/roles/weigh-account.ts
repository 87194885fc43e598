import type { CityRules } from '../../contracts/city-rules.ts'
import type { Role } from '../../contracts/staff.ts'
import type { Db } from '../../platform/db/schema.ts'
import { type Capability, isAllowed } from '../policy.ts'
import { VITAL } from './right-words.ts'
import { listActive, nameRight } from './weigh-roles.ts'

/** What an account is to become; null: it is closed. */
export type AccountWanted = { roles: Role[]; departmentId: string | null } | null

/** What only a unit's own people do for it. */
const OF_A_UNIT: readonly Capability[] = ['ticket.handle', 'ticket.sign-reply']

/**
 * Work that nobody active would be left to do, if an account became this: one sentence each, told before it is done. Where the work is a
 * unit's, only that unit's people count.
 */
export const weighAccount = async (
  desk: { db: Db; rules: Pick<CityRules, 'roles' | 'departments'> },
  staffId: string,
  wanted: AccountWanted,
): Promise<string[]> => {
  const people = await listActive(desk.db)
  const person = people.find(({ id }) => id === staffId)
  if (!person) return []
  const unit = desk.rules.departments.find(({ id }) => id === person.departmentId)
  return (Object.entries(VITAL) as [Capability, string][]).flatMap(([capability, consequence]) => {
    const isUnits = OF_A_UNIT.includes(capability)
    const counts = (one: { roles: Role[]; departmentId: string | null }): boolean =>
      isAllowed(desk.rules, one, capability) && (!isUnits || one.departmentId === person.departmentId)
    if (!counts(person) || (wanted && counts(wanted))) return []
    if (people.some((other) => other.id !== staffId && counts(other))) return []
    const where = isUnits && unit ? `在${unit.short}` : ''
    return [`“${nameRight(capability)}”${where}只有${person.name}一个人：${consequence}。`]
  })
}
