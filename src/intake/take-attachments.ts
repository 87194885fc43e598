import { AppError } from '../contracts/errors.ts'
import type { Attachment } from '../contracts/message.ts'
import { hasAttachments, setAttachments } from '../conversations/message-repository.ts'
import { countFilesOfMessage, setMessage } from '../tickets/files/file-repository.ts'
import { keepUpload } from '../tickets/files/keep-upload.ts'
import type { Desk } from './desk.ts'

/** The bytes of an attachment that lies with its channel; null when they cannot be had. Never throws. */
export type FetchMedia = (url: string) => Promise<ReadableStream<Uint8Array> | null>

type Sent = { inboundId: string; conversationId: string; attachments: readonly Attachment[] }

/** Fetches and keeps one attachment of a channel. @returns its id, or null: the reference stays on the message. */
const keepFetched = async (
  desk: Desk,
  { inboundId, conversationId }: Sent,
  [index, { url }]: [number, Attachment],
  fetchMedia: FetchMedia,
): Promise<string | null> => {
  const body = await fetchMedia(url)
  if (!body) return null
  try {
    const actor = { kind: 'citizen' as const, id: conversationId, name: '诉求人' }
    const named = { key: `${inboundId}:${index}`, purpose: 'matter' as const, name: '' }
    return (await keepUpload(desk, { place: { conversationId }, actor, ...named, body })).id
  } catch (error) {
    if (!(error instanceof AppError))
      desk.log.error({ err: error, messageId: inboundId }, 'a photo was not kept')
    return null
  }
}

/**
 * Photos that came with a message are sent with it: those uploaded in this very talk, and those that lie with the channel,
 * fetched now. Any other address is only kept as it was written. Safe to repeat.
 */
export const takeAttachments = async (desk: Desk, sent: Sent, fetchMedia?: FetchMedia): Promise<void> => {
  const own = `/api/conversations/${sent.conversationId}/files/`
  const ids: string[] = []
  const kept = [...sent.attachments]
  for (const [index, attachment] of sent.attachments.entries()) {
    if (attachment.url.startsWith(own)) ids.push(attachment.url.slice(own.length))
    else if (fetchMedia) {
      const id = await keepFetched(desk, sent, [index, attachment], fetchMedia)
      if (id) ids.push(id)
      kept[index] = id ? { ...attachment, url: `${own}${id}` } : attachment
    }
  }
  if (kept.some(({ url }, at) => url !== sent.attachments[at]?.url))
    await setAttachments(desk.db, sent.inboundId, kept)
  await setMessage(desk.db, sent.conversationId, ids, sent.inboundId)
}

/** How many photos came with a message and were kept; null when none were sent at all. */
export const countAttachments = async (
  desk: Desk,
  turn: { inboundId: string; conversationId: string },
): Promise<{ kept: number } | null> => {
  const kept = await countFilesOfMessage(desk.db, turn.inboundId, turn.conversationId)
  return kept > 0 || (await hasAttachments(desk.db, turn.inboundId)) ? { kept } : null
}
