import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { rateLimiter } from 'hono-rate-limiter'
import { AppError } from '../contracts/errors.ts'

/**
 * The caller's network address. Behind a reverse proxy (`TRUST_PROXY=true`) the last address the proxy added is
 * used; otherwise a forwarded header is anybody's claim and is ignored.
 */
export const addressOf = (c: Context, trustProxy: boolean): string => {
  if (trustProxy) {
    const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    if (forwarded) return forwarded
  }
  try {
    return getConnInfo(c).remote.address ?? 'unknown'
  } catch {
    // `app.request()` in tests has no socket.
    return 'unknown'
  }
}

/** Refuses more than `limit` requests per `windowMs` and key, with the seconds to wait. */
export const limitRequests = (options: {
  windowMs: number
  limit: number
  key: (c: Context) => string
  message: string
}) =>
  rateLimiter({
    windowMs: options.windowMs,
    limit: options.limit,
    keyGenerator: (c) => options.key(c as unknown as Context),
    standardHeaders: 'draft-6',
    handler: () => {
      throw new AppError('too_many_requests', options.message, {
        retryAfterS: Math.ceil(options.windowMs / 1000),
      })
    },
  })
