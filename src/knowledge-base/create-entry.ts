import type { CityRules } from '../contracts/city-rules.ts'
import type { Entry, NewEntry } from '../contracts/entry.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import { nextValue } from '../platform/counter-repository.ts'
import type { Db } from '../platform/db/schema.ts'
import { newId } from '../platform/id.ts'
import { checkEntry } from './check-entry.ts'
import { findAsked, findEntry } from './entry-repository.ts'
import { recordVersion } from './record-version.ts'

/** Entries people make in the console; no import of files touches them. */
export const EDITORS_LIBRARY = 'editors'

/** The entry an editor's words make, before it is written. */
export const fromWords = (
  words: NewEntry,
  id: string,
): Omit<Entry, 'version' | 'updatedAt' | 'updatedBy'> => ({
  id,
  library: EDITORS_LIBRARY,
  kind: words.guide ? 'guide' : 'faq',
  state: words.state,
  origin: 'person',
  question: words.question,
  similar: words.similar,
  answer: words.answer,
  details: words.details,
  basis: words.basis ?? [],
  category: words.category ?? '',
  department: words.department ?? '',
  scope: '',
  validFrom: words.validFrom ?? null,
  validUntil: words.validUntil ?? null,
  reviewOn: null,
  keywords: words.keywords ?? [],
  related: [],
  guide: words.guide ?? null,
  document: null,
  source: words.source ?? '',
  reason: words.reason || '新建',
})

/**
 * Writes an editor's new entry, published or as a draft, in the caller's transaction. The very next question is answered from a published
 * one once the caller renews the index. @throws AppError invalid_request naming what is missing; conflict when an entry with exactly this
 * question is there already (`details.entryId`): it is edited instead.
 */
export const createEntry = async (
  tx: Db,
  desk: { clock: Clock; rules: CityRules },
  editor: StaffMember,
  words: NewEntry,
): Promise<Entry> => {
  const entry = fromWords(words, newId())
  const wrong = checkEntry(desk.rules, entry)
  if (wrong.length > 0) throw new AppError('invalid_request', `${wrong.join('；')}。`, { wrong })
  // Two editors who write the same question at once take turns: the second is told of the first.
  await nextValue(tx, 'lock:import')
  const [same] = await findAsked(tx, words.question)
  if (same)
    throw new AppError('conflict', '已经有一条知识的标准问和这条一样。请改那一条，不要再建一条。', {
      entryId: same,
    })
  const at = isoNow(desk.clock)
  await recordVersion(tx, { ...entry, updatedAt: at, updatedBy: editor.name }, 0, {
    kind: 'staff',
    id: editor.id,
  })
  const made = await findEntry(tx, entry.id)
  if (!made) throw new Error(`entry ${entry.id} is not there after it was written`)
  return made
}
