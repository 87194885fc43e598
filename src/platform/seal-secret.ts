import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const IV_BYTES = 12
const TAG_BYTES = 16

const keyFor = (masterKey: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, '', use, 32))

/**
 * Seals a secret that must be read again (AES-256-GCM under a key derived for this use). `bound` is what it belongs to: sealed
 * text copied to another row does not open there.
 */
export const sealSecret = (masterKey: string, use: string, bound: string, secret: string): string => {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyFor(masterKey, use), iv).setAAD(Buffer.from(bound))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Opens what `sealSecret` sealed. @returns null under another key, for another owner, or when it was changed. */
export const openSecret = (masterKey: string, use: string, bound: string, text: string): string | null => {
  const bytes = Buffer.from(text, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(masterKey, use), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(bound))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    const rest = bytes.subarray(IV_BYTES + TAG_BYTES)
    return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** A keyed hash for secrets short enough to type: the table alone does not let anybody try them all. */
export const hashWithKey = (masterKey: string, use: string, text: string): string =>
  createHmac('sha256', keyFor(masterKey, use)).update(text, 'utf8').digest('hex')
