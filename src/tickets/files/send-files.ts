import { AppError } from '../../contracts/errors.ts'
import type { Actor } from '../../contracts/ticket.ts'
import type { Db } from '../../platform/db/schema.ts'
import { LIMITS } from '../../platform/limits.ts'
import { listFilesByIds, setStep } from './file-repository.ts'
import type { TicketFile } from './ticket-file.ts'

const isOwnUnsent = (file: TicketFile, actor: Actor): boolean =>
  file.stepSeq === null && file.actorKind === actor.kind && file.actorId === actor.id

/** A reply that was sent back goes out again with the unit's own pictures of the first time. */
const isOfOwnReply = (file: TicketFile, actor: Actor): boolean =>
  actor.kind === 'staff' &&
  actor.departmentId !== null &&
  file.unitId === actor.departmentId &&
  (file.purpose === 'before' || file.purpose === 'after')

/**
 * Sends chosen files with a step of the ticket, in the step's own transaction: all of them or nothing.
 * @throws AppError invalid_request for one that is not there or not the sender's, or too many at once.
 */
export const sendFiles = async (
  tx: Db,
  sent: { ticketId: string; stepSeq: number; actor: Actor; fileIds: readonly string[]; isReply?: boolean },
): Promise<void> => {
  const ids = [...new Set(sent.fileIds)]
  if (ids.length === 0) return
  if (ids.length > LIMITS.filesPerStep)
    throw new AppError('invalid_request', `一次最多附 ${LIMITS.filesPerStep} 个文件，请删掉几个再发。`)
  const files = await listFilesByIds(tx, sent.ticketId, ids)
  const may = files.every(
    (file) => isOwnUnsent(file, sent.actor) || (sent.isReply && isOfOwnReply(file, sent.actor)),
  )
  if (files.length !== ids.length || !may)
    throw new AppError('invalid_request', '有的照片已经不在了，请删掉它重新选；您写的内容还在。')
  await setStep(tx, ids, sent.stepSeq)
}
