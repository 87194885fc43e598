import type { CityRules } from '../../contracts/city-rules.ts'
import type { Db } from '../../platform/db/schema.ts'
import { type Figure, type Figures, makeFigures } from '../metrics/make-figures.ts'
import type { Period } from '../metrics/metric-repository.ts'
import { FORMULA_VERSION, METRIC_IDS, type MetricId } from '../metrics/metric-table.ts'
import { periodBefore, periodLastYear } from '../metrics/period.ts'

/** The figures of a period beside those of the period before (环比) and of last year (同比), all as of the same day. */
export type ReportContent = {
  city: string
  formula: string
  smallSample: number
  now: Figures
  before: Figures
  lastYear: Figures
}

/** Everything a report says, as it was known at the end of `period.asOf`. */
export const makeContent = async (db: Db, rules: CityRules, period: Period): Promise<ReportContent> => ({
  city: rules.city.name,
  formula: FORMULA_VERSION,
  smallSample: rules.city.metrics.smallSample,
  now: await makeFigures(db, rules, period),
  before: await makeFigures(db, rules, periodBefore(period)),
  lastYear: await makeFigures(db, rules, periodLastYear(period)),
})

/** A figure that is counted differently today than when the report was made, with both counts. */
export type Restated = { metric: MetricId; published: Figure; today: Figure }

const counts = ({ hits, total, excluded }: Figure): string =>
  JSON.stringify([hits, total, excluded.map((e) => [e.reason, e.cases])])

/** What later corrections changed (更正): the report itself is never touched, the difference stands beside it. */
export const findRestated = (then: Figures, today: Figures): Restated[] =>
  METRIC_IDS.filter((id) => counts(then.city[id]) !== counts(today.city[id])).map((metric) => ({
    metric,
    published: then.city[metric],
    today: today.city[metric],
  }))
