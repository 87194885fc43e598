import type { CityRules } from '../../src/contracts/city-rules.ts'
import { createDayOf } from '../../src/insight/metrics/count-events.ts'
import { COUNTED_SUBJECTS, foldSubject } from '../../src/insight/metrics/fold-subject.ts'
import type { Database } from '../../src/platform/db/schema.ts'
import { readEventsAfter } from '../../src/platform/events/event-repository.ts'

const tidy = (rows: Map<string, number>): string[] =>
  [...rows]
    .filter(([, n]) => n !== 0)
    .map(([key, n]) => `${key} = ${n}`)
    .sort()

/** What the days must add up to, from the whole log at once and without any table. */
export const recomputeDays = async (db: Database, rules: CityRules): Promise<string[]> => {
  const events = await readEventsAfter(db, 0, 1_000_000)
  const subjects = new Map<string, typeof events>()
  for (const event of events) {
    if (!COUNTED_SUBJECTS.includes(event.subjectType)) continue
    const key = `${event.subjectType} ${event.subjectId}`
    subjects.set(key, [...(subjects.get(key) ?? []), event])
  }
  const days = new Map<string, number>()
  const options = { dayOf: createDayOf(rules.calendar.timezone), onceDays: rules.city.metrics.onceDays }
  for (const own of subjects.values()) {
    for (const e of foldSubject(own, options)) {
      const key = [e.metric, e.day, e.knownOn, e.unit, e.dim, e.outcome].join('|')
      days.set(key, (days.get(key) ?? 0) + e.delta)
    }
  }
  return tidy(days)
}

/** What the table of days holds. */
export const storedDays = async (db: Database): Promise<string[]> => {
  const rows = await db.selectFrom('metric_daily').selectAll().execute()
  return tidy(
    new Map(rows.map((r) => [[r.metric, r.day, r.known_on, r.unit, r.dim, r.outcome].join('|'), r.cases])),
  )
}
