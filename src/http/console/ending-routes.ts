import { Hono } from 'hono'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { AbuseKind, WrapUpCode } from '../../contracts/desk.ts'
import { listAbuse } from '../../conversations/abuse-repository.ts'
import { findConversation } from '../../conversations/conversation-repository.ts'
import { liftReport, reportAbuse } from '../../conversations/report-abuse.ts'
import { listPendingWrapUps, measureWork } from '../../conversations/wrap-up-repository.ts'
import { wrapUpTalk } from '../../conversations/wrap-up-talk.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { validated } from '../validated.ts'
import { nameStaff, presentTalk } from './present-talk.ts'
import { may, type StaffEnv } from './signed-in.ts'

const WrapUp = z.object({
  code: WrapUpCode,
  note: z.string().trim().max(500, '小结最多 500 字').default(''),
})
const Abuse = z.object({
  kind: AbuseKind,
  note: z.string().trim().min(2, '请写一句发生了什么，督办会看').max(500, '最多 500 字'),
})

const startOfDay = (desk: Desk): string =>
  DateTime.fromJSDate(desk.clock.now())
    .setZone(desk.rules.calendar.timezone)
    .startOf('day')
    .toUTC()
    .toISO() ?? ''

const presentPending = async (desk: Desk, staffId: string) => {
  const pending = await listPendingWrapUps(desk.db, staffId, LIMITS.pageSize)
  const rows = await Promise.all(
    pending.map(async (wrapUp) => {
      const talk = await findConversation(desk.db, wrapUp.conversationId)
      return talk
        ? {
            id: wrapUp.id,
            takenAt: wrapUp.takenAt,
            endedAt: wrapUp.endedAt,
            talk: await presentTalk(desk, talk),
          }
        : null
    }),
  )
  return rows.filter((row) => row !== null)
}

/** How a contact ends: what became of it, how long it took, and abuse that ended it. */
export const endingRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/desk/wrap-ups', may('conversation.take'), async (c) => {
      const staffId = c.get('member').id
      return c.json({
        rows: await presentPending(desk, staffId),
        today: await measureWork(desk.db, staffId, startOfDay(desk)),
      })
    })
    .post('/desk/wrap-ups/:id', may('conversation.take'), validated('json', WrapUp), async (c) => {
      await wrapUpTalk(desk, c.get('member'), c.req.param('id'), c.req.valid('json'))
      return c.json({ ok: true as const })
    })
    .post('/conversations/:id/abuse', may('conversation.release'), validated('json', Abuse), async (c) => {
      const said = { ...c.req.valid('json'), timezone: desk.rules.calendar.timezone }
      return c.json(await reportAbuse(desk, c.get('member'), c.req.param('id'), said))
    })
    .get('/desk/abuse', may('desk.manage'), async (c) => {
      const reports = await listAbuse(desk.db, LIMITS.pageSize)
      const rows = await Promise.all(
        reports.map(async ({ citizenId: _, staffId, ...report }) => ({
          ...report,
          by: await nameStaff(desk, staffId),
        })),
      )
      return c.json({ rows })
    })
    .post('/desk/abuse/:id/lift', may('desk.manage'), async (c) => {
      await liftReport(desk, c.get('member'), c.req.param('id'))
      return c.json({ ok: true as const })
    })
