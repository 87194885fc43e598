import { decryptMessage } from './decrypt-message.ts'
import { readFields, type WechatFields } from './parse-message.ts'
import { verifyMessageSignature, verifySignature } from './verify-signature.ts'
import type { WechatConfig } from './wechat-config.ts'

/** The query WeChat puts on a push. */
export type PushQuery = Record<string, string | undefined>

/** A push that is WeChat's, with its fields in clear; or why it is not let in. */
export type OpenedPush =
  | { ok: true; fields: WechatFields; isEncrypted: boolean }
  | { ok: false; status: 400 | 403; reason: string }

const refuse = (status: 400 | 403, reason: string): OpenedPush => ({ ok: false, status, reason })

const openEncrypted = (config: WechatConfig, query: PushQuery, encrypted: string): OpenedPush => {
  if (!config.encodingAesKey) return refuse(403, 'no_aes_key')
  const signed = { msgSignature: query.msg_signature, timestamp: query.timestamp, nonce: query.nonce }
  if (!verifyMessageSignature(config.token, signed, encrypted)) return refuse(403, 'bad_msg_signature')
  const opened = decryptMessage({ encodingAesKey: config.encodingAesKey, appId: config.appId }, encrypted)
  if (!opened.ok) return refuse(403, opened.reason)
  const fields = readFields(opened.text)
  return fields ? { ok: true, fields, isEncrypted: true } : refuse(400, 'unreadable_xml')
}

/**
 * Checks and opens one push in plain, compat or safe mode. Where the request says it is encrypted only the
 * decrypted fields count: the plain copies beside them (compat mode) are not covered by the signature.
 */
export const openPush = (config: WechatConfig, query: PushQuery, body: string): OpenedPush => {
  const isEncrypted = query.encrypt_type === 'aes'
  if (!isEncrypted && config.requireEncrypted) return refuse(403, 'not_encrypted')
  // The signature is checked before the XML is read: strangers do not reach the parser in plain mode.
  if (!isEncrypted && !verifySignature(config.token, query)) return refuse(403, 'bad_signature')
  const fields = readFields(body)
  if (!fields) return refuse(400, 'unreadable_xml')
  if (!isEncrypted) return { ok: true, fields, isEncrypted: false }
  // Compat mode without a key on our side: the clear fields are as good as in plain mode, and checked alike.
  const canReadClear =
    !config.encodingAesKey && !config.requireEncrypted && typeof fields.MsgType === 'string'
  if (canReadClear && verifySignature(config.token, query)) return { ok: true, fields, isEncrypted: false }
  return typeof fields.Encrypt === 'string' && fields.Encrypt
    ? openEncrypted(config, query, fields.Encrypt)
    : refuse(400, 'no_ciphertext')
}
