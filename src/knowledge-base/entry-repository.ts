import { sql } from 'kysely'
import { z } from 'zod'
import type { Entry } from '../contracts/entry.ts'
import { DocumentFields, GuideFields, LegalBasis } from '../contracts/knowledge-file.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Db, Schema } from '../platform/db/schema.ts'

/** Entries read at once where all are read. */
const PAGE = 500

type Row = Schema['entry'] & Schema['entry_version']
const Texts = z.array(z.string())
const Basis = z.array(LegalBasis)

const toEntry = (r: Row): Entry => ({
  id: r.id,
  library: r.library,
  kind: r.kind,
  state: r.state,
  origin: r.origin,
  version: r.version,
  question: r.question,
  similar: Texts.parse(JSON.parse(r.similar)),
  answer: r.answer,
  details: r.details,
  basis: Basis.parse(JSON.parse(r.basis)),
  category: r.category,
  department: r.department,
  scope: r.scope,
  validFrom: r.valid_from,
  validUntil: r.valid_until,
  reviewOn: r.review_on,
  keywords: Texts.parse(JSON.parse(r.keywords)),
  related: Texts.parse(JSON.parse(r.related)),
  guide: r.guide ? GuideFields.parse(JSON.parse(r.guide)) : null,
  document: r.document ? DocumentFields.parse(JSON.parse(r.document)) : null,
  source: r.source,
  updatedAt: r.created_at,
  updatedBy: r.created_by,
  reason: r.reason,
})

const current = (db: Db) =>
  db
    .selectFrom('entry')
    .innerJoin('entry_version', (j) =>
      j
        .onRef('entry_version.entry_id', '=', 'entry.id')
        .onRef('entry_version.version', '=', 'entry.current_version'),
    )
    .selectAll()

const ENDS = ['?', '？', '。']

/** A question without the signs it may end with. */
export const bareQuestion = (question: string): string => question.trim().replace(/[?？。.!！\s]+$/u, '')

/** All published entries in their current version, by id. */
export const listPublished = async (db: Db): Promise<Entry[]> => {
  const rows = await current(db).where('entry.state', '=', 'published').orderBy('entry.id').execute()
  return rows.map(toEntry)
}

async function* eachIn(db: Db, states: readonly Entry['state'][]): AsyncGenerator<Entry> {
  let after = ''
  for (;;) {
    const rows = await current(db)
      .where('entry.state', 'in', [...states])
      .where('entry.id', '>', after)
      .orderBy('entry.id')
      .limit(PAGE)
      .execute()
    yield* rows.map(toEntry)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.id
  }
}

/** The same, a few hundred at a time, so that a large base is never held twice. */
export const eachPublished = (db: Db): AsyncGenerator<Entry> => eachIn(db, ['published'])

/** All entries that are not retired, drafts too, by id. */
export const eachInUse = (db: Db): AsyncGenerator<Entry> => eachIn(db, ['published', 'draft'])

/** One entry in its current version, whatever its state; null when there is none. */
export const findEntry = async (db: Db, id: string): Promise<Entry | null> => {
  const row = await current(db).where('entry.id', '=', id).executeTakeFirst()
  return row ? toEntry(row) : null
}

/** One entry as it stood in `version`: what was said on that day. */
export const findEntryVersion = async (db: Db, id: string, version: number): Promise<Entry | null> => {
  const row = await db
    .selectFrom('entry')
    .innerJoin('entry_version', 'entry_version.entry_id', 'entry.id')
    .selectAll()
    .where('entry.id', '=', id)
    .where('entry_version.version', '=', version)
    .executeTakeFirst()
  return row ? toEntry(row) : null
}

/** Ids of the entries in use or in draft that ask exactly this as their standard question, whatever signs stand around it. */
export const findAsked = async (db: Db, question: string): Promise<string[]> => {
  const bare = bareQuestion(question)
  const rows = await current(db)
    .select('entry.id as entryId')
    .where('entry.state', '<>', 'retired')
    // The first letters find few; the signs that may differ stand at the end.
    .where('entry_version.question', 'in', [question, bare, ...ENDS.map((end) => bare + end)])
    .orderBy('entry.id')
    .execute()
  return rows.map((row) => row.entryId)
}

/** Every version of an entry, newest first. */
export const listVersions = async (db: Db, id: string): Promise<Entry[]> => {
  const rows = await db
    .selectFrom('entry')
    .innerJoin('entry_version', 'entry_version.entry_id', 'entry.id')
    .selectAll()
    .where('entry.id', '=', id)
    .orderBy('entry_version.version', 'desc')
    .execute()
  return rows.map(toEntry)
}

/** Entries whose question or answer contains the words, newest change first; all when `words` is empty. */
export const searchEntries = async (
  db: Db,
  engine: Engine,
  words: string,
  limit: number,
): Promise<Entry[]> => {
  let query = current(db)
  if (words) {
    query = query.where((w) =>
      w.or([
        engine.contains(sql.ref('entry_version.question'), words),
        engine.contains(sql.ref('entry_version.answer'), words),
        engine.contains(sql.ref('entry_version.similar'), words),
        w('entry.id', '=', words),
      ]),
    )
  }
  const rows = await query.orderBy('entry.updated_at', 'desc').orderBy('entry.id').limit(limit).execute()
  return rows.map(toEntry)
}

/** Ids, versions and hashes of all entries that came from `library`, for a repeatable import. */
export const listImported = async (db: Db, library: string) =>
  await db
    .selectFrom('entry')
    .select(['id', 'state', 'current_version', 'origin', 'file_hash'])
    .where('library', '=', library)
    .execute()

/**
 * Writes a new version and makes it current. `basedOn` 0 creates the entry.
 * @returns false when somebody else wrote a version in between (nothing is changed then).
 */
export const writeVersion = async (
  tx: Db,
  entry: Omit<Entry, 'version'> & { fileHash: string | null },
  basedOn: number,
): Promise<boolean> => {
  const head = {
    library: entry.library,
    kind: entry.kind,
    state: entry.state,
    current_version: basedOn + 1,
    origin: entry.origin,
    file_hash: entry.fileHash,
    updated_at: entry.updatedAt,
  }
  if (basedOn === 0) {
    const made = await tx
      .insertInto('entry')
      .values({ id: entry.id, ...head })
      .onConflict((c) => c.column('id').doNothing())
      .executeTakeFirst()
    if (Number(made.numInsertedOrUpdatedRows ?? 0) === 0) return false
  } else {
    const moved = await tx
      .updateTable('entry')
      .set(head)
      .where('id', '=', entry.id)
      .where('current_version', '=', basedOn)
      .executeTakeFirst()
    if (Number(moved.numUpdatedRows) === 0) return false
  }
  await tx
    .insertInto('entry_version')
    .values({
      entry_id: entry.id,
      version: basedOn + 1,
      question: entry.question,
      similar: JSON.stringify(entry.similar),
      answer: entry.answer,
      details: entry.details,
      basis: JSON.stringify(entry.basis),
      category: entry.category,
      department: entry.department,
      scope: entry.scope,
      valid_from: entry.validFrom,
      valid_until: entry.validUntil,
      review_on: entry.reviewOn,
      keywords: JSON.stringify(entry.keywords),
      related: JSON.stringify(entry.related),
      guide: entry.guide ? JSON.stringify(entry.guide) : null,
      document: entry.document ? JSON.stringify(entry.document) : null,
      source: entry.source,
      created_at: entry.updatedAt,
      created_by: entry.updatedBy,
      reason: entry.reason,
    })
    .execute()
  return true
}

/** Takes an entry out of the answers. Its versions stay: what was true on day X can still be read. */
export const retireEntry = async (tx: Db, id: string, at: string): Promise<void> => {
  await tx.updateTable('entry').set({ state: 'retired', updated_at: at }).where('id', '=', id).execute()
}
