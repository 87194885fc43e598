import { createHmac } from 'node:crypto'

/**
 * The secret of one department's webhook, `whsec_` + base64 (Standard Webhooks). Derived from the configured key, so that nothing that could
 * sign is in the database; a new `version` is a new secret.
 */
export const deriveSecret = (secretKey: string, departmentId: string, version: number): string => {
  const bytes = createHmac('sha256', secretKey)
    .update(`department-webhook:${departmentId}:${version}`)
    .digest()
  return `whsec_${bytes.toString('base64')}`
}

/**
 * The headers of one try (Standard Webhooks): the delivery id stays, timestamp (seconds) and signature are of this try.
 * `v1,` + base64 of HMAC-SHA256 over `id.timestamp.body`.
 */
export const signWebhook = (secret: string, id: string, at: Date, body: string): Record<string, string> => {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
