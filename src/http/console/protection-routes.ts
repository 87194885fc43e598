import { Hono } from 'hono'
import { z } from 'zod'
import type { Desk } from '../../intake/desk.ts'
import { isoAfter } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { countAccessSince, listAccessOf } from '../../tickets/protection/access-repository.ts'
import { askUnmask, decideUnmask } from '../../tickets/protection/unmask-contact.ts'
import { listAsked } from '../../tickets/protection/unmask-repository.ts'
import { ACTION_LABELS } from '../../tickets/state-labels.ts'
import { validated } from '../validated.ts'
import { actorOf, detailFor, findFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Ask = z.object({ reason: z.string().max(500) })
const Decide = z.object({ approve: z.boolean(), note: z.string().max(500).default('') })
const HOUR_MS = 60 * 60_000
const SHOWN: Record<string, string> = { whole: '看到姓名和电话', masked: '看到隐去身份的内容' }
const UNMASK: Record<string, string> = {
  asked: '申请查看联系方式',
  granted: '批准查看联系方式',
  refused: '不同意查看联系方式',
}

const unitOf = (desk: Desk, id: string | null): string =>
  id === null ? '12345热线' : nameDepartment(desk.rules, id)

const sayWhat = (row: { kind: string; what: string; shown: string }): string => {
  if (row.kind === 'view' && row.what === 'file') return '看了附件原图'
  if (row.kind === 'view') return SHOWN[row.shown] ?? '看过'
  if (row.kind === 'refused') return row.what === 'file' ? '想看附件，没有权限' : '想看，没有权限'
  return UNMASK[row.what] ?? (ACTION_LABELS as Record<string, string>)[row.what] ?? row.what
}

/** Who opened unusually many tickets in the last hour, or was refused unusually often; the thresholds are the city's. */
const listAlarms = async (desk: Desk) => {
  const { alarmViewsPerHour, alarmRefusalsPerHour } = desk.rules.city.flow
  const most: Record<string, number> = { view: alarmViewsPerHour, refused: alarmRefusalsPerHour }
  return (await countAccessSince(desk.db, isoAfter(desk.clock, -HOUR_MS)))
    .filter((row) => row.tickets >= (most[row.kind] ?? Number.POSITIVE_INFINITY))
    .map((row) => ({
      name: row.staff_name,
      unit: unitOf(desk, row.unit_id),
      say:
        row.kind === 'view'
          ? `一小时内看了 ${row.tickets} 件不同的工单`
          : `一小时内想看 ${row.tickets} 件没有权限的工单`,
    }))
}

/** Looking at who wrote: asked for, decided by another, written down; who saw a ticket, and who looks at too many. */
export const protectionRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/tickets/:number/unmask', may('contact.ask'), validated('json', Ask), async (c) => {
      const member = c.get('member')
      const ticket = await findFor(desk, member, c.req.param('number'))
      await askUnmask(desk, ticket, actorOf(member), c.req.valid('json').reason)
      return c.json(await detailFor(desk, member, ticket))
    })
    .get('/tickets/:number/access', may('access.read'), async (c) => {
      const ticket = await findFor(desk, c.get('member'), c.req.param('number'))
      const rows = await listAccessOf(desk.db, ticket.id, LIMITS.pageSize * 4)
      return c.json({
        rows: rows.map((row) => ({
          seq: row.seq,
          at: row.at,
          name: row.staff_name,
          unit: unitOf(desk, row.unit_id),
          what: sayWhat(row),
          kind: row.kind,
        })),
      })
    })
    .get('/unmask-requests', may('contact.approve'), async (c) => {
      const rows = await listAsked(desk.db, LIMITS.pageSize)
      return c.json({
        rows: rows.map((row) => ({
          id: row.id,
          number: row.number,
          name: row.staff_name,
          unit: unitOf(desk, row.unit_id),
          reason: row.reason,
          askedAt: row.asked_at,
          isOwn: row.staff_id === c.get('member').id,
        })),
        minutes: desk.rules.city.flow.unmaskMinutes,
        alarms: await listAlarms(desk),
      })
    })
    .post('/unmask-requests/:id/decide', may('contact.approve'), validated('json', Decide), async (c) => {
      await decideUnmask(desk, actorOf(c.get('member')), {
        id: c.req.param('id'),
        ...c.req.valid('json'),
      })
      return c.json({ ok: true as const })
    })
