import { AppError } from '../contracts/errors.ts'
import type { InboundMessage, Reply } from '../contracts/message.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newId } from '../platform/id.ts'
import { findConversation, findOpenConversation, lockIdentity, takeSeq } from './conversation-repository.ts'
import { findInbound, insertInbound, listRepliesTo } from './message-repository.ts'
import { openConversation } from './open-conversation.ts'

/** A talk on a channel without links goes on for this long after the last word; then a new one begins. */
const SAME_TALK_MS = 24 * 60 * 60 * 1000

/** `new` = to be answered now; `repeat` = was answered before, with these replies. */
export type Turn =
  | { kind: 'new'; inboundId: string; conversationId: string; text: string }
  | { kind: 'repeat'; conversationId: string; replies: Reply[] }

const talkFor = async (tx: Db, inbound: InboundMessage, clock: Clock): Promise<string> => {
  if (inbound.conversationId) {
    const known = await findConversation(tx, inbound.conversationId)
    if (!known) throw new AppError('not_found', '没有找到这个会话，请刷新页面重新开始。')
    return known.id
  }
  const since = isoAfter(clock, -SAME_TALK_MS)
  const open = await findOpenConversation(tx, inbound.channel, inbound.channelUserId, since)
  if (open) return open.id
  // Two first messages at once: the second waits here for the first one's talk and goes on in it.
  await lockIdentity(tx, inbound.channel, inbound.channelUserId, newId(), isoNow(clock))
  const opened = await findOpenConversation(tx, inbound.channel, inbound.channelUserId, since)
  if (opened) return opened.id
  const who = { channel: inbound.channel, channelUserId: inbound.channelUserId, tokenHash: null }
  return openConversation(tx, who, isoNow(clock))
}

const repeatOf = async (db: Db, inbound: InboundMessage): Promise<Turn | null> => {
  const before = await findInbound(db, inbound.channel, inbound.channelMessageId)
  if (!before) return null
  if (!before.answered) {
    return { kind: 'new', inboundId: before.id, conversationId: before.conversationId, text: before.text }
  }
  return {
    kind: 'repeat',
    conversationId: before.conversationId,
    replies: await listRepliesTo(db, before.id),
  }
}

/**
 * Takes in one message, at most once per (channel, channelMessageId): it is stored before anything is thought
 * about it, so a stopped server loses nothing. A repeat of an answered message yields the replies given then;
 * a repeat of one whose answer was cut off is answered now.
 */
export const receiveOnce = async (
  desk: { db: Database; clock: Clock },
  inbound: InboundMessage,
): Promise<Turn> => {
  const before = await repeatOf(desk.db, inbound)
  if (before) return before
  try {
    return await desk.db.transaction().execute(async (tx): Promise<Turn> => {
      const at = isoNow(desk.clock)
      const conversationId = await talkFor(tx, inbound, desk.clock)
      const inboundId = newId()
      const seq = await takeSeq(tx, conversationId, at, true)
      await insertInbound(tx, {
        id: inboundId,
        conversationId,
        seq,
        text: inbound.text,
        attachments: inbound.attachments ?? [],
        channel: inbound.channel,
        channelMessageId: inbound.channelMessageId,
        at,
      })
      await appendEvent(tx, {
        at,
        type: 'message.received',
        subject: { type: 'conversation', id: conversationId },
        actor: { kind: 'citizen', id: 'citizen' },
        data: { messageId: inboundId, channel: inbound.channel },
      })
      return { kind: 'new', inboundId, conversationId, text: inbound.text }
    })
  } catch (error) {
    // Two deliveries of the same message at once: the unique index let one through, this one is the repeat.
    const raced = await repeatOf(desk.db, inbound)
    if (raced) return raced
    throw error
  }
}
