import type { Figure, Figures } from '../metrics/make-figures.ts'
import type { Period } from '../metrics/metric-repository.ts'
import {
  METRIC_IDS,
  METRICS,
  NOT_COUNTED,
  THREE_RATES,
  VOLUMES,
  type VolumeId,
} from '../metrics/metric-table.ts'
import type { PublicContent, PublicFigure } from './public-content.ts'
import type { ReportContent } from './report-content.ts'

/** A cell as both the workbook and Markdown show it. A rate is a number 0…1. */
export type Cell = string | number | { rate: number } | null
export type Table = { title: string; head: string[]; rows: Cell[][]; note?: string }
/** A report as tables: the one shape every form of it is written from. */
export type Tables = { title: string; facts: [string, string][]; tables: Table[] }

/** Days, both ends included. */
export const sayPeriod = ({ from, to }: Pick<Period, 'from' | 'to'>): string =>
  from === to ? from : `${from} 至 ${to}`

const rateCell = (f: Figure | undefined): Cell =>
  !f || f.total === 0 ? '无' : f.rate === null ? '件数少' : { rate: f.rate }
const countsCells = (f: Figure | undefined): Cell[] => [f?.hits ?? 0, f?.total ?? 0, rateCell(f)]

const metricsTable = ({ now, before, lastYear }: ReportContent): Table => ({
  title: '全市指标',
  head: [
    '指标',
    '分子',
    '分母',
    '比率',
    '上期分子',
    '上期分母',
    '上期',
    '去年同期分子',
    '去年同期分母',
    '去年同期',
    '剔除件数',
  ],
  rows: METRIC_IDS.map((id) => [
    METRICS[id].label,
    ...countsCells(now.city[id]),
    ...countsCells(before.city[id]),
    ...countsCells(lastYear.city[id]),
    now.city[id].excluded.reduce((sum, e) => sum + e.cases, 0),
  ]),
})

const classTable = (each: Figures['classes'][number]): Table => ({
  title: `三率 · ${each.name}`,
  head: ['单位', ...THREE_RATES.flatMap((id) => [`${METRICS[id].label}分子`, '分母', METRICS[id].label])],
  rows: [
    ...each.units.map((u): Cell[] => [u.name, ...THREE_RATES.flatMap((id) => countsCells(u.figures[id]))]),
    ['合计', ...THREE_RATES.flatMap((id) => countsCells(each.figures[id]))],
  ],
  note: '按单位目录的顺序，不是排名；不同类别的单位不放在一起比。',
})

const exclusionsTable = ({ city }: Figures): Table => ({
  title: '剔除情况',
  head: ['指标', '剔除原因', '件数'],
  rows: METRIC_IDS.flatMap((id) =>
    city[id].excluded.map((e): Cell[] => [METRICS[id].label, e.label, e.cases]),
  ),
})

const volumeTables = ({ volumes }: Figures): Table[] =>
  (Object.keys(VOLUMES) as VolumeId[]).map((id) => ({
    title: VOLUMES[id],
    head: ['项目', '件数'],
    rows: volumes[id].map((v): Cell[] => [v.label, v.cases]),
  }))

const formulasTable = (): Table => ({
  title: '口径',
  head: ['指标', '公式', '范围', '归属日期'],
  rows: [
    ...METRIC_IDS.map((id): Cell[] => [
      METRICS[id].label,
      METRICS[id].formula,
      METRICS[id].scope,
      METRICS[id].dated,
    ]),
    ...NOT_COUNTED.map(([label, why]): Cell[] => [label, '未统计', why, '']),
  ],
})

/** A report for staff as tables: figures with counts, exclusions with reasons, formulas. */
export const tablesOf = (kind: string, content: ReportContent): Tables => ({
  title: `${content.city}12345热线${kind}`,
  facts: [
    ['统计周期', sayPeriod(content.now.period)],
    ['数据截至', `${content.now.period.asOf} 24时`],
    ['口径版本', content.formula],
    ['上期', sayPeriod(content.before.period)],
    ['去年同期', sayPeriod(content.lastYear.period)],
    ['件数少', `分母不到 ${content.smallSample} 的只列件数，不算比率`],
  ],
  tables: [
    metricsTable(content),
    ...content.now.classes.map(classTable),
    exclusionsTable(content.now),
    ...volumeTables(content.now),
    formulasTable(),
  ],
})

const hidden = (n: number | null): Cell => n ?? '不公布'
const publicRate = ({ hits, total, rate }: PublicFigure): Cell => {
  if (rate !== null) return { rate }
  if (total === 0) return '无'
  return hits === null ? '不公布' : '件数少'
}
const publicCells = (figure: PublicFigure): Cell[] => [
  hidden(figure.hits),
  hidden(figure.total),
  publicRate(figure),
]

/** The public report as tables. */
export const publicTablesOf = (content: PublicContent): Tables => ({
  title: `${content.city}12345热线公开月报`,
  facts: [
    ['统计周期', sayPeriod(content.period)],
    ['数据截至', `${content.period.asOf} 24时`],
    ['口径版本', content.formula],
    ['保护个人', `不到 ${content.publicMin} 件的不公布，也不公布能由此算出来的数`],
  ],
  tables: [
    {
      title: '全市指标',
      head: [
        '指标',
        '分子',
        '分母',
        '比率',
        '上期分子',
        '上期分母',
        '上期',
        '去年同期分子',
        '去年同期分母',
        '去年同期',
        '剔除件数',
      ],
      rows: content.rates.map((r): Cell[] => [
        r.label,
        ...publicCells(r.now),
        ...publicCells(r.before),
        ...publicCells(r.lastYear),
        hidden(r.now.excluded),
      ]),
    },
    {
      title: '三率（按单位类别）',
      head: [
        '类别',
        '单位数',
        ...THREE_RATES.flatMap((id) => [`${METRICS[id].label}分子`, '分母', METRICS[id].label]),
      ],
      rows: content.classes.map((c): Cell[] => [
        c.name,
        c.units,
        ...c.rates.flatMap((r) => publicCells(r.now)),
      ]),
    },
    ...content.lists.map((list) => ({
      title: list.title,
      head: ['项目', '件数'],
      rows: list.rows.map((r): Cell[] => [r.label, hidden(r.cases)]),
    })),
    { title: '口径', head: ['指标', '公式'], rows: content.rates.map((r): Cell[] => [r.label, r.formula]) },
  ],
})
