import { sql } from 'kysely'
import type { LoggedEvent } from '../../contracts/events.ts'
import type { Db, Schema } from '../../platform/db/schema.ts'
import { toLoggedEvent } from '../../platform/events/event-repository.ts'
import type { Entry } from './fold-subject.ts'

const HEAD = 'metrics'
/** Rows in one statement: ten values each, well below what either engine takes. */
const ROWS_AT_ONCE = 500
const IDS_AT_ONCE = 400

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

export type Head = { formula: string; seq: number }

/** Takes the head for this transaction: whoever counts at the same time waits. Created at zero when missing. */
export const lockHead = async (tx: Db): Promise<Head> => {
  await tx
    .insertInto('metric_head')
    .values({ id: HEAD, formula: '', seq: 0 })
    .onConflict((c) => c.column('id').doUpdateSet({ id: HEAD }))
    .execute()
  return tx
    .selectFrom('metric_head')
    .select(['formula', 'seq'])
    .where('id', '=', HEAD)
    .executeTakeFirstOrThrow()
}

/** The head as it stands, or null before anything was counted. */
export const readHead = async (db: Db): Promise<Head | null> =>
  (await db.selectFrom('metric_head').select(['formula', 'seq']).where('id', '=', HEAD).executeTakeFirst()) ??
  null

export const saveHead = async (tx: Db, head: Head): Promise<void> => {
  await tx.updateTable('metric_head').set(head).where('id', '=', HEAD).execute()
}

/** Forgets everything that was counted; the log has it all. */
export const clearCounted = async (tx: Db): Promise<void> => {
  await tx.deleteFrom('metric_entry').execute()
  await tx.deleteFrom('metric_daily').execute()
}

export type Subject = { type: string; id: string }

/** The subjects of the events after `after`, each once, and the last event looked at. */
export const readTouched = async (
  db: Db,
  after: number,
  limit: number,
): Promise<{ subjects: Subject[]; last: number }> => {
  const rows = await db
    .selectFrom('event')
    .select(['seq', 'subject_type', 'subject_id'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  const subjects = new Map(rows.map((r) => [`${r.subject_type} ${r.subject_id}`, r]))
  return {
    subjects: [...subjects.values()].map((r) => ({ type: r.subject_type, id: r.subject_id })),
    last: rows.at(-1)?.seq ?? after,
  }
}

/** All events of the subjects up to `upTo`, in the order of the log, by subject. */
export async function* readEventsOf(
  db: Db,
  type: string,
  ids: readonly string[],
  upTo: number,
): AsyncGenerator<LoggedEvent[]> {
  for (const some of chunks(ids, IDS_AT_ONCE)) {
    const rows = await db
      .selectFrom('event')
      .selectAll()
      .where('subject_type', '=', type)
      .where('subject_id', 'in', some)
      .where('seq', '<=', upTo)
      .orderBy('subject_id')
      .orderBy('seq')
      .execute()
    let one: LoggedEvent[] = []
    for (const row of rows) {
      if (one.length > 0 && one[0]?.subjectId !== row.subject_id) {
        yield one
        one = []
      }
      one.push(toLoggedEvent(row))
    }
    if (one.length > 0) yield one
  }
}

/** Writes entries and adds them to their days. */
export const addEntries = async (
  tx: Db,
  entries: readonly (Entry & { subjectId: string })[],
): Promise<void> => {
  const rows = entries.map(
    ({ metric, subjectId, slot, seq, delta, day, knownOn, unit, dim, outcome }): Schema['metric_entry'] => ({
      ...{ metric, subject_id: subjectId, slot, seq, delta, day, known_on: knownOn, unit, dim, outcome },
    }),
  )
  for (const some of chunks(rows, ROWS_AT_ONCE)) await tx.insertInto('metric_entry').values(some).execute()
  const days = new Map<string, Schema['metric_daily']>()
  for (const { metric, day, known_on, unit, dim, outcome, delta } of rows) {
    const key = [metric, day, known_on, unit, dim, outcome].join('\u0001')
    const row = days.get(key) ?? { metric, day, known_on, unit, dim, outcome, cases: 0 }
    days.set(key, { ...row, cases: row.cases + delta })
  }
  const changed = [...days.values()].filter((row) => row.cases !== 0)
  for (const some of chunks(changed, ROWS_AT_ONCE)) {
    await tx
      .insertInto('metric_daily')
      .values(some)
      .onConflict((c) =>
        c
          .columns(['metric', 'day', 'known_on', 'unit', 'dim', 'outcome'])
          .doUpdateSet({ cases: sql`metric_daily.cases + excluded.cases` }),
      )
      .execute()
  }
}

/** Every case of a period as it was known at the end of `asOf`, added up. */
export type Period = { from: string; to: string; asOf: string }
export type Sum = { metric: string; unit: string; dim: string; outcome: string; cases: number }

export const sumCases = async (db: Db, period: Period, metrics: readonly string[]): Promise<Sum[]> =>
  db
    .selectFrom('metric_daily')
    .select(['metric', 'unit', 'dim', 'outcome', sql<number>`cast(sum(cases) as integer)`.as('cases')])
    .where('metric', 'in', [...metrics])
    .where('day', '>=', period.from)
    .where('day', '<=', period.to)
    .where('known_on', '<=', period.asOf)
    .groupBy(['metric', 'unit', 'dim', 'outcome'])
    .having(sql`sum(cases)`, '<>', 0)
    .orderBy('metric')
    .orderBy('unit')
    .orderBy('dim')
    .orderBy('outcome')
    .execute()

/** The same by day, for trends. */
export const sumDays = async (
  db: Db,
  period: Period,
  metrics: readonly string[],
): Promise<{ metric: string; day: string; outcome: string; cases: number }[]> =>
  db
    .selectFrom('metric_daily')
    .select(['metric', 'day', 'outcome', sql<number>`cast(sum(cases) as integer)`.as('cases')])
    .where('metric', 'in', [...metrics])
    .where('day', '>=', period.from)
    .where('day', '<=', period.to)
    .where('known_on', '<=', period.asOf)
    .groupBy(['metric', 'day', 'outcome'])
    .having(sql`sum(cases)`, '<>', 0)
    .orderBy('metric')
    .orderBy('day')
    .orderBy('outcome')
    .execute()

/** Which cases a figure is made of. `units` null = all; `sides` e.g. hit, or hit and miss; `dim` null = all. */
export type Behind = Period & {
  metric: string
  units: readonly string[] | null
  dim: string | null
  outcomes: readonly string[] | 'out'
}

/**
 * The subjects behind a figure, each once with how many of its cases count, and the number of cases, which is the
 * figure itself.
 */
export const listBehind = async (
  db: Db,
  behind: Behind,
  page: { limit: number; offset: number },
): Promise<{ subjects: { id: string; cases: number }[]; total: number }> => {
  let query = db
    .selectFrom('metric_entry')
    .select(['subject_id', 'slot'])
    .where('metric', '=', behind.metric)
    .where('day', '>=', behind.from)
    .where('day', '<=', behind.to)
    .where('known_on', '<=', behind.asOf)
  if (behind.units) query = query.where('unit', 'in', [...behind.units])
  if (behind.dim !== null) query = query.where('dim', '=', behind.dim)
  query =
    behind.outcomes === 'out'
      ? query.where('outcome', 'like', 'out:%')
      : query.where('outcome', 'in', [...behind.outcomes])
  const cases = query.groupBy(['subject_id', 'slot']).having(sql`sum(delta)`, '>', 0).as('c')
  const { total } = await db
    .selectFrom(cases)
    .select((e) => e.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom(cases)
    .select((e) => ['subject_id', e.fn.countAll<number>().as('cases')])
    .groupBy('subject_id')
    .orderBy('subject_id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return { subjects: rows.map((r) => ({ id: r.subject_id, cases: Number(r.cases) })), total: Number(total) }
}
