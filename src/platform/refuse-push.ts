import { ERROR_STATUS, type ErrorCode } from '../contracts/errors.ts'
import { LIMITS } from './limits.ts'

/** The answer to a push that is not taken: the one error shape of every door. */
export const refusePush = (code: ErrorCode, message: string, details?: unknown): Response =>
  Response.json(
    { error: { code, message, ...(details === undefined ? {} : { details }) } },
    { status: ERROR_STATUS[code] },
  )

/** The answer while a channel is paused, which whoever pushes tries again after the time said. `what`: the channel in words. */
export const refusePaused = (what: string): Response => {
  const retryAfterS = LIMITS.pausedRetryS
  const message = `${what}已暂停，这次没有收下，请稍后按原样重新推送。`
  const refusal = refusePush('unavailable', message, { retryAfterS })
  refusal.headers.set('Retry-After', String(retryAfterS))
  return refusal
}
