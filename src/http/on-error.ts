import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { AppError, ERROR_STATUS, type ErrorCode } from '../contracts/errors.ts'
import type { Log } from '../platform/log.ts'

/** The one error shape of every door. */
export type ErrorBody = { error: { code: ErrorCode; message: string; details?: unknown } }

const BY_STATUS: Record<number, [ErrorCode, string]> = {
  400: ['invalid_request', '请求的格式不对，没有处理。'],
  404: ['not_found', '没有找到您要的内容。'],
  413: ['too_long', '内容太长了，没有收下。请分成几段再发。'],
}

const respond = (c: Context, code: ErrorCode, message: string, details?: unknown): Response => {
  const body: ErrorBody = { error: { code, message, ...(details === undefined ? {} : { details }) } }
  const retryAfter = (details as { retryAfterS?: number } | undefined)?.retryAfterS
  if (retryAfter) c.header('Retry-After', String(retryAfter))
  return c.json(body, ERROR_STATUS[code])
}

/** Turns whatever was thrown into one calm sentence. Unknown faults are logged with their stack and answered neutrally. */
export const onError =
  (log: Log) =>
  (error: Error, c: Context): Response => {
    if (error instanceof AppError) return respond(c, error.code, error.message, error.details)
    if (error instanceof HTTPException) {
      const known = BY_STATUS[error.status] ?? ['invalid_request', '请求没有处理，请检查后再试。']
      return respond(c, known[0], known[1])
    }
    log.error({ err: error, path: c.req.path, method: c.req.method }, 'request failed')
    return respond(
      c,
      'internal',
      '我们这边出了点问题，刚才的内容可能没有处理。请过一会儿再试；急事请直接拨打 12345。',
    )
  }

/** The answer for a path that does not exist. */
export const onNotFound = (c: Context): Response => respond(c, 'not_found', '没有找到这个页面或接口。')
