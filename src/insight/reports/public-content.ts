import type { CityRules } from '../../contracts/city-rules.ts'
import type { Figure, Figures } from '../metrics/make-figures.ts'
import type { Period } from '../metrics/metric-repository.ts'
import { METRICS, type MetricId, THREE_RATES, type VolumeId } from '../metrics/metric-table.ts'
import type { ReportContent } from './report-content.ts'

/** A count anybody may read; null = hidden, because so few people could be guessed. */
export type PublicFigure = {
  hits: number | null
  total: number | null
  rate: number | null
  excluded: number | null
}
export type PublicRow = {
  metric: string
  label: string
  formula: string
  now: PublicFigure
  before: PublicFigure
  lastYear: PublicFigure
}
export type PublicContent = {
  city: string
  formula: string
  period: Period
  /** No group of fewer cases is named. */
  publicMin: number
  rates: PublicRow[]
  classes: { name: string; units: number; rates: { label: string; now: PublicFigure }[] }[]
  lists: { title: string; rows: { label: string; cases: number | null }[] }[]
}

/** Rates a city publishes: the three, and those of promptness. */
const PUBLISHED: readonly MetricId[] = [...THREE_RATES, 'signed', 'on_time', 'direct', 'self_served']
const LISTS: [VolumeId, string][] = [
  ['contacts', '从哪里来'],
  ['answered_by', '由谁答复'],
  ['opened', '诉求类型'],
  ['opened_category', '诉求分类'],
  ['opened_place', '区县'],
]

/**
 * Hides what is smaller than `least`. A single hidden number could be found by taking the others from their sum, so
 * the next smallest goes with it.
 */
export const hideSmall = <T extends { cases: number }>(
  rows: readonly T[],
  least: number,
): (Omit<T, 'cases'> & { cases: number | null })[] => {
  const hidden = new Set(rows.filter((r) => r.cases > 0 && r.cases < least))
  if (hidden.size === 1) {
    const next = rows.filter((r) => r.cases > 0 && !hidden.has(r)).sort((a, b) => a.cases - b.cases)[0]
    if (next) hidden.add(next)
  }
  return rows.map((row) => ({ ...row, cases: hidden.has(row) ? null : row.cases }))
}

/** Either side of a rate smaller than `least` (and not empty) would say how few they were: then only the sum is told. */
const hideFigure = (figure: Figure | undefined, least: number): PublicFigure => {
  const { hits = 0, total = 0, rate = null, excluded = [] } = figure ?? {}
  const out = excluded.reduce((sum, e) => sum + e.cases, 0)
  const shownOut = out > 0 && out < least ? null : out
  if (total > 0 && total < least) return { hits: null, total: null, rate: null, excluded: shownOut }
  const isFew = (n: number): boolean => n > 0 && n < least
  if (isFew(hits) || isFew(total - hits)) return { hits: null, total, rate: null, excluded: shownOut }
  return { hits, total, rate, excluded: shownOut }
}

const NOTHING: PublicFigure = { hits: null, total: null, rate: null, excluded: null }

/** One rate by class. Where a single class is hidden it could be reckoned from the city's sum: the smallest other goes too. */
const hideOfClasses = (classes: Figures['classes'], metric: MetricId, least: number): PublicFigure[] => {
  const shown = classes.map((each) => hideFigure(each.figures[metric], least))
  const hidden = shown.filter((f) => f.hits === null)
  if (hidden.length !== 1) return shown
  const others = shown.filter((f) => f.hits !== null && f.total !== 0)
  const smallest = others.sort((a, b) => (a.total ?? 0) - (b.total ?? 0))[0]
  return shown.map((f) => (f === smallest ? NOTHING : f))
}

/**
 * What the public may read of a report: sums of the city, of classes of units, of matters and districts; no unit by
 * name, no ticket, no words of anybody, no address; nothing smaller than the city's own limit.
 */
export const makePublicContent = (rules: CityRules, content: ReportContent): PublicContent => {
  const least = rules.city.metrics.publicMin
  const { now, before, lastYear } = content
  const ofClasses = THREE_RATES.map((metric) => ({
    label: METRICS[metric].label,
    of: hideOfClasses(now.classes, metric, least),
  }))
  return {
    city: content.city,
    formula: content.formula,
    period: now.period,
    publicMin: least,
    rates: PUBLISHED.map((metric) => ({
      metric,
      label: METRICS[metric].label,
      formula: METRICS[metric].formula,
      now: hideFigure(now.city[metric], least),
      before: hideFigure(before.city[metric], least),
      lastYear: hideFigure(lastYear.city[metric], least),
    })),
    // A class of one unit is that unit by another name.
    classes: now.classes.flatMap((each, index) => {
      if (each.units.length === 1) return []
      const rates = ofClasses.map(({ label, of }) => ({ label, now: of[index] ?? NOTHING }))
      return [{ name: each.name, units: each.units.length, rates }]
    }),
    lists: LISTS.map(([volume, title]) => ({
      title,
      rows: hideSmall(now.volumes[volume], least).map(({ label, cases }) => ({ label, cases })),
    })),
  }
}
