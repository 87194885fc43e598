import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { hashSecret } from '../platform/id.ts'
import { deleteDevicesOf } from './login-repository.ts'
import { hashPassword } from './password.ts'
import { provePassword } from './prove-password.ts'
import { refuseWeakPassword } from './refuse-weak-password.ts'
import { deleteSessionsOf } from './session-repository.ts'
import { setPassword } from './staff-repository.ts'

/**
 * Sets a new password for the signed-in person, who proves the present one. Every other session of theirs ends and no
 * browser is known any more. @returns how many other sessions ended.
 * @throws AppError invalid_request for a weak password or a wrong present one, too_many_requests after several.
 */
export const changePassword = async (
  desk: { db: Database; clock: Clock },
  member: StaffMember,
  words: { current: string; next: string },
  token: string,
): Promise<number> => {
  refuseWeakPassword(words.next, [member.login, member.name])
  await provePassword(desk, member, words.current)
  const passwordHash = await hashPassword(words.next)
  return desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    await setPassword(tx, member.id, passwordHash)
    await deleteDevicesOf(tx, member.id)
    const ended = await deleteSessionsOf(tx, member.id, hashSecret(token))
    const who = { subject: { type: 'staff', id: member.id }, actor: { kind: 'staff', id: member.id } }
    await appendEvent(tx, { at, type: 'staff.password-set', ...who, data: {} })
    return ended
  })
}
