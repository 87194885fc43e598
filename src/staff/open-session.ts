import type { Clock } from '../contracts/ports.ts'
import type { UnitWay } from '../contracts/sign-in.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { hashSecret, newId, newSecret } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { saveDevice } from './login-repository.ts'
import { insertSession } from './session-repository.ts'
import { networkOf } from './throttle-sign-in.ts'

/** Where a sign-in comes from; `device` is the secret of a browser that was used before. */
export type SignInFrom = { address: string; userAgent: string; device: string | undefined }

export type SignInWay = 'password' | UnitWay

/** Opens a session for somebody who proved everything asked of them. @returns its secret and the browser's, for cookies. */
export const openSession = async (
  tx: Db,
  desk: { clock: Clock },
  staffId: string,
  from: SignInFrom,
  way: SignInWay,
): Promise<{ token: string; device: string }> => {
  const token = newSecret()
  const device = newSecret()
  const at = isoNow(desk.clock)
  await insertSession(tx, {
    tokenHash: hashSecret(token),
    id: newId(),
    staffId,
    at,
    expiresAt: isoAfter(desk.clock, LIMITS.sessionMaxMs),
    userAgent: from.userAgent,
    network: networkOf(from.address),
    way,
  })
  const usedAfter = isoAfter(desk.clock, -LIMITS.deviceMs)
  await saveDevice(tx, { tokenHash: hashSecret(device), staffId, at, usedAfter })
  const who = { subject: { type: 'staff', id: staffId }, actor: { kind: 'staff', id: staffId } }
  await appendEvent(tx, { at, type: 'staff.signed-in', ...who, data: { way } })
  return { token, device }
}
