import type { CityRules } from '../../contracts/city-rules.ts'
import type { Db } from '../../platform/db/schema.ts'
import { REFERRAL_LABELS, TERMINATION_LABELS } from '../../tickets/state-labels.ts'
import { type Period, type Sum, sumCases } from './metric-repository.ts'
import {
  EXCLUSION_LABELS,
  METRIC_IDS,
  METRICS,
  type MetricId,
  THREE_RATES,
  VOLUMES,
  type VolumeId,
} from './metric-table.ts'

/** A class of units (考核分类): only units of one class are put side by side. */
export const UNIT_CLASSES = {
  city: '市级部门',
  district: '区县',
  utility: '公用事业单位',
  hotline: '热线',
} as const
export type UnitClass = keyof typeof UNIT_CLASSES

/**
 * Numerator and denominator, always; `rate` (0…1) is null where nothing was counted or so little that a percentage
 * would mislead (`small`).
 */
export type Figure = {
  hits: number
  total: number
  rate: number | null
  small: boolean
  /** What was left out, why and how often. */
  excluded: { reason: string; label: string; cases: number }[]
}
export type UnitFigures = {
  unit: string
  name: string
  class: UnitClass
  figures: Partial<Record<MetricId, Figure>>
  /** 综合, where the city has set weights and all three rates stand on enough cases; 0…1. */
  overall: number | null
}
export type Figures = {
  period: Period
  city: Record<MetricId, Figure>
  classes: {
    class: UnitClass
    name: string
    figures: Partial<Record<MetricId, Figure>>
    units: UnitFigures[]
  }[]
  volumes: Record<VolumeId, { dim: string; label: string; cases: number }[]>
}

const REASONS: Record<string, string> = { ...REFERRAL_LABELS, ...TERMINATION_LABELS, ...EXCLUSION_LABELS }

const toFigure = (sums: readonly Sum[], smallSample: number): Figure => {
  let [hits, misses] = [0, 0]
  const out = new Map<string, number>()
  for (const { outcome, cases } of sums) {
    if (outcome === 'hit') hits += cases
    else if (outcome === 'miss') misses += cases
    else out.set(outcome.slice(4), (out.get(outcome.slice(4)) ?? 0) + cases)
  }
  const total = hits + misses
  const small = total < smallSample
  return {
    hits,
    total,
    rate: small ? null : hits / total,
    small,
    excluded: [...out]
      .map(([reason, cases]) => ({ reason, label: REASONS[reason] ?? reason, cases }))
      .sort((a, b) => b.cases - a.cases || (a.reason < b.reason ? -1 : 1)),
  }
}

const groupBy = <T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const group = groups.get(key(one))
    if (group) group.push(one)
    else groups.set(key(one), [one])
  }
  return groups
}

const figuresOf = (sums: readonly Sum[], smallSample: number): Partial<Record<MetricId, Figure>> =>
  Object.fromEntries(
    [...groupBy(sums, (s) => s.metric)].map(([metric, of]) => [metric, toFigure(of, smallSample)]),
  )

const overallOf = (rules: CityRules, figures: UnitFigures['figures']): number | null => {
  const { weights } = rules.city.metrics
  if (!weights) return null
  let sum = 0
  for (const metric of THREE_RATES) {
    const rate = figures[metric]?.rate ?? null
    if (rate === null) return null
    sum += weights[metric] * rate
  }
  return sum
}

/** The unit's class; what has no unit was the hotline's own. */
export const classOf = (rules: CityRules, unit: string): UnitClass =>
  rules.departments.find((d) => d.id === unit)?.kind ?? 'hotline'

/** A unit as pages and reports name it. */
export const unitName = (rules: CityRules, unit: string): string =>
  unit === '' ? '热线自办' : (rules.departments.find((d) => d.id === unit)?.name ?? unit)

/** In the order of the city's own list of units: an order by rate would be a ranking. */
const unitsOf = (rules: CityRules, sums: readonly Sum[]): UnitFigures[] => {
  const order = new Map(rules.departments.map((d, index) => [d.id, index]))
  return [...groupBy(sums, (s) => s.unit)]
    .map(([unit, of]) => {
      const figures = figuresOf(of, rules.city.metrics.smallSample)
      return {
        unit,
        name: unitName(rules, unit),
        class: classOf(rules, unit),
        figures,
        overall: overallOf(rules, figures),
      }
    })
    .sort((a, b) => (order.get(a.unit) ?? 999) - (order.get(b.unit) ?? 999) || (a.unit < b.unit ? -1 : 1))
}

/** What a volume was counted by, in words: the channel, the category, the district. */
export const dimLabel = (rules: CityRules, volume: VolumeId, dim: string): string => {
  if (volume === 'opened_place') return rules.city.districts.find((d) => d.id === dim)?.name ?? '没有认出区县'
  if (volume === 'opened_category') {
    for (const { children, name } of rules.categories) {
      const leaf = children.find((c) => c.id === dim)
      if (leaf) return `${name} · ${leaf.name}`
    }
  }
  return VOLUME_LABELS[dim] ?? (dim === '' ? '未答复' : dim)
}
const VOLUME_LABELS: Record<string, string> = {
  bot: '机器人',
  agent: '坐席',
  ticket: '登记成工单',
  web: '网页',
  wechat: '微信',
  voice: '电话',
  transcript: '通话转写',
  loopback: '内部演练',
  consult: '咨询',
  help: '求助',
  complaint: '投诉',
  report: '举报',
  suggestion: '建议',
  praise: '表扬',
  citizen: '诉求人',
  staff: '热线工作人员',
  normal: '一般督办',
  urgent: '重点督办',
  critical: '紧急督办',
}

const volumesOf = (rules: CityRules, sums: readonly Sum[]): Figures['volumes'] => {
  const list = (volume: VolumeId) =>
    [
      ...groupBy(
        sums.filter((s) => s.metric === volume),
        (s) => s.dim,
      ),
    ]
      .map(([dim, of]) => ({
        dim,
        label: dimLabel(rules, volume, dim),
        cases: of.reduce((sum, s) => sum + s.cases, 0),
      }))
      .sort((a, b) => b.cases - a.cases || (a.dim < b.dim ? -1 : 1))
  return Object.fromEntries(
    (Object.keys(VOLUMES) as VolumeId[]).map((volume) => [volume, list(volume)]),
  ) as Figures['volumes']
}

/**
 * All figures of a period as they were known at the end of the day `asOf`: the same question gives the same answer for
 * ever, because the log only grows. Days are local, both ends included.
 */
export const makeFigures = async (db: Db, rules: CityRules, period: Period): Promise<Figures> => {
  const sums = await sumCases(db, period, [...METRIC_IDS, ...Object.keys(VOLUMES)])
  const smallSample = rules.city.metrics.smallSample
  const ofUnits = sums.filter((s) => METRICS[s.metric as MetricId]?.of === 'unit')
  const units = unitsOf(rules, ofUnits)
  const classes = (Object.keys(UNIT_CLASSES) as UnitClass[]).flatMap((each) => {
    const members = units.filter((u) => u.class === each)
    if (members.length === 0) return []
    const ids = new Set(members.map((u) => u.unit))
    const all = ofUnits.filter((s) => ids.has(s.unit))
    return [{ class: each, name: UNIT_CLASSES[each], figures: figuresOf(all, smallSample), units: members }]
  })
  const none = toFigure([], smallSample)
  const known = figuresOf(
    sums.filter((s) => s.metric in METRICS),
    smallSample,
  )
  const city = Object.fromEntries(METRIC_IDS.map((id) => [id, known[id] ?? none])) as Figures['city']
  return { period, city, classes, volumes: volumesOf(rules, sums) }
}
