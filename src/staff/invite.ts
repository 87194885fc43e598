import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Role, StaffMember } from '../contracts/staff.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { hashSecret, newId, newSecret } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { deleteDevicesOf } from './login-repository.ts'
import { hashPassword } from './password.ts'
import { refuseWeakPassword } from './refuse-weak-password.ts'
import { deleteSessionsOf } from './session-repository.ts'
import {
  dropInvitesOf,
  findByLogin,
  findStaff,
  hasAdminWithPassword,
  insertInvite,
  insertStaff,
  setPassword,
  useInvite,
} from './staff-repository.ts'

type Desk = { db: Database; clock: Clock }

/** Makes the one link that sets a person's password; links made before stop working. */
export const inviteStaff = async (desk: Desk, staffId: string): Promise<string> => {
  const token = newSecret()
  await desk.db.transaction().execute(async (tx) => {
    await dropInvitesOf(tx, staffId)
    const at = isoNow(desk.clock)
    await insertInvite(tx, {
      tokenHash: hashSecret(token),
      staffId,
      at,
      expiresAt: isoAfter(desk.clock, LIMITS.inviteMs),
    })
  })
  return token
}

/**
 * While no administrator has a password, returns a fresh one-time token for the first one (made if needed);
 * afterwards null. There is no default password anywhere.
 */
export const inviteFirstAdmin = async (desk: Desk): Promise<string | null> => {
  if (await hasAdminWithPassword(desk.db)) return null
  const known = await findByLogin(desk.db, 'admin')
  if (known) return inviteStaff(desk, known.member.id)
  const admin = { id: newId(), login: 'admin', name: '管理员', roles: ['admin' as const], departmentId: null }
  await insertStaff(desk.db, { ...admin, passwordHash: null }, isoNow(desk.clock))
  // Another process that started at the same moment may have made it.
  const made = await findByLogin(desk.db, admin.login)
  return made ? inviteStaff(desk, made.member.id) : null
}

/**
 * Sets the password of the person the one-time link belongs to and ends their other sessions.
 * @throws AppError invalid_request for a weak password or a used, unknown or expired link.
 */
export const acceptInvite = async (desk: Desk, token: string, password: string): Promise<StaffMember> => {
  // The link stays good: nothing was used up.
  refuseWeakPassword(password, [])
  const passwordHash = await hashPassword(password)
  const staffId = await desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const id = await useInvite(tx, hashSecret(token), at)
    if (!id) return null
    await setPassword(tx, id, passwordHash)
    await deleteSessionsOf(tx, id)
    await deleteDevicesOf(tx, id)
    const subject = { type: 'staff', id }
    await appendEvent(tx, { at, type: 'staff.password-set', subject, actor: { kind: 'staff', id }, data: {} })
    return id
  })
  const member = staffId ? await findStaff(desk.db, staffId) : null
  if (!member) {
    throw new AppError(
      'invalid_request',
      '这个链接已经用过或过期了。请让管理员重新发一个；首次安装时重启服务会打印新链接。',
    )
  }
  return member
}

/**
 * Creates an account without a password. @returns the token of its one-time link.
 * @throws AppError conflict when the login is taken.
 */
export const createStaff = async (
  desk: Desk,
  by: { id: string },
  account: { login: string; name: string; roles: Role[]; departmentId: string | null },
): Promise<{ member: StaffMember; inviteToken: string }> => {
  const member: StaffMember = { id: newId(), ...account }
  await desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    if (!(await insertStaff(tx, { ...member, passwordHash: null }, at))) {
      throw new AppError('conflict', '这个账号名已经有人用了，请换一个。')
    }
    const subject = { type: 'staff', id: member.id }
    await appendEvent(tx, {
      at,
      type: 'staff.created',
      subject,
      actor: { kind: 'staff', id: by.id },
      data: { login: account.login },
    })
  })
  return { member, inviteToken: await inviteStaff(desk, member.id) }
}
