import type { CityRules } from '../contracts/city-rules.ts'
import type { RetentionFile } from '../contracts/knowledge-file.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { KEPT_LABELS } from '../tickets/state-labels.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { eraseTicketContact, eraseTicketTalk, eraseWholeTalk, isOver } from './erase-ticket.ts'
import * as stored from './retention-repository.ts'

export type KeepingDesk = { db: Database; clock: Clock; rules: CityRules }
export type KeptKind = keyof RetentionFile

/** One kind of what is kept: how much of it is over its term, and erasing it. */
type Keeping = {
  /** How many are due; with `kept`, how many would be and are under preservation. */
  count(db: Db, before: string, kept?: boolean): Promise<number>
  /** Erases what is due. @returns how many. */
  erase(desk: KeepingDesk, before: string): Promise<number>
}

const BATCH = 100
const DAY_MS = 24 * 60 * 60_000

/** Erases one after another, each in a transaction of its own; what cannot be erased now is met again tomorrow. */
const eachOf = async (
  due: (limit: number) => Promise<string[]>,
  erase: (id: string) => Promise<boolean>,
): Promise<number> => {
  let erased = 0
  let before: readonly string[] = []
  for (;;) {
    const ids = (await due(BATCH)).filter((id) => !before.includes(id))
    for (const id of ids) if (await erase(id)) erased++
    if (ids.length < BATCH) return erased
    before = ids
  }
}

const eraseContact = ({ db, clock }: KeepingDesk, id: string): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const ticket = await findTicket(tx, id)
    if (!ticket || !isOver(ticket)) return false
    const at = isoNow(clock)
    if (!(await eraseTicketContact(tx, ticket, { at, why: 'retention' }))) return false
    await stored.noteErased(tx, id, 'contact', at)
    return true
  })

const eraseTranscript = ({ db, clock }: KeepingDesk, id: string): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const ticket = await findTicket(tx, id)
    if (!ticket || !isOver(ticket) || !(await eraseTicketTalk(tx, ticket))) return false
    await stored.noteErased(tx, id, 'transcript', isoNow(clock))
    return true
  })

const KEPT: Record<KeptKind, Keeping> = {
  talks: {
    count: (db, before, kept) => (kept ? Promise.resolve(0) : stored.countTalks(db, before)),
    erase: ({ db }, before) =>
      eachOf(
        (limit) => stored.listTalksDue(db, before, limit),
        (id) =>
          db.transaction().execute(async (tx) => {
            await eraseWholeTalk(tx, id)
            return true
          }),
      ),
  },
  transcripts: {
    count: stored.countTranscripts,
    erase: (desk, before) =>
      eachOf(
        (limit) => stored.listTranscriptsDue(desk.db, before, limit),
        (id) => eraseTranscript(desk, id),
      ),
  },
  contacts: {
    count: stored.countContacts,
    erase: (desk, before) =>
      eachOf(
        (limit) => stored.listContactsDue(desk.db, before, limit),
        (id) => eraseContact(desk, id),
      ),
  },
  sends: {
    count: stored.countSends,
    erase: ({ db }, before) => stored.emptySends(db, before),
  },
  signIns: {
    count: (db, before, kept) => (kept ? Promise.resolve(0) : stored.countSignIns(db, before)),
    erase: ({ db }, before) => stored.dropSignIns(db, before),
  },
  access: {
    count: async (db, before, kept) =>
      kept ? 0 : stored.countAccessUpTo(db, await stored.findAccessEnd(db, before)),
    erase: ({ db, clock }, before) =>
      db.transaction().execute(async (tx) => {
        const end = await stored.findAccessEnd(tx, before)
        return end === 0 ? 0 : stored.cutAccessLog(tx, end, isoNow(clock))
      }),
  },
}
/** What a kind is called; `requests` = what citizens asked for. */
export const labelOfKept = (kind: string): string =>
  kind === 'requests' ? '诉求人申请删除的' : (KEPT_LABELS[kind as KeptKind] ?? kind)
export const KEPT_KINDS = Object.keys(KEPT) as KeptKind[]

const beforeOf = (desk: KeepingDesk, kind: KeptKind): string =>
  isoAfter(desk.clock, -desk.rules.city.retention[kind].days * DAY_MS)

/** What the next run would erase, by kind, with the term and its ground; nothing is changed. */
export const previewKeeping = (desk: KeepingDesk) =>
  Promise.all(
    KEPT_KINDS.map(async (kind) => {
      const before = beforeOf(desk, kind)
      return {
        kind,
        label: KEPT_LABELS[kind],
        ...desk.rules.city.retention[kind],
        before,
        due: await KEPT[kind].count(desk.db, before),
        preserved: await KEPT[kind].count(desk.db, before, true),
      }
    }),
  )

/** Erases what is over its term, kind after kind. @returns how many of each; kinds of which nothing was due are absent. */
export const eraseOverdue = async (desk: KeepingDesk): Promise<Partial<Record<KeptKind, number>>> => {
  const erased: Partial<Record<KeptKind, number>> = {}
  for (const kind of KEPT_KINDS) {
    const n = await KEPT[kind].erase(desk, beforeOf(desk, kind))
    if (n > 0) erased[kind] = n
  }
  return erased
}
