import { createDecipheriv, timingSafeEqual } from 'node:crypto'

/** The key and the account a ciphertext belongs to. */
export type WechatSecret = { encodingAesKey: string; appId: string }

/** WeChat pads to 32 bytes, not to the cipher's 16, so Node's own padding must be off both ways. */
export const PADDING_BLOCK = 32
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4

/**
 * The 32-byte AES key of a 43-character EncodingAESKey; its first 16 bytes are the IV. The last character may
 * carry spare bits that strict base64 readers refuse; `Buffer.from` is lenient, as WeChat's own samples need.
 */
export const aesKeyOf = (encodingAesKey: string): Buffer => Buffer.from(`${encodingAesKey}=`, 'base64')

export type Decrypted =
  | { ok: true; text: string }
  | { ok: false; reason: 'bad_key' | 'bad_ciphertext' | 'bad_padding' | 'bad_length' | 'wrong_app' }

const decipher = (key: Buffer, encrypted: string): Buffer | null => {
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length === 0 || bytes.length % PADDING_BLOCK !== 0) return null
  const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(bytes), cipher.final()])
}

const isSameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/**
 * Opens one message: AES-256-CBC, then 16 random bytes, the length in BYTES (big endian), the text (UTF-8) and
 * the app id it was meant for, which must be ours. Check `msg_signature` before calling: only then is a
 * differing failure reason of no use to an attacker. Never throws.
 */
export const decryptMessage = (secret: WechatSecret, encrypted: string): Decrypted => {
  const key = aesKeyOf(secret.encodingAesKey)
  if (key.length !== 32) return { ok: false, reason: 'bad_key' }
  const padded = decipher(key, encrypted)
  if (!padded) return { ok: false, reason: 'bad_ciphertext' }
  const padding = padded.at(-1) ?? 0
  const tail = padded.subarray(padded.length - padding)
  if (padding < 1 || padding > PADDING_BLOCK || !tail.every((byte) => byte === padding)) {
    return { ok: false, reason: 'bad_padding' }
  }
  const plain = padded.subarray(RANDOM_BYTES, padded.length - padding)
  if (plain.length < LENGTH_BYTES) return { ok: false, reason: 'bad_length' }
  const end = LENGTH_BYTES + plain.readUInt32BE(0)
  if (end > plain.length) return { ok: false, reason: 'bad_length' }
  if (!isSameBytes(plain.subarray(end), Buffer.from(secret.appId))) return { ok: false, reason: 'wrong_app' }
  return { ok: true, text: plain.subarray(LENGTH_BYTES, end).toString('utf8') }
}
