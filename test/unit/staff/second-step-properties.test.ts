import fc from 'fast-check'
import { Secret } from 'otpauth'
import { expect, test } from 'vitest'
import { hashWithKey, openSecret, sealSecret } from '../../../src/platform/seal-secret.ts'
import { asCode, PERIOD_S, stepOfCode } from '../../../src/staff/check-code.ts'
import { codeOf } from '../../support/code-of.ts'

const KEY = 'k'.repeat(32)
const anySecret = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => new Secret({ buffer: bytes.slice().buffer }).base32)
const anyTime = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2036-01-01') })
const at = (ms: number, steps: number): Date => new Date(ms + steps * PERIOD_S * 1000)

test('a code of this step, the last and the next names its step; others fit only by chance', () => {
  fc.assert(
    fc.property(anySecret, anyTime, fc.integer({ min: -5, max: 5 }), (secret, now, shift) => {
      const code = codeOf(secret, at(now, shift))
      const found = stepOfCode(secret, code, new Date(now))
      const own = Math.floor(now / 1000 / PERIOD_S) + shift
      const near = [-1, 0, 1].filter((n) => codeOf(secret, at(now, n)) === code)
      if (Math.abs(shift) <= 1) {
        expect(found).not.toBe(null)
        if (near.length === 1) expect(found).toBe(own)
      } else expect(found === null).toBe(near.length === 0)
    }),
    { numRuns: 300 },
  )
})

test('however people type a code, it is read as it is written', () => {
  const noise = fc.constantFrom('', ' ', '-', '\u3000', '  ', '.')
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-Z]{6,12}$/), fc.array(noise, { minLength: 12 }), (code, gaps) => {
      const full = (sign: string): string =>
        /\d/.test(sign) ? String.fromCharCode(sign.charCodeAt(0) + 0xfee0) : sign.toLowerCase()
      const typed = [...code]
        .map((sign, n) => `${gaps[n % gaps.length]}${n % 2 ? full(sign) : sign}`)
        .join('')
      expect(asCode(typed)).toBe(code)
    }),
    { numRuns: 300 },
  )
})

test('a sealed secret opens for its owner under its key, and for nobody else nor when a single sign was changed', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.string(),
      fc.string(),
      fc.nat(),
      (secret, owner, other, where) => {
        const sealed = sealSecret(KEY, 'use', owner, secret)
        expect(openSecret(KEY, 'use', owner, sealed)).toBe(secret)
        if (other !== owner) expect(openSecret(KEY, 'use', other, sealed)).toBe(null)
        expect(openSecret(KEY, 'other use', owner, sealed)).toBe(null)
        expect(openSecret(`${KEY}x`, 'use', owner, sealed)).toBe(null)
        const bytes = Buffer.from(sealed, 'base64url')
        const place = where % bytes.length
        bytes[place] = (bytes[place] ?? 0) ^ 1
        expect(openSecret(KEY, 'use', owner, bytes.toString('base64url'))).toBe(null)
        expect(openSecret(KEY, 'use', owner, sealed.slice(0, 8))).toBe(null)
        expect(sealSecret(KEY, 'use', owner, secret)).not.toBe(sealed)
        expect(hashWithKey(KEY, 'use', secret)).not.toBe(hashWithKey(`${KEY}x`, 'use', secret))
      },
    ),
    { numRuns: 200 },
  )
})
