import { AppError } from '../../contracts/errors.ts'
import type { Clock } from '../../contracts/ports.ts'
import type { UnitWay } from '../../contracts/sign-in.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database } from '../../platform/db/schema.ts'
import { appendEvent } from '../../platform/events/event-repository.ts'
import { saveUnitAccount } from './unit-account-repository.ts'

/**
 * Says which account at the unit's own sign-in page is a person's, where that is not their login here; empty = the login again.
 * @throws AppError conflict when it is another person's.
 */
export const setUnitAccount = async (
  desk: { db: Database; clock: Clock },
  by: { id: string },
  account: { way: UnitWay; subject: string; staffId: string },
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    if (!(await saveUnitAccount(tx, { ...account, at, by: by.id }))) {
      throw new AppError('conflict', '这个单位账号已经是别人的了，请核对。')
    }
    const who = { subject: { type: 'staff', id: account.staffId }, actor: { kind: 'staff', id: by.id } }
    const data = { way: account.way, set: account.subject !== '' }
    await appendEvent(tx, { at, type: 'staff.unit-account-set', ...who, data })
  })
