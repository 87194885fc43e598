import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { hashSecret, newSecret } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { checkPassword } from './password.ts'
import {
  clearLoginAttempts,
  countLoginAttempt,
  deleteSession,
  findByLogin,
  findLoginAttempts,
  findSession,
  findStaff,
  insertSession,
  saveLoginAttempts,
  touchSession,
} from './staff-repository.ts'

type Desk = { db: Database; clock: Clock }

/**
 * Failures are counted per login AND address: a stranger who guesses from elsewhere cannot lock a person out.
 */
const attemptKey = (login: string, address: string): string => hashSecret(`${login.toLowerCase()} ${address}`)

const tooMany = (waitS: number): AppError =>
  new AppError('too_many_requests', `密码错误次数过多，请 ${Math.ceil(waitS / 60)} 分钟后再试。`, {
    retryAfterS: waitS,
  })

const refuseWhenLocked = async (desk: Desk, key: string): Promise<void> => {
  const attempts = await findLoginAttempts(desk.db, key)
  const now = isoNow(desk.clock)
  if (attempts?.locked_until && attempts.locked_until > now) {
    const waitS = Math.ceil((Date.parse(attempts.locked_until) - Date.parse(now)) / 1000)
    throw tooMany(waitS)
  }
}

/**
 * Signs a person in. @returns the session's secret (for the cookie; only its hash is stored) and who it is.
 * @throws AppError unauthenticated (same words and time for unknown login and wrong password), too_many_requests.
 */
export const signIn = async (
  desk: Desk,
  login: string,
  password: string,
  from: { address: string; userAgent: string },
): Promise<{ token: string; member: StaffMember }> => {
  const key = attemptKey(login, from.address)
  await refuseWhenLocked(desk, key)
  // Counted before the password is checked: guesses sent all at once must not all see "none yet".
  const tries = await countLoginAttempt(desk.db, key, isoNow(desk.clock))
  const lock = async (): Promise<void> => {
    const lockedUntil = isoAfter(desk.clock, LIMITS.loginLockMs)
    await saveLoginAttempts(desk.db, { key, failures: tries, lockedUntil, at: isoNow(desk.clock) })
  }
  if (tries > LIMITS.loginFailures) {
    await lock()
    throw tooMany(LIMITS.loginLockMs / 1000)
  }
  const account = await findByLogin(desk.db, login)
  if (!(await checkPassword(account?.passwordHash ?? null, password)) || !account) {
    if (tries >= LIMITS.loginFailures) await lock()
    throw new AppError('unauthenticated', '账号或密码不对，请再试一次。忘记密码请联系管理员重发设置链接。')
  }
  const token = newSecret()
  await desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    await clearLoginAttempts(tx, key)
    await insertSession(tx, {
      tokenHash: hashSecret(token),
      staffId: account.member.id,
      at,
      expiresAt: isoAfter(desk.clock, LIMITS.sessionMaxMs),
      userAgent: from.userAgent,
    })
    const actor = { kind: 'staff', id: account.member.id }
    const subject = { type: 'staff', id: account.member.id }
    await appendEvent(tx, { at, type: 'staff.signed-in', subject, actor, data: {} })
  })
  return { token, member: account.member }
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
