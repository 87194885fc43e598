import { createHmac, timingSafeEqual } from 'node:crypto'

/** A push is good for five minutes either way; after that a copy of it is worthless. */
const WINDOW_MS = 5 * 60_000

/** The header `X-Signature` for a body: `sha256=` + hex of HMAC-SHA256 over timestamp (seconds) + "." + body. */
export const signPush = (secret: string, timestamp: string, body: Uint8Array): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`

/**
 * True when the push was signed with our secret within the last five minutes. Compared in constant time; an empty
 * secret verifies nothing.
 */
export const verifyPush = (
  secret: string,
  headers: { signature: string | undefined; timestamp: string | undefined },
  body: Uint8Array,
  now: Date,
): boolean => {
  const { signature, timestamp } = headers
  if (!secret || !signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > WINDOW_MS) return false
  const given = Buffer.from(signature)
  const expected = Buffer.from(signPush(secret, timestamp, body))
  return given.length === expected.length && timingSafeEqual(given, expected)
}
