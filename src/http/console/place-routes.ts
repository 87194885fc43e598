import { Hono } from 'hono'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { createDayOf } from '../../insight/metrics/count-events.ts'
import { daysBefore } from '../../insight/metrics/period.ts'
import { countPlaces } from '../../insight/place-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { sendTable } from '../send-table.ts'
import { validated } from '../validated.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Day = z.iso.date('日期请写成 2026-01-31 这样')
const Span = z
  .object({ from: Day.optional(), to: Day.optional() })
  .refine((q) => !q.from || !q.to || q.from <= q.to, '开始日期不能晚于结束日期')
const File = z.object({ from: Day, to: Day, as: z.enum(['csv', 'xlsx']) })
const DAYS = 30

/** Where tickets come from, street by street, ready for a map: read, and as a file. */
export const placeRoutes = (desk: Desk) => {
  const places = (q: { from: string; to: string }) => {
    const start = (day: string, plus: number): string =>
      DateTime.fromISO(day, { zone: desk.rules.calendar.timezone })
        .plus({ days: plus })
        .toJSDate()
        .toISOString()
    return countPlaces(desk.db, desk.rules, { from: start(q.from, 0), to: start(q.to, 1) })
  }
  return new Hono<StaffEnv>()
    .get('/insight/places', may('insight.read'), validated('query', Span), async (c) => {
      const q = c.req.valid('query')
      const to = q.to ?? createDayOf(desk.rules.calendar.timezone)(isoNow(desk.clock))
      const from = q.from ?? daysBefore(to, DAYS - 1)
      return c.json({ from, to, rows: await places({ from, to }) })
    })
    .get('/insight/places/file', may('insight.read'), validated('query', File), async (c) => {
      const { from, to, as } = c.req.valid('query')
      const head = ['区县', '街道', '经度', '纬度', '登记', '在办', '超期', '重复诉求']
      const rows = (await places({ from, to })).map((p) =>
        [p.district, p.street, p.longitude ?? '', p.latitude ?? '', p.opened, p.open, p.late, p.repeated].map(
          String,
        ),
      )
      return sendTable([head, ...rows], as, `地点统计 ${from}-${to}`)
    })
}
