import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * The signature WeChat puts on its requests: SHA-1 (hex) of the parts sorted by byte value and joined without
 * a separator. Source: 公众平台 接入指南 (parts: token, timestamp, nonce; encrypted mode adds the ciphertext).
 */
export const signParts = (parts: string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')

const sameText = (given: string, expected: string): boolean => {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  // The length of a SHA-1 hex string is no secret; timingSafeEqual throws on unequal lengths.
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * True when the request was signed with our token. An empty token never verifies: anybody could compute it.
 * Compared in constant time.
 */
export const verifySignature = (
  token: string,
  query: { signature?: string | undefined; timestamp?: string | undefined; nonce?: string | undefined },
): boolean => {
  if (!token || !query.signature || !query.timestamp || !query.nonce) return false
  return sameText(query.signature, signParts([token, query.timestamp, query.nonce]))
}

/** As `verifySignature`, for `msg_signature`, which also covers the ciphertext (safe and compat mode). */
export const verifyMessageSignature = (
  token: string,
  query: { msgSignature?: string | undefined; timestamp?: string | undefined; nonce?: string | undefined },
  encrypted: string,
): boolean => {
  if (!token || !query.msgSignature || !query.timestamp || !query.nonce) return false
  return sameText(query.msgSignature, signParts([token, query.timestamp, query.nonce, encrypted]))
}
