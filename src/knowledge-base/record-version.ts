import type { Entry } from '../contracts/entry.ts'
import type { Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { writeVersion } from './entry-repository.ts'

/**
 * Writes a version a person made and the event by which every process renews its index, in the caller's transaction. `basedOn` 0 makes the
 * entry. @returns false when somebody else wrote a version in between (nothing is changed then).
 */
export const recordVersion = async (
  tx: Db,
  entry: Omit<Entry, 'version'>,
  basedOn: number,
  actor: { kind: string; id: string },
): Promise<boolean> => {
  if (!(await writeVersion(tx, { ...entry, origin: 'person', fileHash: null }, basedOn))) return false
  const version = basedOn + 1
  const event = { at: entry.updatedAt, subject: { type: 'entry', id: entry.id }, actor }
  if (entry.state === 'published')
    await appendEvent(tx, { ...event, type: 'entry.published', data: { version, origin: 'person' } })
  else if (entry.state === 'draft')
    await appendEvent(tx, { ...event, type: 'entry.drafted', data: { version, origin: 'person' } })
  else await appendEvent(tx, { ...event, type: 'entry.retired', data: { version } })
  return true
}
