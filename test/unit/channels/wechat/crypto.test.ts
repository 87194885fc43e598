import { getSignature, decrypt as otherDecrypt, encrypt as otherEncrypt } from '@wecom/crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aesKeyOf, decryptMessage } from '../../../../channels/wechat/decrypt-message.ts'
import { encryptReply, encryptText } from '../../../../channels/wechat/encrypt-reply.ts'
import { readFields } from '../../../../channels/wechat/parse-message.ts'
import {
  signParts,
  verifyMessageSignature,
  verifySignature,
} from '../../../../channels/wechat/verify-signature.ts'
import { readVectors } from '../read-vectors.ts'

const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

describe('the signature of a request', () => {
  for (const v of readVectors('wechat/url-signature.json').vectors) {
    it(`is ${v.parts || v.valid ? 'accepted' : 'refused'}: ${v.name}`, () => {
      if (v.parts) expect(signParts(v.parts)).toBe(v.signature)
      else expect(verifySignature(v.token, v)).toBe(v.valid)
    })
  }

  it('is refused when a part is missing or the token is not configured', () => {
    const good = { timestamp: 'b', nonce: 'c', signature: signParts(['', 'b', 'c']) }
    expect(verifySignature('', good)).toBe(false)
    expect(verifySignature('a', { timestamp: 'b', nonce: 'c' })).toBe(false)
    expect(verifySignature('a', { timestamp: 'b', nonce: 'c', signature: '' })).toBe(false)
    expect(
      verifyMessageSignature(
        '',
        { msgSignature: signParts(['', 'b', 'c', 'd']), timestamp: 'b', nonce: 'c' },
        'd',
      ),
    ).toBe(false)
  })
})

describe('an encrypted message', () => {
  for (const v of readVectors('wechat/echo-encrypted.json').vectors) {
    it(`opens only when its signature is right: ${v.name}`, () => {
      const { msg_signature: msgSignature, timestamp, nonce, echostr } = v.query
      expect(verifyMessageSignature(v.token, { msgSignature, timestamp, nonce }, echostr)).toBe(v.valid)
      if (!v.valid) return
      const opened = decryptMessage({ encodingAesKey: v.encodingAESKey, appId: v.receiveid }, echostr)
      expect(opened).toEqual({ ok: true, text: v.expect_plain })
    })
  }

  for (const v of readVectors('wechat/decrypt.json').vectors) {
    const secret = { encodingAesKey: v.encodingAESKey, appId: v.receiveid }
    it(`opens to the published words: ${v.name}`, () => {
      const { msg_signature: msgSignature, timestamp, nonce } = v.query
      expect(readFields(v.body_xml)?.Encrypt).toBe(v.encrypt)
      expect(verifyMessageSignature(v.token, { msgSignature, timestamp, nonce }, v.encrypt)).toBe(true)
      const opened = decryptMessage(secret, v.encrypt)
      expect(opened).toEqual({ ok: true, text: v.expect_plaintext_xml })
      expect(readFields(v.expect_plaintext_xml)).toMatchObject(v.expect)
    })

    it(`is refused for another account or another signature: ${v.name}`, () => {
      expect(decryptMessage({ ...secret, appId: 'invalid appid' }, v.encrypt)).toEqual({
        ok: false,
        reason: 'wrong_app',
      })
      const bad = { msgSignature: 'invalid-signature', timestamp: v.query.timestamp, nonce: v.query.nonce }
      expect(verifyMessageSignature(v.token, bad, v.encrypt)).toBe(false)
    })
  }

  it('never throws on garbage', () => {
    const secret = { encodingAesKey: KEY, appId: 'wx1' }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decryptMessage(secret, Buffer.from(bytes).toString('base64')).ok).toBe(false)
      }),
    )
    expect(decryptMessage({ encodingAesKey: 'short', appId: 'wx1' }, 'AAAA')).toEqual({
      ok: false,
      reason: 'bad_key',
    })
  })
})

describe('an encrypted reply', () => {
  for (const v of readVectors('wechat/encrypt.json').vectors) {
    const secret = { encodingAesKey: v.encodingAESKey, appId: v.receiveid }
    it(`is byte for byte the published one: ${v.name}`, () => {
      const random16 = Buffer.from(v.random16)
      expect(encryptText(secret, v.plain, random16)).toBe(v.encrypt)
      if (!v.envelope) return
      const stamp = { timestamp: v.timestamp, nonce: v.nonce, random16 }
      expect(encryptReply({ ...secret, token: v.token }, v.plain, stamp)).toBe(v.envelope)
      expect(signParts([v.token, v.timestamp, v.nonce, v.encrypt])).toBe(v.msg_signature)
    })
  }

  it('opens again for any text, and the second implementation agrees both ways', () => {
    const secret = { encodingAesKey: KEY, appId: 'wxb11529c136998cb6' }
    expect(aesKeyOf(KEY)).toHaveLength(32)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const sealed = encryptText(secret, text)
        expect(decryptMessage(secret, sealed)).toEqual({ ok: true, text })
        expect(otherDecrypt(KEY, sealed)).toEqual({
          message: text,
          id: secret.appId,
          random: expect.anything(),
        })
        expect(decryptMessage(secret, otherEncrypt(KEY, text, secret.appId))).toEqual({ ok: true, text })
      }),
      { numRuns: 50 },
    )
    expect(getSignature('pamtest', '1', '2', 'x')).toBe(signParts(['pamtest', '1', '2', 'x']))
  })
})
