import { AppError } from '../../contracts/errors.ts'
import type { Clock } from '../../contracts/ports.ts'
import type { Actor } from '../../contracts/ticket.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database } from '../../platform/db/schema.ts'
import type { FileStore } from '../../platform/files/file-store.ts'
import { takeUpload } from '../../platform/files/take-upload.ts'
import { newId } from '../../platform/id.ts'
import { LIMITS } from '../../platform/limits.ts'
import { countFilesOfTicket, countLoose, findUpload, insertFile } from './file-repository.ts'
import type { FilePurpose, TicketFile } from './ticket-file.ts'

export type FileDesk = { db: Database; clock: Clock; files: FileStore }

/** Where a file is chosen: for a ticket, or in a talk that may become one. */
export type FilePlace = { ticketId: string } | { conversationId: string }

const NAME_MAX = 80
/** Without folders, control signs and signs that turn the writing direction round (U+202A…E, U+2066…9). */
const tidyName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '')
    .replace(/[\p{Cc}\p{Cf}"<>|:*?]/gu, '')
    .trim()
    .slice(0, NAME_MAX)

const mustHaveRoom = async (desk: FileDesk, place: FilePlace, actorId: string): Promise<void> => {
  const loose = await countLoose(desk.db, 'ticketId' in place ? { ...place, actorId } : place)
  if (loose >= LIMITS.filesLoose)
    throw new AppError('conflict', '选好还没有发送的照片太多了。请先发送，或删掉几张再选。')
  if ('ticketId' in place && (await countFilesOfTicket(desk.db, place.ticketId)) >= LIMITS.filesPerTicket)
    throw new AppError('conflict', `这件工单已经有 ${LIMITS.filesPerTicket} 个附件，不能再加了。`)
}

/**
 * Takes in one chosen file: content first, then its row; it belongs to nothing until it is sent. The same `key` of the same
 * person again (a lost answer, a second try) is the file they have already.
 * @throws AppError as `takeUpload`; conflict when too many wait to be sent.
 */
export const keepUpload = async (
  desk: FileDesk,
  u: {
    place: FilePlace
    actor: Actor
    key: string
    purpose: FilePurpose
    name: string
    body: ReadableStream<Uint8Array> | Uint8Array | null
  },
): Promise<TicketFile> => {
  const { place, actor } = u
  const of = 'ticketId' in place ? place.ticketId : place.conversationId
  const uploadKey = `${actor.kind}:${actor.id}:${of}:${u.key}`
  const before = await findUpload(desk.db, uploadKey)
  if (before) return before
  await mustHaveRoom(desk, place, actor.id)
  const kept = await takeUpload(desk.files, u.body)
  await insertFile(desk.db, {
    id: newId(),
    upload_key: uploadKey,
    conversation_id: 'ticketId' in place ? null : place.conversationId,
    message_id: null,
    ticket_id: 'ticketId' in place ? place.ticketId : null,
    step_seq: null,
    purpose: u.purpose,
    kind: kept.kind,
    name: tidyName(u.name),
    sha256: kept.sha256,
    thumb_sha256: kept.thumbSha256,
    bytes: kept.bytes,
    width: kept.width,
    height: kept.height,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    unit_id: actor.kind === 'staff' ? actor.departmentId : null,
    at: isoNow(desk.clock),
  })
  const stored = await findUpload(desk.db, uploadKey)
  if (!stored) throw new Error('an upload vanished while it was stored')
  return stored
}
