import fc from 'fast-check'
import twilio from 'twilio'
import { describe, expect, it } from 'vitest'
import {
  readForm,
  signRequest,
  validateBodySignature,
  validateSignature,
} from '../../../../channels/voice/validate-signature.ts'
import { readVectors } from '../read-vectors.ts'

describe('the signature of a form', () => {
  const { vectors } = readVectors('twilio/form.json')
  it('is known from eighteen published cases', () => expect(vectors).toHaveLength(18))
  for (const v of vectors) {
    it(`is ${v.valid ? 'accepted' : 'refused'}: ${v.name}`, () => {
      const request = {
        authToken: v.authToken,
        signature: v.signature ?? undefined,
        url: v.url,
        params: v.params,
      }
      expect(validateSignature(request)).toBe(v.valid)
      if (v.exact) expect(signRequest(v.authToken, v.url, v.params)).toBe(v.signature)
      if (v.raw_body) expect(validateSignature({ ...request, params: readForm(v.raw_body) })).toBe(v.valid)
      expect(validateSignature({ ...request, authToken: 'another' })).toBe(false)
      expect(validateSignature({ ...request, authToken: '' })).toBe(false)
      expect(validateSignature({ ...request, params: { ...v.params, Extra: '1' } })).toBe(false)
    })
  }

  it('agrees with Twilio’s own library for any form', () => {
    const form = fc.dictionary(
      fc.stringMatching(/^[A-Za-z.]{1,12}$/),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
    )
    fc.assert(
      fc.property(form, (params) => {
        const url = 'https://hotline.example.gov.cn/channels/voice/turn?n=1&o=%E8%B7%AF'
        const signature = signRequest('s3cr3t', url, params)
        expect(twilio.getExpectedTwilioSignature('s3cr3t', url, params)).toBe(signature)
        expect(twilio.validateRequest('s3cr3t', signature, url, params)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('keeps names a hostile form may use from becoming anything else', () => {
    const params = readForm('__proto__=1&constructor=2&a=1&a=2')
    expect(Object.keys(params).sort()).toEqual(['__proto__', 'a', 'constructor'])
    expect(params.a).toEqual(['1', '2'])
  })
})

describe('the signature of a JSON body', () => {
  const { vectors } = readVectors('twilio/json-body.json')
  it('is known from four published cases', () => expect(vectors).toHaveLength(4))
  for (const v of vectors) {
    it(`is ${v.valid ? 'accepted' : 'refused'}: ${v.name}`, () => {
      expect(validateBodySignature(v)).toBe(v.valid)
      expect(validateBodySignature({ ...v, body: `${v.body} ` })).toBe(false)
    })
  }
})
