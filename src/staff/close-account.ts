import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { deleteDevicesOf } from './login-repository.ts'
import { deleteSessionsOf } from './session-repository.ts'
import { dropInvitesOf, setStaffState } from './staff-repository.ts'

/**
 * Closes or reopens an account, by an administrator. Closed: signed out everywhere, no way in leads to it, password and open links are
 * gone; what its person did keeps their name. Reopened it needs a new link, like a new account.
 * @throws AppError not_found when it is not there or stands so already; conflict for one's own.
 */
export const setAccountOpen = async (
  desk: { db: Database; clock: Clock },
  by: { id: string },
  staffId: string,
  isOpen: boolean,
): Promise<void> => {
  if (staffId === by.id) throw new AppError('conflict', '自己的账号不能自己停用，请另一位管理员来做。')
  await desk.db.transaction().execute(async (tx) => {
    if (!(await setStaffState(tx, staffId, isOpen ? 'active' : 'disabled')))
      throw new AppError('not_found', isOpen ? '这个账号没有停用。' : '没有找到这个账号，或者已经停用。')
    await dropInvitesOf(tx, staffId)
    await deleteSessionsOf(tx, staffId)
    await deleteDevicesOf(tx, staffId)
    const who = { subject: { type: 'staff', id: staffId }, actor: { kind: 'staff', id: by.id } }
    const type = isOpen ? 'staff.reopened' : 'staff.closed'
    await appendEvent(tx, { at: isoNow(desk.clock), type, ...who, data: {} })
  })
}
