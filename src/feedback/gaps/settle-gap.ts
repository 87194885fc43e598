import type { CityRules } from '../../contracts/city-rules.ts'
import type { Entry, NewEntry } from '../../contracts/entry.ts'
import { AppError } from '../../contracts/errors.ts'
import type { GapEnd } from '../../contracts/gap.ts'
import type { Clock } from '../../contracts/ports.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { createEntry } from '../../knowledge-base/create-entry.ts'
import { findEntry } from '../../knowledge-base/entry-repository.ts'
import { publishVersionIn } from '../../knowledge-base/publish-version.ts'
import { keyOf } from '../../learning/clean-wording.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database, Db } from '../../platform/db/schema.ts'
import { appendEvent } from '../../platform/events/event-repository.ts'
import { settleGaps } from './gap-repository.ts'

type SettlingDesk = { db: Database; clock: Clock; rules: CityRules }
type Settling = { ids: readonly string[]; as: GapEnd | null; reason: string; entryId: string | null }

const GONE = '这个问题已经不在了：会话可能已按保存期限删除。请刷新列表。'

const settleIn = async (tx: Db, desk: SettlingDesk, editor: StaffMember, what: Settling): Promise<void> => {
  const { ids, as, reason, entryId } = what
  const at = isoNow(desk.clock)
  const gaps = await settleGaps(tx, ids, as === null ? null : { as, by: editor.name, at, reason, entryId })
  if (gaps === 0) throw new AppError('not_found', GONE)
  await appendEvent(tx, {
    at,
    type: 'gap.settled',
    subject: { type: 'gap', id: ids[0] ?? '' },
    actor: { kind: 'staff', id: editor.id },
    data: { as: as ?? '', gaps, entryId },
  })
}

/** Sets a question aside with a reason, or opens it again (`reason` null). @throws AppError not_found when its talks are erased. */
export const setGapAside = (
  desk: SettlingDesk,
  editor: StaffMember,
  ids: readonly string[],
  reason: string | null,
): Promise<void> =>
  desk.db.transaction().execute((tx) =>
    settleIn(tx, desk, editor, {
      ids,
      as: reason === null ? null : 'aside',
      reason: reason ?? '',
      entryId: null,
    }),
  )

/**
 * Adds a question's wording to an entry as a new version of it, through the editors' own path. @throws AppError not_found, conflict when
 * the entry was changed since the editor saw it, invalid_request when it has the wording or is full.
 */
export const addGapToEntry = (
  desk: SettlingDesk,
  editor: StaffMember,
  asked: { ids: readonly string[]; entryId: string; basedOn: number; wording: string },
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const { ids, entryId, basedOn, wording } = asked
    const entry = await findEntry(tx, entryId)
    if (entry?.state !== 'published') throw new AppError('not_found', '这条知识没有找到，或者没有发布。')
    if ([entry.question, ...entry.similar].some((known) => keyOf(known) === keyOf(wording)))
      throw new AppError('invalid_request', '这条知识里已经有这个问法了。要让它答得上，请改答案或新建一条。')
    if (entry.similar.length >= SIMILAR_MAX)
      throw new AppError('invalid_request', `这条知识的相似问已有 ${SIMILAR_MAX} 条，请先合并一些。`)
    const reason = '补相似问：来自没有答上的问题'
    await publishVersionIn(tx, desk, editor, entryId, {
      question: entry.question,
      similar: [...entry.similar, wording],
      answer: entry.answer,
      details: entry.details,
      ...{ state: 'published', reason, basedOn },
    })
    await settleIn(tx, desk, editor, { ids, as: 'similar', reason: wording, entryId })
  })
const SIMILAR_MAX = 50

/** Makes an entry, and with it settles the questions it was made from, if any: both or neither. @throws AppError as `createEntry`. */
export const makeEntry = (
  desk: SettlingDesk,
  editor: StaffMember,
  words: NewEntry,
  ids: readonly string[],
): Promise<Entry> =>
  desk.db.transaction().execute(async (tx) => {
    const entry = await createEntry(tx, desk, editor, words)
    // The entry is worth keeping also where the talks were erased while it was written.
    if (ids.length > 0)
      await settleIn(tx, desk, editor, { ids, as: 'entry', reason: '', entryId: entry.id }).catch(
        (error: unknown) => {
          if (!(error instanceof AppError)) throw error
        },
      )
    return entry
  })
