import { isIPv6 } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { rateLimiter } from 'hono-rate-limiter'
import { AppError } from '../contracts/errors.ts'
import { systemClock } from '../platform/clock.ts'

const GROUPS_OF_A_LINE = 4
const ADDRESS_MAX = 64

/** The first 64 bits of an IPv6 address, written one way. */
const lineOf = (address: string): string => {
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::')
  const groups = (part: string): string[] => part.split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups(head).length - groups(tail).length)
  const all = [...groups(head), ...Array<string>(zeros).fill('0'), ...groups(tail ?? '')]
  const line = all.slice(0, GROUPS_OF_A_LINE).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${line.join(':')}::/64`
}

/**
 * One name for one line: without the port some proxies add, IPv4 inside IPv6 as IPv4, and of IPv6 the /64 network,
 * because a single subscriber owns all 2^64 addresses of it (RFC 6177).
 */
const countedAs = (address: string): string => {
  const bare = address.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  if (mapped?.[1]) return mapped[1]
  return isIPv6(bare) ? lineOf(bare) : bare.slice(0, ADDRESS_MAX)
}

/**
 * The caller's network address as requests are counted by it. Behind a reverse proxy (`TRUST_PROXY=true`) the last address the proxy added is
 * used; otherwise a forwarded header is anybody's claim and is ignored.
 */
export const addressOf = (c: Context, trustProxy: boolean): string => {
  if (trustProxy) {
    const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    if (forwarded) return countedAs(forwarded)
  }
  try {
    return countedAs(getConnInfo(c).remote.address ?? 'unknown')
  } catch {
    // `app.request()` in tests has no socket.
    return 'unknown'
  }
}

/** Keys counted at a time; the longest quiet one goes, so that made-up ids cannot fill the memory. */
const KEYS_MAX = 20_000

type Hits = { totalHits: number; resetTime: Date }

/**
 * Counts hits per key and window. Each caller is told the count of their own hit: the library's memory store hands
 * out the live object, so that of requests arriving together every one reads the last count and all are refused.
 */
const createHitStore = (windowMs: number) => {
  const hits = new Map<string, Hits>()
  const put = (key: string, counted: Hits): Hits => {
    // A Map keeps insertion order: put in anew, the longest quiet key stands first.
    hits.delete(key)
    hits.set(key, counted)
    for (const quiet of hits.keys()) {
      if (hits.size <= KEYS_MAX) break
      hits.delete(quiet)
    }
    return counted
  }
  return {
    increment: (key: string): Hits => {
      const now = systemClock.now().getTime()
      const known = hits.get(key)
      const running = known && known.resetTime.getTime() > now
      return put(key, {
        totalHits: running ? known.totalHits + 1 : 1,
        resetTime: running ? known.resetTime : new Date(now + windowMs),
      })
    },
    decrement: (key: string): void => {
      const known = hits.get(key)
      if (known) put(key, { ...known, totalHits: Math.max(0, known.totalHits - 1) })
    },
    resetKey: (key: string): void => void hits.delete(key),
    get: (key: string): Hits | undefined => hits.get(key),
  }
}

/** Refuses more than `limit` requests per `windowMs` and key, with the seconds to wait. */
export const limitRequests = (options: {
  windowMs: number
  limit: number
  key: (c: Context) => string
  message: string
}) => {
  const store = createHitStore(options.windowMs)
  const secondsLeft = (key: string): number => {
    const until = store.get(key)?.resetTime.getTime() ?? 0
    return Math.max(1, Math.ceil((until - systemClock.now().getTime()) / 1000))
  }
  return rateLimiter({
    windowMs: options.windowMs,
    limit: options.limit,
    keyGenerator: (c) => options.key(c as unknown as Context),
    standardHeaders: 'draft-6',
    store,
    handler: (c) => {
      const retryAfterS = secondsLeft(options.key(c as unknown as Context))
      throw new AppError('too_many_requests', options.message, { retryAfterS })
    },
  })
}
