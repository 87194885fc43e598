import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import { createDayOf } from '../../insight/metrics/count-events.ts'
import { classOf, dimLabel, makeFigures, UNIT_CLASSES, unitName } from '../../insight/metrics/make-figures.ts'
import { listBehind, type Period, readHead } from '../../insight/metrics/metric-repository.ts'
import { METRIC_IDS, METRICS, NOT_COUNTED, nameMetric, VOLUMES } from '../../insight/metrics/metric-table.ts'
import { findRestated, makeContent } from '../../insight/reports/report-content.ts'
import {
  findReport,
  listReports,
  REPORT_KINDS,
  type StoredReport,
} from '../../insight/reports/report-repository.ts'
import { publicTablesOf, type Tables, tablesOf } from '../../insight/reports/report-tables.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { lastEventSeq } from '../../platform/events/event-repository.ts'
import { LIMITS } from '../../platform/limits.ts'
import { listTicketsByIds } from '../../tickets/ticket-repository.ts'
import { sendReport } from '../send-report.ts'
import { sendTable } from '../send-table.ts'
import { validated } from '../validated.ts'
import { figureRowFor } from './find-ticket.ts'
import { FILE_ROWS_MAX, sendTickets, TableKind } from './send-tickets.ts'
import { may, type StaffEnv } from './signed-in.ts'
import { listTalkLines, talkRows } from './talk-lines.ts'

const Day = z.iso.date('日期请写成 2026-01-31 这样')
/** Ten years of days: more is a mistake. */
const SPAN_MAX_DAYS = 3_660
const PeriodQuery = z.object({ from: Day, to: Day, asOf: Day.optional() })
const Figures = PeriodQuery.refine((q) => q.from <= q.to, '开始日期不能晚于结束日期').refine(
  (q) => (Date.parse(q.to) - Date.parse(q.from)) / 86_400_000 < SPAN_MAX_DAYS,
  '一次最多统计十年',
)
const Export = z.object({ ...PeriodQuery.shape, as: z.enum(['xlsx', 'md']) })
const Cases = z.object({
  ...PeriodQuery.shape,
  metric: z.enum([...METRIC_IDS, ...(Object.keys(VOLUMES) as (keyof typeof VOLUMES)[])]),
  side: z.enum(['hit', 'miss', 'all', 'out']).default('all'),
  unit: z.string().max(64).optional(),
  class: z.enum(Object.keys(UNIT_CLASSES) as [keyof typeof UNIT_CLASSES]).optional(),
  dim: z.string().max(64).optional(),
  reason: z.string().max(64).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
})
const CasesFile = Cases.extend({ as: TableKind })
const OF_TALKS: readonly string[] = [
  'contacts',
  'answered_by',
  'self_served',
  'handed_over',
  'kb_hit',
  'kb_none',
  'misled',
]

const today = (desk: Desk): string => createDayOf(desk.rules.calendar.timezone)(isoNow(desk.clock))

/** Asked about no particular day, what is known now counts. */
const periodOf = (desk: Desk, q: z.infer<typeof PeriodQuery>): Period => ({
  from: q.from,
  to: q.to,
  asOf: q.asOf ?? today(desk),
})

const outcomesOf = (q: z.infer<typeof Cases>) => {
  if (q.reason) return [`out:${q.reason}`]
  if (q.side === 'out') return 'out' as const
  return q.side === 'all' ? ['hit', 'miss'] : [q.side]
}

/** The units of a class; the hotline's own cases carry none. */
const unitsOf = (desk: Desk, q: z.infer<typeof Cases>): string[] | null => {
  if (q.unit !== undefined) return [q.unit]
  if (!q.class) return null
  return ['', ...desk.rules.departments.map((d) => d.id)].filter((u) => classOf(desk.rules, u) === q.class)
}

/** Which cases a figure was made of. */
const behindOf = (desk: Desk, q: z.infer<typeof Cases>) => ({
  ...periodOf(desk, q),
  ...{ metric: q.metric, units: unitsOf(desk, q), dim: q.dim ?? null, outcomes: outcomesOf(q) },
})

/** What the cases have in common beside the figure: a unit, a class of units, a channel, a category, a district. */
const nameOf = (desk: Desk, q: z.infer<typeof Cases>): string => {
  if (q.unit !== undefined) return unitName(desk.rules, q.unit)
  if (q.class) return UNIT_CLASSES[q.class]
  const volume = (Object.keys(VOLUMES) as (keyof typeof VOLUMES)[]).find((id) => id === q.metric)
  return volume && q.dim !== undefined ? dimLabel(desk.rules, volume, q.dim) : ''
}

const tablesFor = (report: StoredReport): Tables =>
  report.kind === 'public'
    ? publicTablesOf(report.content)
    : tablesOf(REPORT_KINDS[report.kind], report.content)

const mustFind = async (desk: Desk, id: string): Promise<StoredReport> => {
  const report = await findReport(desk.db, id)
  if (!report) throw new AppError('not_found', '没有找到这份报告。')
  return report
}

const figureRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/insight/figures', may('insight.read'), validated('query', Figures), async (c) => {
      const content = await makeContent(desk.db, desk.rules, periodOf(desk, c.req.valid('query')))
      const behind = (await lastEventSeq(desk.db)) - ((await readHead(desk.db))?.seq ?? 0)
      return c.json({
        ...content,
        today: today(desk),
        metrics: METRIC_IDS.map((id) => ({ id, ...METRICS[id] })),
        notCounted: NOT_COUNTED.map(([label, why]) => ({ label, why })),
        weights: desk.rules.city.metrics.weights,
        /** Events not counted yet; anything but a few means a recount is under way. */
        eventsToCount: behind,
      })
    })
    .get('/insight/cases', may('insight.read'), validated('query', Cases), async (c) => {
      const q = c.req.valid('query')
      const page = { limit: LIMITS.pageSize, offset: (q.page - 1) * LIMITS.pageSize }
      const found = await listBehind(desk.db, behindOf(desk, q), page)
      const ids = found.subjects.map((s) => s.id)
      const of = nameOf(desk, q)
      if (OF_TALKS.includes(q.metric)) {
        const talks = await listTalkLines(desk, ids)
        return c.json({ kind: 'talks' as const, of, total: found.total, talks, rows: [] })
      }
      const tickets = new Map((await listTicketsByIds(desk.db, ids)).map((t) => [t.id, t]))
      const rows = found.subjects.flatMap(({ id, cases }) => {
        const ticket = tickets.get(id)
        return ticket ? [{ ...figureRowFor(desk, c.get('member'), ticket), cases }] : []
      })
      return c.json({ kind: 'tickets' as const, of, total: found.total, talks: [], rows })
    })
    .get('/insight/cases/file', may('insight.read'), validated('query', CasesFile), async (c) => {
      const q = c.req.valid('query')
      const name = `${nameMetric(q.metric)}-${q.from}-${q.to}`
      const found = await listBehind(desk.db, behindOf(desk, q), { limit: FILE_ROWS_MAX, offset: 0 })
      const ids = found.subjects.map(({ id }) => id)
      if (!OF_TALKS.includes(q.metric)) return sendTickets(desk, c.get('member'), ids, q.as, name)
      const lines = await listTalkLines(desk, ids)
      return sendTable(
        talkRows(desk, lines, (id) => dimLabel(desk.rules, 'contacts', id)),
        q.as,
        name,
      )
    })
    .get('/insight/file', may('insight.read'), validated('query', Export), async (c) => {
      const q = c.req.valid('query')
      const content = await makeContent(desk.db, desk.rules, periodOf(desk, q))
      return sendReport(tablesOf('统计', content), q.as, `${q.from}-${q.to}`)
    })

const reportRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/insight/reports', may('insight.read'), async (c) => {
      const kinds = Object.keys(REPORT_KINDS) as (keyof typeof REPORT_KINDS)[]
      const rows = await listReports(desk.db, kinds, LIMITS.pageSize)
      return c.json({ rows: rows.map((row) => ({ ...row, label: REPORT_KINDS[row.kind] })) })
    })
    .get('/insight/reports/:id', may('insight.read'), async (c) => {
      const report = await mustFind(desk, c.req.param('id'))
      const { content: _content, ...row } = report
      const tables = tablesFor(report)
      if (report.kind === 'public') return c.json({ ...row, tables, agrees: null, restated: [] })
      // The log only grows: counted again as of that day it must be the same, whatever came later.
      const { period } = report.content.now
      const again = await makeFigures(desk.db, desk.rules, period)
      const now = await makeFigures(desk.db, desk.rules, { ...period, asOf: today(desk) })
      const restated = findRestated(report.content.now, now)
      return c.json({
        ...row,
        tables,
        agrees: findRestated(report.content.now, again).length === 0,
        restated: restated.map((r) => ({ ...r, label: METRICS[r.metric].label })),
      })
    })
    .get(
      '/insight/reports/:id/file',
      may('insight.read'),
      validated('query', z.object({ as: z.enum(['xlsx', 'md']) })),
      async (c) => {
        const report = await mustFind(desk, c.req.param('id'))
        return sendReport(tablesFor(report), c.req.valid('query').as, `${report.from}-${report.to}`)
      },
    )

/** Figures of any period, the cases behind each, and the reports as they were made. */
export const insightRoutes = (desk: Desk) =>
  new Hono<StaffEnv>().route('/', figureRoutes(desk)).route('/', reportRoutes(desk))
