import { z } from 'zod'
import type { Schema } from '../../platform/db/schema.ts'

/** What a photo or paper is for, with the words people read. `before` and `after` of a reply are shown to the citizen. */
export const FILE_PURPOSES = {
  matter: '反映的情况',
  before: '办理前',
  after: '办理后',
  contact: '联系凭证',
  other: '其他材料',
} as const
export const FilePurpose = z.enum(['matter', 'before', 'after', 'contact', 'other'])
export type FilePurpose = z.infer<typeof FilePurpose>

/** A photo or paper on a ticket or in a talk. `stepSeq` and `messageId` null = chosen, not yet sent. */
export type TicketFile = {
  id: string
  conversationId: string | null
  messageId: string | null
  ticketId: string | null
  stepSeq: number | null
  purpose: FilePurpose
  kind: 'image' | 'pdf'
  name: string
  sha256: string
  thumbSha256: string | null
  bytes: number
  width: number
  height: number
  actorKind: string
  actorId: string
  actorName: string
  unitId: string | null
  at: string
}

/** Reads a row. @throws when a stored value is outside the contract. */
export const toFile = (r: Schema['ticket_file']): TicketFile => ({
  id: r.id,
  conversationId: r.conversation_id,
  messageId: r.message_id,
  ticketId: r.ticket_id,
  stepSeq: r.step_seq,
  purpose: FilePurpose.parse(r.purpose),
  kind: r.kind,
  name: r.name,
  sha256: r.sha256,
  thumbSha256: r.thumb_sha256,
  bytes: r.bytes,
  width: r.width,
  height: r.height,
  actorKind: r.actor_kind,
  actorId: r.actor_id,
  actorName: r.actor_name,
  unitId: r.unit_id,
  at: r.at,
})
