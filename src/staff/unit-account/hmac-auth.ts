import { createHmac, randomInt } from 'node:crypto'
import type { Clock } from '../../contracts/ports.ts'

const CHINA_MS = 8 * 60 * 60 * 1000

/**
 * The headers 专有钉钉 and 浙政钉 ask of every request: HMAC-SHA256 over method, time, nonce, path and the sorted parameters, one a
 * line. Made after what public clients of theirs send; not tried against the service itself, which only the government's
 * network reaches. @param params of the query or the form, as they are, not encoded.
 */
export const hmacAuthHeaders = (
  clock: Clock,
  key: { apiKey: string; secret: string },
  request: { method: string; path: string; params: readonly (readonly [string, string])[] },
): Record<string, string> => {
  const now = clock.now().getTime()
  const timestamp = `${new Date(now + CHINA_MS).toISOString().slice(0, 19)}.000+08:00`
  const nonce = `${now}${randomInt(1000, 10_000)}`
  const sorted = request.params
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&')
  const lines = [request.method, timestamp, nonce, request.path, ...(sorted ? [sorted] : [])]
  return {
    'X-Hmac-Auth-Timestamp': timestamp,
    'X-Hmac-Auth-Version': '1.0',
    'X-Hmac-Auth-Nonce': nonce,
    'X-Hmac-Auth-Signature': createHmac('sha256', key.secret).update(lines.join('\n')).digest('base64'),
    apiKey: key.apiKey,
  }
}
