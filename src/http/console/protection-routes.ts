import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import type { TicketState } from '../../contracts/ticket.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { decideErasure } from '../../privacy/ask-erasure.ts'
import { isOver } from '../../privacy/erase-ticket.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { listAccessOf } from '../../tickets/protection/access-repository.ts'
import { listAlarms, markAlarmSeen } from '../../tickets/protection/alarm-repository.ts'
import { listErasuresAsked } from '../../tickets/protection/personal-repository.ts'
import { askUnmask, decideUnmask } from '../../tickets/protection/unmask-contact.ts'
import { listAsked } from '../../tickets/protection/unmask-repository.ts'
import { ACTION_LABELS, STATE_LABELS } from '../../tickets/state-labels.ts'
import { validated } from '../validated.ts'
import { actorOf, detailFor, findFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Ask = z.object({ reason: z.string().max(500) })
const Decide = z.object({ approve: z.boolean(), note: z.string().max(500).default('') })
const SHOWN: Record<string, string> = { whole: '看到姓名和电话', masked: '看到隐去身份的内容' }
const UNMASK: Record<string, string> = {
  asked: '申请查看联系方式',
  granted: '批准查看联系方式',
  refused: '不同意查看联系方式',
}

const KEEPING: Record<string, string> = {
  preserve: '暂缓删除',
  end_preservation: '解除暂缓删除',
  erasure_granted: '同意删除诉求人的信息',
  erasure_refused: '不同意删除诉求人的信息',
}

const unitOf = (desk: Desk, id: string | null): string =>
  id === null ? '12345热线' : nameDepartment(desk.rules, id)

const sayWhat = (row: { kind: string; what: string; shown: string }): string => {
  if (row.kind === 'view' && row.what === 'file') return '看了附件原图'
  if (row.kind === 'view') return SHOWN[row.shown] ?? '看过'
  if (row.kind === 'refused') return row.what === 'file' ? '想看附件，没有权限' : '想看，没有权限'
  return (
    UNMASK[row.what] ?? KEEPING[row.what] ?? (ACTION_LABELS as Record<string, string>)[row.what] ?? row.what
  )
}

/** What the watch over the log found and nobody has seen yet. */
const presentAlarms = async (desk: Desk) =>
  (await listAlarms(desk.db, LIMITS.pageSize)).map((row) => ({
    id: row.id,
    at: row.at,
    who: row.kind === 'chain' ? '' : `${unitOf(desk, row.unit_id)} ${row.staff_name}`,
    say: row.say,
  }))

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
        alarms: await presentAlarms(desk),
      })
    })
    .get('/erasure-requests', may('personal.decide'), async (c) => {
      const rows = await listErasuresAsked(desk.db, LIMITS.pageSize)
      const { contacts } = desk.rules.city.retention
      return c.json({
        rows: rows.map((row) => ({
          id: row.id,
          number: row.number,
          reason: row.reason,
          askedAt: row.asked_at,
          stateLabel: STATE_LABELS[row.ticketState as TicketState],
          isOver: isOver({ state: row.ticketState as TicketState }),
        })),
        contacts,
      })
    })
    .post('/erasure-requests/:id/decide', may('personal.decide'), validated('json', Decide), async (c) => {
      const decided = { id: c.req.param('id'), ...c.req.valid('json') }
      await decideErasure(desk, actorOf(c.get('member')), decided)
      return c.json({ ok: true as const })
    })
    .post('/access-alarms/:id/seen', may('contact.approve'), async (c) => {
      const by = { staffId: c.get('member').id, at: isoNow(desk.clock) }
      if (!(await markAlarmSeen(desk.db, c.req.param('id'), by)))
        throw new AppError('not_found', '这条提醒已经有人处理了。')
      return c.json({ ok: true as const })
    })
    .post('/unmask-requests/:id/decide', may('contact.approve'), validated('json', Decide), async (c) => {
      await decideUnmask(desk, actorOf(c.get('member')), {
        id: c.req.param('id'),
        ...c.req.valid('json'),
      })
      return c.json({ ok: true as const })
    })
