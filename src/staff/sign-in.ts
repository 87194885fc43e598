import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { hashSecret, newSecret } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { needsSecondStep } from './enrol-second-step.ts'
import { isInTime, isLocked } from './idle-lock.ts'
import { clearLoginAttempts } from './login-repository.ts'
import { openSession, type SignInFrom, type SignInWay } from './open-session.ts'
import { checkPassword } from './password.ts'
import { findSecondStep } from './second-step-repository.ts'
import { deleteSession, findSession, touchSession } from './session-repository.ts'
import { insertStep } from './sign-in-step-repository.ts'
import { findByLogin, findStaff } from './staff-repository.ts'
import { attemptKey, countTry } from './throttle-sign-in.ts'

type Desk = { db: Database; clock: Clock }

/** Signed in; or the second step is still to come: a code of the phone, or setting one up first. */
export type SignInOutcome =
  | { next: 'in'; token: string; device: string; member: StaffMember }
  | { next: 'code' | 'enrol'; step: string }

/**
 * Goes on after the first proof, whichever it was. No way in leads around the second step. `attemptKey` is what failures
 * were counted by, if they were: forgiven only when the person is in.
 */
export const afterFirstProof = async (
  desk: Desk,
  member: StaffMember,
  from: SignInFrom,
  proof: { way: SignInWay; attemptKey: string | null },
): Promise<SignInOutcome> =>
  desk.db.transaction().execute(async (tx) => {
    const hasCode = Boolean((await findSecondStep(tx, member.id))?.confirmed_at)
    if (!hasCode && !(await needsSecondStep(tx, member))) {
      if (proof.attemptKey) await clearLoginAttempts(tx, proof.attemptKey)
      return { next: 'in', ...(await openSession(tx, desk, member.id, from, proof.way)), member }
    }
    const step = newSecret()
    const kind = hasCode ? 'code' : 'enrol'
    await insertStep(tx, {
      tokenHash: hashSecret(step),
      kind,
      staffId: member.id,
      data: JSON.stringify(proof),
      at: isoNow(desk.clock),
      expiresAt: isoAfter(desk.clock, LIMITS.signInStepMs),
    })
    return { next: kind, step }
  })

/**
 * Signs a person in by password. @returns the secrets for cookies (only hashes are stored) and what comes next.
 * @throws AppError unauthenticated (same words and time for unknown login and wrong password), too_many_requests.
 */
export const signIn = async (
  desk: Desk,
  login: string,
  password: string,
  from: SignInFrom,
): Promise<SignInOutcome> => {
  const key = await attemptKey(desk, login, from)
  await countTry(desk, key)
  const account = await findByLogin(desk.db, login)
  if (!(await checkPassword(account?.passwordHash ?? null, password)) || !account) {
    throw new AppError('unauthenticated', '账号或密码不对，请再试一次。忘记密码请联系管理员重发设置链接。')
  }
  return afterFirstProof(desk, account.member, from, { way: 'password', attemptKey: key })
}

const TOUCH_EVERY_MS = 60_000

/** Who a session cookie belongs to; null when it is unknown, expired or was idle too long. @throws AppError unauthenticated with `details.locked` while its screen is locked. */
export const findSignedIn = async (desk: Desk, token: string): Promise<StaffMember | null> => {
  const session = await findSession(desk.db, hashSecret(token))
  if (!session) return null
  if (!isInTime(desk, session)) {
    await deleteSession(desk.db, session.token_hash)
    return null
  }
  const member = await findStaff(desk.db, session.staff_id)
  if (member && (await isLocked(desk, session))) {
    const { login, name } = member
    throw new AppError('unauthenticated', '屏幕已锁定，请解锁后接着做。', { locked: { login, name } })
  }
  const unusedMs = desk.clock.now().getTime() - Date.parse(session.last_seen_at)
  if (unusedMs > TOUCH_EVERY_MS) await touchSession(desk.db, session.token_hash, isoNow(desk.clock))
  return member
}

/** Ends one session. @returns how it had come in, or null when there was none. */
export const signOut = async (desk: Desk, token: string): Promise<SignInWay | null> =>
  deleteSession(desk.db, hashSecret(token))
