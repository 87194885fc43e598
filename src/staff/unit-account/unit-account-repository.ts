import type { UnitWay } from '../../contracts/sign-in.ts'
import type { Db } from '../../platform/db/schema.ts'

/**
 * Whose account at the unit's own sign-in page this is: as an administrator set it; else the login of the same name, if its
 * person has no other account set. @returns the id of an active person, or null.
 */
export const findByUnitAccount = async (db: Db, way: UnitWay, subject: string): Promise<string | null> => {
  const set = await db
    .selectFrom('staff_unit_account as u')
    .innerJoin('staff', 'staff.id', 'u.staff_id')
    .select('staff.id')
    .where('u.way', '=', way)
    .where('u.subject', '=', subject)
    .where('staff.state', '=', 'active')
    .executeTakeFirst()
  if (set) return set.id
  const named = await db
    .selectFrom('staff')
    .leftJoin('staff_unit_account as u', (on) =>
      on.onRef('u.staff_id', '=', 'staff.id').on('u.way', '=', way),
    )
    .select('staff.id')
    .where('staff.login', '=', subject)
    .where('staff.state', '=', 'active')
    .where('u.subject', 'is', null)
    .executeTakeFirst()
  return named?.id ?? null
}

export const listUnitAccounts = async (db: Db, staffId: string) =>
  await db
    .selectFrom('staff_unit_account')
    .select(['way', 'subject'])
    .where('staff_id', '=', staffId)
    .execute()

/** Sets or, with an empty subject, takes away a person's account. @returns false when it is somebody else's. */
export const saveUnitAccount = async (
  tx: Db,
  a: { way: UnitWay; subject: string; staffId: string; at: string; by: string },
): Promise<boolean> => {
  await tx
    .deleteFrom('staff_unit_account')
    .where('staff_id', '=', a.staffId)
    .where('way', '=', a.way)
    .execute()
  if (!a.subject) return true
  const made = await tx
    .insertInto('staff_unit_account')
    .values({ way: a.way, subject: a.subject, staff_id: a.staffId, set_at: a.at, set_by: a.by })
    .onConflict((c) => c.columns(['way', 'subject']).doNothing())
    .executeTakeFirst()
  return Number(made.numInsertedOrUpdatedRows ?? 0) > 0
}
