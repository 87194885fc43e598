import { createCipheriv, randomBytes } from 'node:crypto'
import { aesKeyOf, PADDING_BLOCK, type WechatSecret } from './decrypt-message.ts'
import { signParts } from './verify-signature.ts'

/**
 * The ciphertext (base64) of one text for one account; the reverse of `decryptMessage`. `random16` is only
 * given by tests that compare with published ciphertexts. Throws when the key is not 32 bytes long.
 */
export const encryptText = (
  secret: WechatSecret,
  text: string,
  random16: Buffer = randomBytes(16),
): string => {
  const key = aesKeyOf(secret.encodingAesKey)
  const message = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  const plain = Buffer.concat([random16, length, message, Buffer.from(secret.appId)])
  const padding = PADDING_BLOCK - (plain.length % PADDING_BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(padding, padding)),
    cipher.final(),
  ]).toString('base64')
}

/**
 * The envelope that answers an encrypted push: ciphertext, signature over it, timestamp (seconds) and nonce.
 * Source: 公众平台 消息加解密说明.
 */
export const encryptReply = (
  secret: WechatSecret & { token: string },
  xml: string,
  stamp: { timestamp: string; nonce: string; random16?: Buffer },
): string => {
  const encrypted = encryptText(secret, xml, stamp.random16)
  const signature = signParts([secret.token, stamp.timestamp, stamp.nonce, encrypted])
  return [
    '<xml>',
    `<Encrypt><![CDATA[${encrypted}]]></Encrypt>`,
    `<MsgSignature><![CDATA[${signature}]]></MsgSignature>`,
    `<TimeStamp>${stamp.timestamp}</TimeStamp>`,
    `<Nonce><![CDATA[${stamp.nonce}]]></Nonce>`,
    '</xml>',
  ].join('\n')
}
