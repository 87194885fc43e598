import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import type { Database } from '../platform/db/schema.ts'
import { hashSecret } from '../platform/id.ts'
import { clearLoginAttempts } from './login-repository.ts'
import { checkPassword } from './password.ts'
import { findPasswordHash } from './staff-repository.ts'
import { countTry } from './throttle-sign-in.ts'

/**
 * The signed-in person shows that it is still them, before something of their account changes.
 * @throws AppError invalid_request for a wrong password or an account without one, too_many_requests after several.
 */
export const provePassword = async (
  desk: { db: Database; clock: Clock },
  member: StaffMember,
  password: string,
): Promise<void> => {
  const key = hashSecret(`change ${member.id}`)
  await countTry(desk, key)
  const stored = await findPasswordHash(desk.db, member.id)
  if (stored === null) {
    throw new AppError('invalid_request', '这个账号还没有密码。请管理员发一个设置密码的链接，设好再来。')
  }
  if (!(await checkPassword(stored, password))) {
    throw new AppError('invalid_request', '现在的密码不对，没有改动。请再试一次。')
  }
  await clearLoginAttempts(desk.db, key)
}
