import { Hono } from 'hono'
import { z } from 'zod'
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
import { listBadRatings } from '../../tickets/bad-rating/bad-rating-repository.ts'
import { countAlarms } from '../../tickets/protection/alarm-repository.ts'
import { listErasuresAsked } from '../../tickets/protection/personal-repository.ts'
import { listAsked } from '../../tickets/protection/unmask-repository.ts'
import { listTicketsByIds } from '../../tickets/ticket-repository.ts'
import { validated } from '../validated.ts'
import { presentPauses } from './channel-routes.ts'
import { figureRowFor } from './find-ticket.ts'
import { FILE_ROWS_MAX, sendTickets, TableKind } from './send-tickets.ts'
import { may, type StaffEnv } from './signed-in.ts'

const TREND_DAYS = 7
const RATE_DAYS = 30
const STUCK_SHOWN = 50
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
        /** Asked of those who approve, and waiting: to see who wrote, to have what was told erased. */
        asked:
          (await listAsked(desk.db, LIMITS.pageSize)).length +
          (await listErasuresAsked(desk.db, LIMITS.pageSize)).length,
        /** Bad ratings somebody asked to leave out of the rates, waiting for a second person. */
        claims: (await listBadRatings(desk.db, { isOpen: true, limit: LIMITS.pageSize })).filter(
          (rating) => rating.claim_state === 'asked',
        ).length,
        stuck: (await listStuck(desk.db, 1)).total,
        /** Ways in and out that are switched off. */
        pauses: await presentPauses(desk),
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
          return ticket ? [figureRowFor(desk, c.get('member'), ticket)] : []
        })
        return c.json({ label: WATCHED[kind], rows, total: (await countWatched(desk.db))[kind] })
      },
    )
    .get(
      '/overview/watched/:kind/file',
      may('insight.read'),
      validated('param', Kind),
      validated('query', z.object({ as: TableKind })),
      async (c) => {
        const { kind } = c.req.valid('param')
        const ids = await listWatched(desk.db, kind, { limit: FILE_ROWS_MAX, offset: 0 })
        return sendTickets(desk, c.get('member'), ids, c.req.valid('query').as, WATCHED[kind])
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
