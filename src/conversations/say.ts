import type { Reply } from '../contracts/message.ts'
import type { Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newId } from '../platform/id.ts'
import { findConversation, takeSeq } from './conversation-repository.ts'
import { findInbound, insertSaid } from './message-repository.ts'
import { insertDelivery } from './outbox-repository.ts'

type Said = {
  conversationId: string
  author: 'bot' | 'agent' | 'system'
  staffId?: string
  reply: Reply
  /** The inbound message this answers. */
  inReplyTo?: string
  /** It leaves with the response to a request in flight; the outbox row is written as sent. */
  inline?: boolean
  /** Names the request: said again with the same key, nothing happens and the first message's id comes back. */
  onceKey?: string
  at: string
}

/**
 * Says one thing to a citizen, inside the caller's transaction: the message in the thread, its row in the
 * outbox, and the event. The only way anything is ever said. @returns the message id.
 */
export const say = async (tx: Db, said: Said): Promise<string> => {
  const conversation = await findConversation(tx, said.conversationId)
  if (!conversation) throw new Error(`conversation ${said.conversationId} does not exist`)
  const onceKey = said.onceKey ? `said:${said.conversationId}:${said.onceKey}` : null
  const before = onceKey ? await findInbound(tx, conversation.channel, onceKey) : null
  if (before) return before.id
  const id = newId()
  const seq = await takeSeq(tx, said.conversationId, said.at, false)
  await insertSaid(tx, {
    id,
    conversationId: said.conversationId,
    seq,
    author: said.author,
    staffId: said.staffId ?? null,
    reply: said.reply,
    channel: conversation.channel,
    inReplyTo: said.inReplyTo ?? null,
    onceKey,
    at: said.at,
  })
  await insertDelivery(tx, {
    messageId: id,
    conversationId: said.conversationId,
    channel: conversation.channel,
    at: said.at,
    deliveredInline: said.inline === true,
  })
  await appendEvent(tx, {
    at: said.at,
    type: 'message.said',
    subject: { type: 'conversation', id: said.conversationId },
    actor: { kind: said.author, id: said.staffId ?? said.author },
    data: { messageId: id, kind: said.reply.kind },
  })
  return id
}
