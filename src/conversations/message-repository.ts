import { sql } from 'kysely'
import { z } from 'zod'
import { Attachment, Reply, type ThreadMessage } from '../contracts/message.ts'
import type { Db, Schema } from '../platform/db/schema.ts'

type NewInbound = {
  id: string
  conversationId: string
  seq: number
  text: string
  attachments: Attachment[]
  channel: string
  channelMessageId: string
  at: string
}

/** The message with this channel id (or once-key of ours), if there is one. */
export const findInbound = async (
  db: Db,
  channel: string,
  channelMessageId: string,
): Promise<{ id: string; conversationId: string; text: string; answered: boolean } | null> => {
  const row = await db
    .selectFrom('message')
    .select(['id', 'conversation_id', 'text', 'answered_at'])
    .where('channel', '=', channel)
    .where('channel_message_id', '=', channelMessageId)
    .executeTakeFirst()
  if (!row) return null
  return {
    id: row.id,
    conversationId: row.conversation_id,
    text: row.text,
    answered: row.answered_at !== null,
  }
}

/** Stores a citizen's message. @throws the engine's unique violation when it was received in the meantime. */
export const insertInbound = async (tx: Db, m: NewInbound): Promise<void> => {
  await tx
    .insertInto('message')
    .values({
      id: m.id,
      conversation_id: m.conversationId,
      seq: m.seq,
      author: 'citizen',
      staff_id: null,
      text: m.text,
      reply: null,
      attachments: JSON.stringify(m.attachments),
      channel: m.channel,
      channel_message_id: m.channelMessageId,
      in_reply_to: null,
      answered_at: null,
      at: m.at,
    })
    .execute()
}

/** Whether anything was sent with a message, kept or not. */
export const hasAttachments = async (db: Db, id: string): Promise<boolean> => {
  const row = await db.selectFrom('message').select('attachments').where('id', '=', id).executeTakeFirst()
  return row !== undefined && row.attachments !== '[]'
}

/** Puts the addresses attachments have now where those they came with stood. */
export const setAttachments = async (
  db: Db,
  id: string,
  attachments: readonly Attachment[],
): Promise<void> => {
  await db
    .updateTable('message')
    .set({ attachments: JSON.stringify(attachments) })
    .where('id', '=', id)
    .execute()
}

/** Stores something we say. */
export const insertSaid = async (
  tx: Db,
  m: {
    id: string
    conversationId: string
    seq: number
    author: 'bot' | 'agent' | 'system'
    staffId: string | null
    reply: Reply
    channel: string
    inReplyTo: string | null
    onceKey: string | null
    at: string
  },
): Promise<void> => {
  await tx
    .insertInto('message')
    .values({
      id: m.id,
      conversation_id: m.conversationId,
      seq: m.seq,
      author: m.author,
      staff_id: m.staffId,
      text: m.reply.text,
      reply: JSON.stringify(m.reply),
      attachments: '[]',
      channel: m.channel,
      channel_message_id: m.onceKey,
      in_reply_to: m.inReplyTo,
      answered_at: null,
      at: m.at,
    })
    .execute()
}

/**
 * Marks an inbound message as fully answered: a repeat now gets the stored replies.
 * @returns false when another worker already answered it; the caller must then undo what it did.
 */
export const markAnswered = async (tx: Db, id: string, at: string): Promise<boolean> => {
  const result = await tx
    .updateTable('message')
    .set({ answered_at: at })
    .where('id', '=', id)
    .where('answered_at', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** What was said in answer to one inbound message, in order. */
export const listRepliesTo = async (db: Db, inboundId: string): Promise<Reply[]> => {
  const rows = await db
    .selectFrom('message')
    .select(['id', 'reply'])
    .where('in_reply_to', '=', inboundId)
    .orderBy('seq')
    .execute()
  return rows.map((r) => ({ ...Reply.parse(JSON.parse(r.reply ?? '{}')), messageId: r.id }))
}

const Stored = z.array(Attachment)
/** Only files of the talk itself: an address somebody else wrote must never be loaded by a page. */
const ownFiles = (r: Schema['message']): Attachment[] => {
  if (r.attachments === '[]') return []
  const own = `/api/conversations/${r.conversation_id}/files/`
  return Stored.parse(JSON.parse(r.attachments)).filter(({ url }) => url.startsWith(own))
}

const toThreadMessage = (r: Schema['message']): ThreadMessage => ({
  id: r.id,
  seq: r.seq,
  author: r.author,
  text: r.text,
  ...(r.reply ? { reply: { ...Reply.parse(JSON.parse(r.reply)), messageId: r.id } } : {}),
  ...(ownFiles(r).length > 0 ? { attachments: ownFiles(r) } : {}),
  at: r.at,
})

/** The newest `limit` messages of a thread after `afterSeq`, in order. */
export const listThread = async (
  db: Db,
  conversationId: string,
  afterSeq: number,
  limit: number,
): Promise<ThreadMessage[]> => {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('seq', '>', afterSeq)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse().map(toThreadMessage)
}

/** One message of a thread with its conversation, or null. */
export const findMessage = async (
  db: Db,
  id: string,
): Promise<{ message: ThreadMessage; conversationId: string } | null> => {
  const row = await db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? { message: toThreadMessage(row), conversationId: row.conversation_id } : null
}

/** Something the bot said in answer to a citizen's message. */
export type SaidTo = { conversationId: string; reply: Reply; question: string; questionId: string }

const saidTo = (db: Db) =>
  db
    .selectFrom('message as said')
    .innerJoin('message as asked', 'asked.id', 'said.in_reply_to')
    .select(['said.conversation_id', 'said.reply', 'asked.text', 'asked.id as question_id'])
    .where('said.author', '=', 'bot')

const toSaidTo = (
  row: { conversation_id: string; reply: string | null; text: string; question_id: string } | undefined,
): SaidTo | null =>
  row?.reply
    ? {
        conversationId: row.conversation_id,
        reply: Reply.parse(JSON.parse(row.reply)),
        question: row.text,
        questionId: row.question_id,
      }
    : null

/** One of the bot's answers with the citizen's words it answers; null for anything else. */
export const findSaidTo = async (db: Db, messageId: string): Promise<SaidTo | null> =>
  toSaidTo(await saidTo(db).where('said.id', '=', messageId).executeTakeFirst())

/** What the bot said last before an inbound message; null where an agent or nobody spoke last. */
export const findSaidBefore = async (db: Db, inboundId: string): Promise<SaidTo | null> => {
  const last = await db
    .selectFrom('message as inbound')
    .innerJoin('message as said', 'said.conversation_id', 'inbound.conversation_id')
    .select(['said.id'])
    .where('inbound.id', '=', inboundId)
    .whereRef('said.seq', '<', 'inbound.seq')
    .where('said.author', '<>', 'citizen')
    .orderBy('said.seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ? findSaidTo(db, last.id) : null
}

/** Inbound messages received before `before` whose replies were never stored: a stopped server left them. */
export const listUnanswered = async (
  db: Db,
  before: string,
  limit: number,
): Promise<{ inboundId: string; conversationId: string; text: string }[]> => {
  const rows = await db
    .selectFrom('message')
    .select(['id', 'conversation_id', 'text'])
    // Written out, not bound: only then is it known to fit the index of unanswered messages.
    .where('author', '=', sql.lit('citizen' as const))
    .where('answered_at', 'is', null)
    .where('at', '<', before)
    .orderBy('at')
    .limit(limit)
    .execute()
  return rows.map((r) => ({ inboundId: r.id, conversationId: r.conversation_id, text: r.text }))
}
