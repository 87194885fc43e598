import { Hono } from 'hono'
import { z } from 'zod'
import type { StaffMember } from '../../contracts/staff.ts'
import { createDayOf } from '../../insight/metrics/count-events.ts'
import { type Figures, makeFigures } from '../../insight/metrics/make-figures.ts'
import { sumDays } from '../../insight/metrics/metric-repository.ts'
import { daysBefore, yearBefore } from '../../insight/metrics/period.ts'
import {
  countWatched,
  listStuck,
  listWatched,
  WATCHED,
  type Watched,
} from '../../insight/watch-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { sayInstant } from '../../tickets/explain-due.ts'
import { countAlarms } from '../../tickets/protection/alarm-repository.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { listTicketsByIds } from '../../tickets/ticket-repository.ts'
import { sendTable } from '../send-table.ts'
import { validated } from '../validated.ts'
import { rowFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const TREND_DAYS = 7
const RATE_DAYS = 30
const STUCK_SHOWN = 50
/** Rows of one file; a list that is longer is looked at by parts. */
const FILE_ROWS_MAX = 5_000
const Kind = z.object({ kind: z.enum(Object.keys(WATCHED) as [Watched, ...Watched[]]) })
const Page = z.object({ page: z.coerce.number().int().min(1).max(10_000).default(1) })

/** Tickets opened on each of the seven days that end with `to`. */
const openedByDay = async (desk: Desk, to: string): Promise<{ day: string; cases: number }[]> => {
  const from = daysBefore(to, TREND_DAYS - 1)
  const sums = await sumDays(desk.db, { from, to, asOf: '9999-12-31' }, ['opened'])
  return Array.from({ length: TREND_DAYS }, (_, i) => {
    const day = daysBefore(to, TREND_DAYS - 1 - i)
    return { day, cases: sums.filter((s) => s.day === day).reduce((n, s) => n + s.cases, 0) }
  })
}

const WATCHED_HEAD = [
  '工单号',
  '标题',
  '类型',
  '分类',
  '地点',
  '状态',
  '单位',
  '提交',
  '答复时限',
  '催办',
  '督办',
]
/** A row of the file, in the city's time; it names nobody, as the list does not. */
const watchedCells = (desk: Desk, member: StaffMember, ticket: Ticket): string[] => {
  const row = rowFor(desk, member, ticket)
  const say = (at: string | null): string =>
    at === null ? '' : sayInstant(new Date(at), desk.rules.calendar.timezone)
  const urged =
    row.urgeCount === 0 ? '' : `${row.urgeCount} 次${row.urgeDueAt ? `，${say(row.urgeDueAt)}前回应` : ''}`
  const ordered = row.supervised ? (row.superviseDueAt ? `${say(row.superviseDueAt)}前反馈` : '已反馈') : ''
  return [
    ...[row.number, row.title, row.typeLabel, row.category, row.place, row.stateLabel],
    ...[row.departmentName ?? '热线', say(row.openedAt), say(row.dueAt), urged, ordered],
  ]
}

const classRates = (figures: Figures) =>
  figures.classes.map(({ class: id, name, figures: of }) => ({ class: id, name, figures: of }))

/** What happens today, what must be looked after, and how the week goes: one page for those who lead. */
export const overviewRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/overview', may('insight.read'), async (c) => {
      const today = createDayOf(desk.rules.calendar.timezone)(isoNow(desk.clock))
      const now = await makeFigures(desk.db, desk.rules, { from: today, to: today, asOf: today })
      const span = { from: daysBefore(today, RATE_DAYS - 1), to: today, asOf: today }
      const counts = await countWatched(desk.db)
      return c.json({
        today,
        span,
        volumes: now.volumes,
        classes: classRates(await makeFigures(desk.db, desk.rules, span)),
        trend: {
          now: await openedByDay(desk, today),
          lastWeek: await openedByDay(desk, daysBefore(today, TREND_DAYS)),
          lastYear: await openedByDay(desk, yearBefore(today)),
        },
        watched: (Object.keys(WATCHED) as Watched[]).map((kind) => ({
          kind,
          label: WATCHED[kind],
          cases: counts[kind],
        })),
        alarms: await countAlarms(desk.db),
        stuck: (await listStuck(desk.db, 1)).total,
      })
    })
    .get(
      '/overview/watched/:kind',
      may('insight.read'),
      validated('param', Kind),
      validated('query', Page),
      async (c) => {
        const { kind } = c.req.valid('param')
        const page = { limit: LIMITS.pageSize, offset: (c.req.valid('query').page - 1) * LIMITS.pageSize }
        const ids = await listWatched(desk.db, kind, page)
        const tickets = new Map((await listTicketsByIds(desk.db, ids)).map((t) => [t.id, t]))
        const rows = ids.flatMap((id) => {
          const ticket = tickets.get(id)
          return ticket ? [rowFor(desk, c.get('member'), ticket)] : []
        })
        return c.json({ label: WATCHED[kind], rows, total: (await countWatched(desk.db))[kind] })
      },
    )
    .get(
      '/overview/watched/:kind/file',
      may('insight.read'),
      validated('param', Kind),
      validated('query', z.object({ as: z.enum(['xlsx', 'csv']) })),
      async (c) => {
        const { kind } = c.req.valid('param')
        const ids = await listWatched(desk.db, kind, { limit: FILE_ROWS_MAX, offset: 0 })
        const tickets = new Map((await listTicketsByIds(desk.db, ids)).map((t) => [t.id, t]))
        const rows = ids.flatMap((id) => {
          const ticket = tickets.get(id)
          return ticket ? [watchedCells(desk, c.get('member'), ticket)] : []
        })
        return sendTable([WATCHED_HEAD, ...rows], c.req.valid('query').as, WATCHED[kind])
      },
    )
    .get('/overview/stuck', may('delivery.read'), async (c) => {
      const { rows, total } = await listStuck(desk.db, STUCK_SHOWN)
      return c.json({
        total,
        rows: rows.map((r) => ({
          id: r.id,
          conversationId: r.conversation_id,
          channel: r.channel,
          attempts: r.attempts,
          at: r.created_at,
        })),
      })
    })
