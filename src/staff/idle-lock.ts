import { AppError } from '../contracts/errors.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import { hashSecret } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { type SecondStepDesk, takeCode } from './check-code.ts'
import { clearLoginAttempts } from './login-repository.ts'
import { checkPassword } from './password.ts'
import { findSession, lockSession, markActive, unlockSession } from './session-repository.ts'
import { readSignInRules } from './sign-in-rule-repository.ts'
import { findPasswordHash, findStaff } from './staff-repository.ts'
import { attemptKey, codeKey, countTry } from './throttle-sign-in.ts'

type Desk = Pick<SecondStepDesk, 'db' | 'clock'>
type Session = NonNullable<Awaited<ReturnType<typeof findSession>>>

/** Pages tell of keys and pointer at most this often: the server's own rule waits that much longer than theirs. */
const TOLD_EVERY_MS = 60_000

/**
 * Whether the session is locked: by its page, or because nobody told of a key or the pointer for longer than the rule allows. A
 * page that was closed, stopped or tampered with locks all the same.
 */
export const isLocked = async (desk: Desk, session: Session): Promise<boolean> => {
  if (session.locked_at !== null) return true
  const activeAt = session.active_at || session.last_seen_at
  const idleMs = desk.clock.now().getTime() - Date.parse(activeAt)
  if (idleMs <= 2 * TOLD_EVERY_MS) return false
  const { idleMinutes } = await readSignInRules(desk.db)
  if (idleMinutes === 0 || idleMs <= idleMinutes * 60_000 + TOLD_EVERY_MS) return false
  await lockSession(desk.db, session.token_hash, isoNow(desk.clock))
  return true
}

/** Whether the session is not over: neither too old nor unused for too long. */
export const isInTime = (desk: Pick<Desk, 'clock'>, session: Session): boolean => {
  const unusedMs = desk.clock.now().getTime() - Date.parse(session.last_seen_at)
  return session.expires_at > isoNow(desk.clock) && unusedMs <= LIMITS.sessionIdleMs
}

/** Locks a session's screen: until it is unlocked its requests are refused. */
export const lock = async (desk: Desk, token: string): Promise<void> =>
  lockSession(desk.db, hashSecret(token), isoNow(desk.clock))

/** Notes that somebody is at the keys of a session that is not locked. */
export const noteActive = async (desk: Desk, token: string): Promise<void> =>
  markActive(desk.db, hashSecret(token), isoNow(desk.clock))

export type Proof = { password: string } | { code: string }

const prove = async (desk: SecondStepDesk, member: StaffMember, proof: Proof, key: string): Promise<void> => {
  if ('password' in proof) {
    await countTry(desk, key)
    if (!(await checkPassword(await findPasswordHash(desk.db, member.id), proof.password))) {
      throw new AppError('unauthenticated', '密码不对，请再试一次。', { locked: true })
    }
  } else {
    await countTry(desk, key, '验证码')
    await desk.db.transaction().execute((tx) => takeCode(tx, desk, member.id, proof.code))
  }
  await clearLoginAttempts(desk.db, key)
}

/**
 * Unlocks the screen: the same person shows password or code again; their session and everything on the page goes on.
 * @throws AppError unauthenticated (`details.locked` while the session still is), too_many_requests.
 */
export const unlock = async (
  desk: SecondStepDesk,
  token: string,
  proof: Proof,
  from: { address: string; device: string | undefined },
): Promise<StaffMember> => {
  const session = await findSession(desk.db, hashSecret(token))
  const member = session ? await findStaff(desk.db, session.staff_id) : null
  const over = (): AppError => new AppError('unauthenticated', '登录已过期，请重新登录。')
  if (!session || !member || !isInTime(desk, session)) throw over()
  const key =
    'password' in proof ? await attemptKey(desk, member.login, from) : await codeKey(desk, member, from)
  try {
    await prove(desk, member, proof, key)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unauthenticated') throw error
    throw new AppError('unauthenticated', error.message, { locked: true })
  }
  await unlockSession(desk.db, session.token_hash, isoNow(desk.clock))
  return member
}

/** Whether a session may still hear what happens: it is there, in time and not locked. Does not count as a use of it. */
export const mayListen = async (desk: Desk, token: string): Promise<boolean> => {
  const session = await findSession(desk.db, hashSecret(token))
  return session !== undefined && isInTime(desk, session) && !(await isLocked(desk, session))
}
