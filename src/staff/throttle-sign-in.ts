import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { hashSecret } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { countLoginAttempt, isKnownDevice, lockLogin } from './login-repository.ts'

type Desk = { db: Database; clock: Clock }

/** The network an address belongs to: an IPv4 address's /24; IPv6 arrives as its /64 already. */
export const networkOf = (address: string): string =>
  address.replace(/^(\d+\.\d+\.\d+)\.\d+$/, '$1.0/24').slice(0, 64)

/**
 * What failures are counted by. A browser the person signed in from before counts for itself, everything else per login
 * and network: whoever guesses, even from the next desk, makes only strangers wait (OWASP, device cookies).
 */
export const attemptKey = async (
  desk: Desk,
  login: string,
  from: { address: string; device: string | undefined },
): Promise<string> => {
  const tokenHash = from.device ? hashSecret(from.device) : ''
  const usedAfter = isoAfter(desk.clock, -LIMITS.deviceMs)
  if (tokenHash && (await isKnownDevice(desk.db, { tokenHash, login, usedAfter }))) {
    return hashSecret(`device ${tokenHash} ${login.toLowerCase()}`)
  }
  return hashSecret(`${login.toLowerCase()} ${networkOf(from.address)}`)
}

/**
 * What wrong codes are counted by. Whoever gets here knows the password: a browser of the person's own counts for itself, all
 * others together, from whatever network, so that a million codes cannot be tried from a thousand addresses.
 */
export const codeKey = async (
  desk: Desk,
  member: { id: string; login: string },
  from: { device: string | undefined },
): Promise<string> => {
  const tokenHash = from.device ? hashSecret(from.device) : ''
  const usedAfter = isoAfter(desk.clock, -LIMITS.deviceMs)
  const known = tokenHash && (await isKnownDevice(desk.db, { tokenHash, login: member.login, usedAfter }))
  return hashSecret(known ? `code device ${tokenHash} ${member.id}` : `code ${member.id}`)
}

/** How long the next try waits after that many failures: nothing, then 1, 2, 4 … minutes, at most an hour. */
export const waitAfter = (failures: number): number =>
  failures < LIMITS.loginFailures
    ? 0
    : Math.min(LIMITS.loginWaitMs * 2 ** Math.min(failures - LIMITS.loginFailures, 20), LIMITS.loginWaitMaxMs)

/**
 * Counts a try and sets its wait before the password is looked at: guesses sent all at once must not all see "none yet".
 * @throws AppError too_many_requests while an earlier wait runs; such a try is not counted.
 */
export const countTry = async (desk: Desk, key: string, what = '密码'): Promise<void> => {
  const at = isoNow(desk.clock)
  const forgetBefore = isoAfter(desk.clock, -LIMITS.loginForgetMs)
  await desk.db.transaction().execute(async (tx) => {
    const { tries, lockedUntil } = await countLoginAttempt(tx, key, { at, forgetBefore })
    if (lockedUntil && lockedUntil > at) {
      const waitS = Math.ceil((Date.parse(lockedUntil) - Date.parse(at)) / 1000)
      throw new AppError(
        'too_many_requests',
        `${what}错误次数过多，请 ${Math.ceil(waitS / 60)} 分钟后再试。`,
        {
          retryAfterS: waitS,
        },
      )
    }
    const waitMs = waitAfter(tries)
    if (waitMs > 0) await lockLogin(tx, key, isoAfter(desk.clock, waitMs))
  })
}
