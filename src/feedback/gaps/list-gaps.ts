import { setImmediate as letOthersWork } from 'node:timers/promises'
import type { Gap, GapEnd, GapState, GapWhy } from '../../contracts/gap.ts'
import type { Meaning } from '../../contracts/meaning.ts'
import type { Clock } from '../../contracts/ports.ts'
import type { MissingMatter, NearMatter, Reading } from '../../contracts/retrieval.ts'
import { cleanWording, keyOf } from '../../learning/clean-wording.ts'
import { isoAfter } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/schema.ts'
import { LIMITS } from '../../platform/limits.ts'
import { redactText } from '../../understanding/redact-text.ts'
import { stripIdentity } from '../../understanding/strip-identity.ts'
import { type GapRow, listGaps } from './gap-repository.ts'
import { groupGaps, type Terms, termsOf } from './group-gaps.ts'

export type GapDesk = {
  db: Db
  clock: Clock
  understand(text: string, now: Date): Meaning
  read(meaning: Meaning): Reading
  recogniseMatters(meaning: Meaning): NearMatter[]
  missingAmong(near: readonly NearMatter[]): MissingMatter | undefined
}

const SHOWN_CHARACTERS = 120
const OTHERS_SHOWN = 8
/** Fewer letters that mean something ("那个呢", "都不是") are no question by themselves. */
const MATTER_MIN = 3
/** What people say around a question, and what stands where a name or number stood. */
const AROUND = /\[[^\]]{1,6}\]|\*+|我叫|本人|我是|电话|手机号?|联系方式|[您你]好|请问|咨询一?下|谢谢/gu
/** Read at once before others get their turn. */
const BREATH = 50

/** What is worked out of one message, kept as long as the message is listed. */
type Read = { shown: string; wording: string; terms: Terms; near: NearMatter[] }

const readOne = (desk: GapDesk, text: string): Read => {
  const meaning = desk.understand(text, desk.clock.now())
  const plain = redactText(stripIdentity(meaning.text)).replace(/\s+/g, ' ').trim()
  const shown = plain.length > SHOWN_CHARACTERS ? `${plain.slice(0, SHOWN_CHARACTERS)}…` : plain
  // Most people only ask; only who says more is read a second time, without it.
  const bare = plain.replace(AROUND, ' ').trim()
  const asked = bare === meaning.text ? meaning : desk.understand(bare, desk.clock.now())
  const isMatter = keyOf(asked.tokens.join('')).length >= MATTER_MIN
  const officials = desk.read(asked).links.flatMap((link) => link.officials)
  const terms = isMatter ? termsOf(asked.tokens, officials) : termsOf([], [])
  // Without whoever introduced themselves; what still names somebody is no wording.
  return {
    shown,
    wording: cleanWording(meaning) ?? cleanWording(asked) ?? '',
    terms,
    near: desk.recogniseMatters(asked),
  }
}

const UNREAD: Read = { shown: '', wording: '', terms: new Map(), near: [] }

const stateOf = (rows: readonly GapRow[]): GapState => {
  if (rows.some((row) => row.settled === 'aside')) return 'aside'
  return rows.every((row) => row.settled !== '') ? 'done' : 'open'
}

const settledOf = (rows: readonly GapRow[]): Gap['settled'] => {
  const [last] = rows
    .filter((row) => row.settled !== '')
    .sort((a, b) => (b.settled_at ?? '').localeCompare(a.settled_at ?? ''))
  if (!last?.settled_at) return null
  return {
    as: last.settled as GapEnd,
    by: last.settled_by,
    at: last.settled_at,
    reason: last.settled_reason,
    entryId: last.settled_entry_id,
    since: rows.filter((row) => row.settled === '').length,
  }
}

/** The words that stand for a group: those that may be kept as a wording first, then the most frequent, then the newest. */
const wordsOf = (rows: readonly GapRow[], readOf: (id: string) => Read): Read[] => {
  const byKey = new Map<string, { read: Read; times: number }>()
  for (const row of rows) {
    const read = readOf(row.message_id)
    const key = keyOf(read.wording || read.shown)
    byKey.set(key, { read, times: (byKey.get(key)?.times ?? 0) + 1 })
  }
  return [...byKey.values()]
    .sort((a, b) => Number(b.read.wording !== '') - Number(a.read.wording !== '') || b.times - a.times)
    .map(({ read }) => read)
}

const presentGroup = (rows: readonly GapRow[], readOf: (id: string) => Read, matter: string): Gap => {
  const [lead, ...others] = wordsOf(rows, readOf)
  const times = new Map<GapWhy, number>()
  for (const { why } of rows) times.set(why as GapWhy, (times.get(why as GapWhy) ?? 0) + 1)
  return {
    ids: rows.map((row) => row.message_id),
    state: stateOf(rows),
    question: lead?.shown ?? '',
    matter,
    wording: lead?.wording ?? '',
    others: others.slice(0, OTHERS_SHOWN).map((read) => read.wording || read.shown),
    // On the web a citizen is whoever comes from one place, as in learning: talk after talk is one person.
    people: new Set(rows.map((row) => row.origin ?? row.citizen_id)).size,
    lastAt: rows[0]?.at ?? '',
    whys: [...times].map(([why, n]) => ({ why, times: n })).sort((a, b) => b.times - a.times),
    answeredFrom: rows.find((row) => row.entry_id !== null)?.entry_id ?? null,
    settled: settledOf(rows),
  }
}

/**
 * Opens the list of questions that were not answered: of the last three months, the newest thousand messages at most, each question once
 * in whatever words it was asked, most citizens first. What was read of a message is
 * forgotten at the first reading that no longer lists it: its talk was erased, or it is too old.
 */
export const openGaps = (desk: GapDesk) => {
  let known = new Map<string, Read>()
  const readAll = async (rows: readonly GapRow[]): Promise<Map<string, Read>> => {
    const next = new Map<string, Read>()
    for (const [at, row] of rows.entries()) {
      const before = known.get(row.message_id)
      next.set(row.message_id, before ?? readOne(desk, row.text))
      if (!before && at % BREATH === 0) await letOthersWork()
    }
    known = next
    return next
  }
  return async (): Promise<Gap[]> => {
    const rows = await listGaps(desk.db, isoAfter(desk.clock, -LIMITS.gapMs), LIMITS.gapsRead)
    const reads = await readAll(rows)
    const asking = rows.filter((row) => (reads.get(row.message_id)?.terms.size ?? 0) > 0)
    const readOf = (id: string): Read => reads.get(id) ?? UNREAD
    const byId = new Map(asking.map((row) => [row.message_id, row]))
    // Asked anew at every reading: what the base lacks changes with the base.
    const matterOf = new Map(
      asking.map(({ message_id: id }) => [id, desk.missingAmong(readOf(id).near)?.name ?? '']),
    )
    const groups = groupGaps(
      asking.map((row) => ({
        id: row.message_id,
        terms: readOf(row.message_id).terms,
        nearestId: row.nearest_id ?? row.entry_id,
        matter: matterOf.get(row.message_id) ?? '',
      })),
    )
    return groups
      .map((ids) =>
        presentGroup(
          ids.flatMap((id) => byId.get(id) ?? []),
          readOf,
          matterOf.get(ids[0] ?? '') ?? '',
        ),
      )
      .sort((a, b) => b.people - a.people || b.lastAt.localeCompare(a.lastAt))
  }
}
