import { Secret, TOTP } from 'otpauth'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { SignInSettings } from '../contracts/sign-in.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { hashWithKey, openSecret } from '../platform/seal-secret.ts'
import { findSecondStep, takeCodeStep, useRecoveryCode } from './second-step-repository.ts'

/** RFC 6238 as every phone app does it: SHA-1, six digits, thirty seconds; one step early or late is taken (5.2). */
export const PERIOD_S = 30
const WINDOW = 1
export const TOTP_USE = 'staff totp'
export const RECOVERY_USE = 'staff recovery code'

export type SecondStepDesk = { db: Database; clock: Clock; signIn: SignInSettings }

/** @throws AppError unavailable where the server has no key to keep secrets with. */
export const mustHaveKey = (desk: { signIn: SignInSettings }): string => {
  if (desk.signIn.secretKey !== null) return desk.signIn.secretKey
  throw new AppError('unavailable', '服务器还没有配置登录密钥（SIGN_IN_KEY），请先让运维配好。')
}

/** What was typed as the codes are written: full-width digits are digits, blanks and dashes are nothing. */
export const asCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s\-_.]/g, '')
    .toUpperCase()

/** The 30-second step a code belongs to, or null when it is not one of the present, the last and the next. */
export const stepOfCode = (secret: string, code: string, now: Date): number | null => {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: PERIOD_S })
  const delta = totp.validate({ token: code, timestamp: now.getTime(), window: WINDOW })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_S) + delta
}

const WRONG = '验证码不对。请看手机上现在的 6 位数，再输一次；手机的时间要准。'
const WRONG_RECOVERY = '备用码不对，或者已经用过。请换一个，或输手机上的 6 位数。'
const USED = '这个验证码已经用过了，请等手机换成下一个再输。'

/** @throws AppError unavailable when the sealed secret does not open under the server's key. */
export const openOwnSecret = (desk: SecondStepDesk, staffId: string, sealed: string): string => {
  const secret = openSecret(mustHaveKey(desk), TOTP_USE, staffId, sealed)
  if (secret !== null) return secret
  throw new AppError(
    'unavailable',
    '服务器换过登录密钥（SIGN_IN_KEY），原来的验证码认不出了。请管理员重置您的两步验证。',
  )
}

/**
 * Takes a code of the phone, or a recovery code, once.
 * @throws AppError unauthenticated for a wrong or used one; nothing is written then.
 */
export const takeCode = async (
  tx: Db,
  desk: SecondStepDesk,
  staffId: string,
  typed: string,
): Promise<void> => {
  const code = asCode(typed)
  const at = isoNow(desk.clock)
  if (!/^\d{6}$/.test(code)) {
    const hash = hashWithKey(mustHaveKey(desk), RECOVERY_USE, `${staffId} ${code}`)
    if (!(await useRecoveryCode(tx, staffId, hash, at))) throw new AppError('unauthenticated', WRONG_RECOVERY)
    const who = { subject: { type: 'staff', id: staffId }, actor: { kind: 'staff', id: staffId } }
    await appendEvent(tx, { at, type: 'staff.second-step', ...who, data: { state: 'recovery-used' } })
    return
  }
  const row = await findSecondStep(tx, staffId)
  if (!row?.secret) throw new AppError('unauthenticated', WRONG)
  const step = stepOfCode(openOwnSecret(desk, staffId, row.secret), code, desk.clock.now())
  if (step === null) throw new AppError('unauthenticated', WRONG)
  if (!(await takeCodeStep(tx, staffId, step, at))) throw new AppError('unauthenticated', USED)
}
