import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { hashSecret, newId, newSecret } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { clearLoginAttempts, saveDevice } from './login-repository.ts'
import { checkPassword } from './password.ts'
import { deleteSession, findSession, insertSession, touchSession } from './session-repository.ts'
import { findByLogin, findStaff } from './staff-repository.ts'
import { attemptKey, countTry, networkOf } from './throttle-sign-in.ts'

type Desk = { db: Database; clock: Clock }

/** Where a sign-in comes from; `device` is the secret of a browser that was used before. */
export type SignInFrom = { address: string; userAgent: string; device: string | undefined }

/**
 * Signs a person in. @returns the session's and the browser's secrets (for cookies; only hashes are stored) and who it is.
 * @throws AppError unauthenticated (same words and time for unknown login and wrong password), too_many_requests.
 */
export const signIn = async (
  desk: Desk,
  login: string,
  password: string,
  from: SignInFrom,
): Promise<{ token: string; device: string; member: StaffMember }> => {
  const key = await attemptKey(desk, login, from)
  await countTry(desk, key)
  const account = await findByLogin(desk.db, login)
  if (!(await checkPassword(account?.passwordHash ?? null, password)) || !account) {
    throw new AppError('unauthenticated', '账号或密码不对，请再试一次。忘记密码请联系管理员重发设置链接。')
  }
  const token = newSecret()
  const device = newSecret()
  await desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const staffId = account.member.id
    await clearLoginAttempts(tx, key)
    await insertSession(tx, {
      tokenHash: hashSecret(token),
      id: newId(),
      staffId,
      at,
      expiresAt: isoAfter(desk.clock, LIMITS.sessionMaxMs),
      userAgent: from.userAgent,
      network: networkOf(from.address),
    })
    const usedAfter = isoAfter(desk.clock, -LIMITS.deviceMs)
    await saveDevice(tx, { tokenHash: hashSecret(device), staffId, at, usedAfter })
    const who = { subject: { type: 'staff', id: staffId }, actor: { kind: 'staff', id: staffId } }
    await appendEvent(tx, { at, type: 'staff.signed-in', ...who, data: {} })
  })
  return { token, device, member: account.member }
}

const TOUCH_EVERY_MS = 60_000

/** Who a session cookie belongs to; null when it is unknown, expired or was idle too long. */
export const findSignedIn = async (desk: Desk, token: string): Promise<StaffMember | null> => {
  const session = await findSession(desk.db, hashSecret(token))
  if (!session) return null
  const now = desk.clock.now().getTime()
  const idleMs = now - Date.parse(session.last_seen_at)
  if (session.expires_at <= isoNow(desk.clock) || idleMs > LIMITS.sessionIdleMs) {
    await deleteSession(desk.db, session.token_hash)
    return null
  }
  if (idleMs > TOUCH_EVERY_MS) await touchSession(desk.db, session.token_hash, isoNow(desk.clock))
  return findStaff(desk.db, session.staff_id)
}

/** Ends one session. */
export const signOut = async (desk: Desk, token: string): Promise<void> =>
  deleteSession(desk.db, hashSecret(token))
