import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { v7 } from 'uuid'

/** A new row id: UUIDv7, so ids sort by creation on both engines. */
export const newId = (): string => v7()

/** An unguessable bearer secret: 32 random bytes, base64url. Only its hash is ever stored. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const CODE_LENGTH = 8

/**
 * A query code (查询码) for reading out and typing in: 8 of 31 signs, none easily confused (no 0 O 1 I L).
 * 8.5 × 10^11 codes; together with the attempt limit it cannot be guessed.
 */
export const newQueryCode = (): string => newTypedCode(CODE_LENGTH)

/** A random code of that many signs (5 bits each) for reading out and typing in, none easily confused. */
export const newTypedCode = (length: number): string =>
  Array.from({ length }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('')

/** SHA-256 as hex. For high-entropy secrets only; passwords go through argon2 (`staff/password.ts`). */
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret, 'utf8').digest('hex')

/** Compares two texts in time that does not depend on where they differ. */
export const sameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
