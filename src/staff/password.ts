import { hash, verify } from '@node-rs/argon2'

// argon2id with OWASP's recommended minimum for interactive sign-in (19 MiB, 2 passes, 1 lane).
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

// The same character typed in two encodings is the same password (NIST SP 800-63B-4, 3.1.1.2).
const oneForm = (password: string): string => password.normalize('NFKC')

export const hashPassword = (password: string): Promise<string> => hash(oneForm(password), COST)

// Verified against when there is no such account, so that the time does not tell which logins exist.
const NOBODY = hashPassword('no account has this password')

/** Whether the password fits the hash; takes the same time when there is no account at all. */
export const checkPassword = async (stored: string | null, password: string): Promise<boolean> => {
  const fits = await verify(stored ?? (await NOBODY), oneForm(password)).catch(() => false)
  return stored !== null && fits
}
