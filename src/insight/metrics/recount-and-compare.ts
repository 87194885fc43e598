import type { CityRules } from '../../contracts/city-rules.ts'
import type { Database } from '../../platform/db/schema.ts'
import { lastEventSeq } from '../../platform/events/event-repository.ts'
import { findRestated, type Restated } from '../reports/report-content.ts'
import { countEvents, recountEvents } from './count-events.ts'
import { makeFigures } from './make-figures.ts'
import type { Period } from './metric-repository.ts'

/**
 * Counts the whole log anew and compares a period's figures as they stood with those that came out. The log only grows, so they are
 * the same unless somebody edited what was counted, or the formulas changed in between. @returns what differs, and how many events there are.
 */
export const recountAndCompare = async (
  desk: { db: Database; rules: CityRules },
  period: Period,
): Promise<{ restated: Restated[]; events: number }> => {
  // What was logged since the last count is no difference.
  await countEvents(desk)
  const before = await makeFigures(desk.db, desk.rules, period)
  await recountEvents(desk)
  const after = await makeFigures(desk.db, desk.rules, period)
  return { restated: findRestated(before, after), events: await lastEventSeq(desk.db) }
}
