import { Secret, TOTP } from 'otpauth'

/** What a phone shows for the secret at an instant. */
export const codeOf = (secret: string, at: Date): string =>
  new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp: at.getTime() })
