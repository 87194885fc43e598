import type { CityRules } from '../../contracts/city-rules.ts'
import type { Clock } from '../../contracts/ports.ts'
import { isoAfter, isoNow } from '../../platform/clock.ts'
import type { Database } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import { countEvents, createDayOf, formulaOf } from '../metrics/count-events.ts'
import { readHead } from '../metrics/metric-repository.ts'
import { daysBefore, lastMonthOf } from '../metrics/period.ts'
import { makePublicContent } from './public-content.ts'
import { makeContent } from './report-content.ts'
import { hasReport, insertReport, type ReportKind, type StoredReport } from './report-repository.ts'

/** A transaction that began before midnight may end after it: the day is taken as over a little later. */
const AFTER_MIDNIGHT_MS = 10 * 60_000

type Desk = { db: Database; clock: Clock; rules: CityRules }

const makeOne = async (
  desk: Desk,
  kind: ReportKind,
  span: { from: string; to: string },
  formula: string,
): Promise<boolean> => {
  if (await hasReport(desk.db, { kind, ...span, formula })) return false
  const content = await makeContent(desk.db, desk.rules, { ...span, asOf: span.to })
  const row = { id: newId(), ...span, asOf: span.to, formula, madeAt: isoNow(desk.clock) }
  const report: StoredReport =
    kind === 'public'
      ? { ...row, kind, content: makePublicContent(desk.rules, content) }
      : { ...row, kind, content }
  return insertReport(desk.db, report)
}

/**
 * Counts what happened and makes the reports that are due: of yesterday, of last month, and last month's for the
 * public; each once, whichever process comes first. They know what was known when their period ended.
 * Stopped by `signal` before everything is counted, it makes none. @returns how many were made.
 */
export const makeDueReports = async (desk: Desk, signal?: AbortSignal): Promise<number> => {
  if (!(await countEvents(desk, undefined, signal))) return 0
  const head = await readHead(desk.db)
  if (!head || head.seq === 0) return 0
  const today = createDayOf(desk.rules.calendar.timezone)(isoAfter(desk.clock, -AFTER_MIDNIGHT_MS))
  const yesterday = daysBefore(today, 1)
  const month = lastMonthOf(today)
  const formula = formulaOf(desk.rules)
  let made = 0
  for (const [kind, span] of [
    ['daily', { from: yesterday, to: yesterday }],
    ['monthly', month],
    ['public', month],
  ] as const) {
    if (await makeOne(desk, kind, span, formula)) made += 1
  }
  return made
}
