import type { Entry, EntryEdit } from '../contracts/entry.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { findEntry, writeVersion } from './entry-repository.ts'

/**
 * Publishes an editor's change as a new version; the old one stays readable. The very next question is answered
 * from the new one: the `entry.published` event tells every process to refresh its index.
 * @throws AppError not_found, or conflict when a newer version exists than the editor saw.
 */
export const publishVersion = async (
  desk: { db: Database; clock: Clock },
  editor: StaffMember,
  entryId: string,
  edit: EntryEdit,
): Promise<Entry> => {
  await desk.db.transaction().execute(async (tx) => {
    const before = await findEntry(tx, entryId)
    if (!before) throw new AppError('not_found', '没有找到这条知识。')
    const at = isoNow(desk.clock)
    const written = await writeVersion(
      tx,
      {
        ...before,
        question: edit.question,
        similar: edit.similar,
        answer: edit.answer,
        details: edit.details,
        basis: edit.basis ?? before.basis,
        keywords: edit.keywords ?? before.keywords,
        validUntil: edit.validUntil === undefined ? before.validUntil : edit.validUntil,
        guide: edit.guide === undefined ? before.guide : edit.guide,
        state: 'published',
        origin: 'person',
        fileHash: null,
        updatedAt: at,
        updatedBy: editor.name,
        reason: edit.reason,
      },
      edit.basedOn,
    )
    if (!written) {
      throw new AppError('conflict', '这条知识刚被别人改过。您写的内容还在，请对照新版本再发布。', {
        currentVersion: before.version,
      })
    }
    await appendEvent(tx, {
      at,
      type: 'entry.published',
      subject: { type: 'entry', id: entryId },
      actor: { kind: 'staff', id: editor.id },
      data: { version: edit.basedOn + 1, origin: 'person' },
    })
  })
  const entry = await findEntry(desk.db, entryId)
  if (!entry) throw new AppError('not_found', '没有找到这条知识。')
  return entry
}
