import type { CityRules } from '../contracts/city-rules.ts'
import type { Entry, EntryEdit } from '../contracts/entry.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { checkEntry } from './check-entry.ts'
import { findEntry } from './entry-repository.ts'
import { recordVersion } from './record-version.ts'

const MOVED_ON = '这条知识刚被别人改过。您写的内容还在，请对照新版本再发布。'

/** The entry as an edit leaves it; what the edit does not name stays. */
const apply = (before: Entry, edit: EntryEdit): Entry => {
  const { basedOn: _basedOn, ...words } = edit
  const named = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
  return { ...before, ...named } as Entry
}

/** The same in the caller's transaction. */
export const publishVersionIn = async (
  tx: Db,
  desk: { clock: Clock; rules: CityRules },
  editor: StaffMember,
  entryId: string,
  edit: EntryEdit,
): Promise<void> => {
  const before = await findEntry(tx, entryId)
  if (!before) throw new AppError('not_found', '没有找到这条知识。')
  // A draft beside what is answered would need two current versions; what is published is changed or taken out.
  if (edit.state === 'draft' && before.state === 'published')
    throw new AppError('invalid_request', '这条知识已经发布，不能改回草稿。不想再用它，请停用。')
  const next = apply(before, edit)
  const wrong = checkEntry(desk.rules, next, before)
  if (wrong.length > 0) throw new AppError('invalid_request', `${wrong.join('；')}。`, { wrong })
  const written = await recordVersion(
    tx,
    { ...next, updatedAt: isoNow(desk.clock), updatedBy: editor.name },
    edit.basedOn,
    { kind: 'staff', id: editor.id },
  )
  if (!written) throw new AppError('conflict', MOVED_ON, { currentVersion: before.version })
}

/**
 * Publishes an editor's change as a new version; the old one stays readable. The very next question is answered
 * from the new one: the `entry.published` event tells every process to refresh its index. A draft stays one when the edit says so, and
 * `retired` takes the entry out of the answers.
 * @throws AppError not_found, invalid_request naming what is missing, or conflict when a newer version exists than the editor saw.
 */
export const publishVersion = async (
  desk: { db: Database; clock: Clock; rules: CityRules },
  editor: StaffMember,
  entryId: string,
  edit: EntryEdit,
): Promise<Entry> => {
  await desk.db.transaction().execute((tx) => publishVersionIn(tx, desk, editor, entryId, edit))
  const entry = await findEntry(desk.db, entryId)
  if (!entry) throw new AppError('not_found', '没有找到这条知识。')
  return entry
}
