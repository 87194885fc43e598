import { setImmediate as letOthersWork } from 'node:timers/promises'
import { DateTime } from 'luxon'
import type { CityRules } from '../../contracts/city-rules.ts'
import type { Database, Db } from '../../platform/db/schema.ts'
import { COUNTED_SUBJECTS, type Entry, type FoldRules, foldSubject } from './fold-subject.ts'
import {
  addEntries,
  clearCounted,
  lockHead,
  readEventsOf,
  readTouched,
  type Subject,
  saveHead,
} from './metric-repository.ts'
import { FORMULA_VERSION } from './metric-table.ts'

/**
 * On SQLite nobody else is served while one of these transactions runs: a filled city's log, counted from its first event, is millions.
 * Smaller slices cost hardly more in all (`docs/ticket-speed.md`).
 */
const EVENTS_AT_ONCE = 250
/** Instants that share these characters share a local day: every zone is off UTC by whole quarters of an hour. */
const TEN_MINUTES = 'YYYY-MM-DDTHH:M'.length

type Desk = { db: Database; rules: Pick<CityRules, 'calendar' | 'city'> }

/** Gives the city's local day (YYYY-MM-DD) of an instant (ISO-8601 UTC). */
export const createDayOf = (timezone: string): ((instant: string) => string) => {
  const known = new Map<string, string>()
  return (instant) => {
    const key = instant.slice(0, TEN_MINUTES)
    const found = known.get(key)
    if (found !== undefined) return found
    const day = DateTime.fromISO(instant, { zone: timezone }).toISODate() ?? instant.slice(0, 10)
    if (known.size > 100_000) known.clear()
    known.set(key, day)
    return day
  }
}

/** What the counts depend on beside the log: other rules mean counting anew. */
export const formulaOf = ({ calendar, city }: Pick<CityRules, 'calendar' | 'city'>): string =>
  `${FORMULA_VERSION}/${calendar.timezone}/${city.metrics.onceDays}`

const foldRules = ({ calendar, city }: Pick<CityRules, 'calendar' | 'city'>): FoldRules => ({
  dayOf: createDayOf(calendar.timezone),
  onceDays: city.metrics.onceDays,
})

/** Writes the entries of events after `after`, up to `upTo`: what came before is there already, and the same. */
const addSubjects = async (
  tx: Db,
  rules: FoldRules,
  type: string,
  ids: readonly string[],
  span: { after: number; upTo: number },
): Promise<void> => {
  const entries: (Entry & { subjectId: string })[] = []
  for await (const events of readEventsOf(tx, type, ids, span.upTo)) {
    const subjectId = events[0]?.subjectId ?? ''
    for (const entry of foldSubject(events, rules)) {
      if (entry.seq > span.after) entries.push({ ...entry, subjectId })
    }
  }
  await addEntries(tx, entries)
}

const idsOf = (subjects: readonly Subject[], type: string): string[] =>
  subjects.filter((s) => s.type === type).map((s) => s.id)

/** One transaction of at most `limit` events. @returns whether there may be more. */
const countSome = (desk: Desk, rules: FoldRules, limit: number): Promise<boolean> =>
  desk.db.transaction().execute(async (tx) => {
    const head = await lockHead(tx)
    const formula = formulaOf(desk.rules)
    if (head.formula !== formula && head.seq > 0) await clearCounted(tx)
    const after = head.formula === formula ? head.seq : 0
    const { subjects, last } = await readTouched(tx, after, limit)
    for (const type of COUNTED_SUBJECTS) {
      await addSubjects(tx, rules, type, idsOf(subjects, type), { after, upTo: last })
    }
    await saveHead(tx, { formula, seq: last })
    return last - after >= limit
  })

/**
 * Counts what was logged since the last time, in short transactions with whatever waits served in between; any number of processes may
 * call it. Stopped by `signal`, or with its process, it goes on from there the next time. Started under other rules or formulas it begins
 * again from the first event. `limit` events a transaction. @returns whether everything is counted.
 */
export const countEvents = async (
  desk: Desk,
  limit: number = EVENTS_AT_ONCE,
  signal?: AbortSignal,
): Promise<boolean> => {
  const rules = foldRules(desk.rules)
  while (!signal?.aborted) {
    if (!(await countSome(desk, rules, limit))) return true
    // On SQLite a transaction is over before anything that came from outside is looked at.
    await letOthersWork()
  }
  return false
}

/**
 * Throws away what was counted and counts the whole log anew. The result is the same to the last row; until it is
 * done, pages say how far it has come.
 */
export const recountEvents = async (desk: Desk): Promise<void> => {
  await desk.db.transaction().execute(async (tx) => {
    await lockHead(tx)
    await clearCounted(tx)
    await saveHead(tx, { formula: formulaOf(desk.rules), seq: 0 })
  })
  await countEvents(desk)
}
