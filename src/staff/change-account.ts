import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Role } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { deleteDevicesOf } from './login-repository.ts'
import { deleteSessionsOf } from './session-repository.ts'
import { findStaff, updateStaff } from './staff-repository.ts'

/** What of an account can be changed; the login stays, it stands in the log. */
export type AccountChange = { name: string; roles: Role[]; departmentId: string | null }

/**
 * Changes name, roles or unit of somebody, by an administrator. With other roles or another unit they are signed out everywhere: no page
 * stays open with what it may no longer show.
 * @throws AppError not_found for an unknown or closed account; conflict for an administrator who would take their own role.
 */
export const changeAccount = async (
  desk: { db: Database; clock: Clock },
  by: { id: string },
  staffId: string,
  change: AccountChange,
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const before = await findStaff(tx, staffId)
    if (!before) throw new AppError('not_found', '没有找到这个账号，或者已经停用。')
    if (staffId === by.id && !change.roles.includes('admin'))
      throw new AppError('conflict', '自己的管理员角色不能自己去掉，请另一位管理员来改。')
    await updateStaff(tx, staffId, change)
    const isSame = (a: readonly string[], b: readonly string[]): boolean =>
      a.length === b.length && a.every((one) => b.includes(one))
    const fields = [
      ...(before.name === change.name ? [] : ['name']),
      ...(isSame(before.roles, change.roles) ? [] : ['roles']),
      ...(before.departmentId === change.departmentId ? [] : ['departmentId']),
    ]
    if (fields.includes('roles') || fields.includes('departmentId')) {
      await deleteSessionsOf(tx, staffId)
      await deleteDevicesOf(tx, staffId)
    }
    const who = { subject: { type: 'staff', id: staffId }, actor: { kind: 'staff', id: by.id } }
    await appendEvent(tx, {
      at: isoNow(desk.clock),
      type: 'staff.changed',
      ...who,
      data: { fields, before: { roles: before.roles, departmentId: before.departmentId } },
    })
  })
