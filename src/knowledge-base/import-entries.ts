import { createHash } from 'node:crypto'
import type { Entry } from '../contracts/entry.ts'
import type { DocumentFile, EntryFile } from '../contracts/knowledge-file.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoNow } from '../platform/clock.ts'
import { nextValue } from '../platform/counter-repository.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { listImported, retireEntry, writeVersion } from './entry-repository.ts'

export type ImportSummary = {
  created: number
  updated: number
  unchanged: number
  keptHumanEdit: number
  retired: number
}

/** An entry as a library brings it: its content, without version and history. */
export type Incoming = Omit<
  Entry,
  'version' | 'updatedAt' | 'updatedBy' | 'reason' | 'state' | 'library' | 'origin'
>

/** What identifies the content of an entry, whatever file or order it came in. */
const hashOf = ({ document, ...entry }: Incoming): string => {
  // What was hashed before documents existed keeps its hash: an upgrade must not write a new version of every entry.
  const content = document ? { ...entry, document } : entry
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

/** A reviewed file's entry in the shape the database holds. */
export const fromEntryFile = (file: EntryFile): Incoming => ({
  id: file.id,
  kind: file.guide ? 'guide' : 'faq',
  question: file.question,
  similar: file.similar,
  answer: file.answer,
  details: file.details ?? '',
  basis: file.basis,
  category: file.category,
  department: file.department,
  scope: file.scope,
  validFrom: file.validFrom,
  validUntil: file.validUntil ?? null,
  reviewOn: file.reviewOn,
  keywords: file.keywords,
  related: file.related,
  guide: file.guide ?? null,
  document: null,
  source: '',
})

/** A reviewed document file in the shape the database holds; `issuer` is the department's full name. */
export const fromDocumentFile = (file: DocumentFile, issuer: string): Incoming => ({
  id: file.id,
  kind: 'document',
  question: file.name,
  similar: file.similar,
  answer: file.summary,
  details: file.text,
  basis: [],
  category: file.category,
  department: file.department,
  scope: file.scope,
  validFrom: file.validFrom,
  validUntil: file.validUntil ?? null,
  reviewOn: file.reviewOn,
  keywords: file.keywords,
  related: file.related,
  guide: null,
  document: { number: file.number, issuer, issuedOn: file.issuedOn },
  source: file.source,
})

/**
 * Brings a library in by stable id and content hash, in one transaction. Unchanged entries are not touched,
 * a version written by a person is never replaced, and an entry that left the files is retired, not deleted.
 * Run twice, the second run changes nothing.
 */
export const importEntries = async (
  desk: { db: Database; clock: Clock },
  library: string,
  entries: Incoming[],
  origin: 'file' | 'import',
): Promise<ImportSummary> =>
  desk.db.transaction().execute(async (tx) => {
    // Two processes that start at once take turns here: the counter row is locked until commit.
    await nextValue(tx, 'lock:import')
    const at = isoNow(desk.clock)
    const actor = { kind: 'system', id: 'import' }
    const known = new Map((await listImported(tx, library)).map((e) => [e.id, e]))
    const summary: ImportSummary = { created: 0, updated: 0, unchanged: 0, keptHumanEdit: 0, retired: 0 }
    for (const entry of entries) {
      const before = known.get(entry.id)
      known.delete(entry.id)
      const fileHash = hashOf(entry)
      if (before && before.file_hash === fileHash && before.state !== 'retired') {
        summary.unchanged++
        continue
      }
      if (before?.origin === 'person') {
        summary.keptHumanEdit++
        continue
      }
      const basedOn = before?.current_version ?? 0
      const written = await writeVersion(
        tx,
        {
          ...entry,
          library,
          origin,
          state: 'published',
          updatedAt: at,
          updatedBy: origin,
          reason: '文件导入',
          fileHash,
        },
        basedOn,
      )
      if (!written)
        throw new Error(`entry ${entry.id} of library ${library} already exists in another library`)
      summary[before ? 'updated' : 'created']++
      await appendEvent(tx, {
        at,
        type: 'entry.published',
        subject: { type: 'entry', id: entry.id },
        actor,
        data: { version: basedOn + 1, origin },
      })
    }
    for (const gone of known.values()) {
      if (gone.origin === 'person' || gone.state === 'retired') continue
      await retireEntry(tx, gone.id, at)
      summary.retired++
      const data = { version: gone.current_version }
      await appendEvent(tx, {
        at,
        type: 'entry.retired',
        subject: { type: 'entry', id: gone.id },
        actor,
        data,
      })
    }
    return summary
  })
