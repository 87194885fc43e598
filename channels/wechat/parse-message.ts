import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'

/** The largest push that is read, in bytes. A text message is at most a few kilobytes. */
export const BODY_MAX_BYTES = 64 * 1024

/** Menu items we send carry their meaning in the id, so a click needs no memory of what was offered. */
export const MENU_ID_PREFIX = 'ys:'

// Values stay strings: a MsgId is a 64-bit number and would lose digits, "007" would become 7.
const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: true })

const Fields = z.record(z.string(), z.unknown())
export type WechatFields = z.infer<typeof Fields>

/**
 * The fields of a push as WeChat wrote them, all leaf values strings. Null when the text is no XML of theirs: too large,
 * a DOCTYPE (never sent by WeChat, the door to entity tricks), nested too deep, or without the `<xml>` root.
 */
export const readFields = (body: string): WechatFields | null => {
  if (Buffer.byteLength(body) > BODY_MAX_BYTES || /<!DOCTYPE/i.test(body)) return null
  try {
    const root = Fields.safeParse(Fields.parse(parser.parse(body)).xml)
    return root.success ? root.data : null
  } catch {
    return null
  }
}

const Head = z.object({
  FromUserName: z.string().min(1).max(128),
  ToUserName: z.string().min(1).max(128),
  CreateTime: z.string().regex(/^\d{1,12}$/),
  MsgType: z.string().min(1).max(64),
  MsgId: z.string().max(64).optional(),
  Event: z.string().max(64).optional(),
})

/** What the citizen did. `unreadable` = a kind we cannot read yet and must say so; `silent` = needs no answer. */
export type WechatContent =
  | { kind: 'text'; text: string }
  | { kind: 'subscribe' }
  | { kind: 'click'; key: string }
  | { kind: 'photo'; mediaId: string }
  | { kind: 'unreadable'; what: 'voice' | 'video' | 'link' | 'other' }
  | { kind: 'silent' }

export type WechatMessage = { openId: string; accountId: string; dedupeKey: string; content: WechatContent }

const textOf = (fields: WechatFields, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value.trim() : ''
}

const readText = (fields: WechatFields): WechatContent => {
  const menuId = textOf(fields, 'bizmsgmenuid')
  const text = menuId.startsWith(MENU_ID_PREFIX)
    ? menuId.slice(MENU_ID_PREFIX.length)
    : textOf(fields, 'Content')
  return text ? { kind: 'text', text } : { kind: 'unreadable', what: 'other' }
}

const readLocation = (fields: WechatFields): WechatContent => {
  const position = `${textOf(fields, 'Location_X')},${textOf(fields, 'Location_Y')}`
  if (!/^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/.test(position)) return { kind: 'unreadable', what: 'other' }
  const label = textOf(fields, 'Label')
  return { kind: 'text', text: label ? `${label}（坐标 ${position}）` : `坐标 ${position}` }
}

const readEvent = (fields: WechatFields, event: string): WechatContent => {
  // By QR code a new follower arrives as `subscribe` too; an old one as SCAN, who needs no welcome.
  if (event.toLowerCase() === 'subscribe') return { kind: 'subscribe' }
  const key = textOf(fields, 'EventKey')
  if (event.toUpperCase() === 'CLICK' && key) return { kind: 'click', key }
  return { kind: 'silent' }
}

const readVoice = (fields: WechatFields): WechatContent => {
  // Recognition is empty on most accounts nowadays, even with the switch on.
  const text = textOf(fields, 'Recognition')
  return text ? { kind: 'text', text } : { kind: 'unreadable', what: 'voice' }
}

/** By MediaId only: PicUrl is an address in the push, and a push's addresses are not fetched. */
const readPhoto = (fields: WechatFields): WechatContent => {
  const mediaId = textOf(fields, 'MediaId')
  return /^[\w-]{1,200}$/.test(mediaId) ? { kind: 'photo', mediaId } : { kind: 'unreadable', what: 'other' }
}

const readContent = (type: string, fields: WechatFields): WechatContent => {
  switch (type) {
    case 'text':
      return readText(fields)
    case 'voice':
      return readVoice(fields)
    case 'location':
      return readLocation(fields)
    case 'image':
      return readPhoto(fields)
    case 'link':
      return { kind: 'unreadable', what: 'link' }
    case 'video':
    case 'shortvideo':
      return { kind: 'unreadable', what: 'video' }
    case 'event':
      return readEvent(fields, textOf(fields, 'Event'))
    default:
      return { kind: 'silent' }
  }
}

/**
 * The meaning of one push. The dedupe key is MsgId for messages and sender + time + event for events, which have
 * none (WeChat repeats a push up to three times). Null when who, when or what kind is missing.
 */
export const parseMessage = (fields: WechatFields): WechatMessage | null => {
  const head = Head.safeParse(fields)
  if (!head.success) return null
  const { FromUserName, ToUserName, CreateTime, MsgType, MsgId, Event } = head.data
  return {
    openId: FromUserName,
    accountId: ToUserName,
    dedupeKey: MsgId || `${FromUserName}:${CreateTime}:${Event ?? MsgType}`,
    content: readContent(MsgType, fields),
  }
}
