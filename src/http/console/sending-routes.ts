import { Hono } from 'hono'
import { z } from 'zod'
import { isPaused } from '../../contracts/channel-rules.ts'
import { makeDigest } from '../../dispatch/digest/make-digest.ts'
import { wayOf } from '../../dispatch/sending/send-mail.ts'
import {
  listAttempts,
  listNewestSends,
  listSendsOfTicket,
  type SendRow,
} from '../../dispatch/sending/send-repository.ts'
import { resend, setChannel, testChannel } from '../../dispatch/sending/set-channel.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { listChannels } from '../../tickets/channel-repository.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { openUnits } from '../../tickets/rules-now.ts'
import { validated } from '../validated.ts'
import { findFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const ChannelBody = z.object({
  method: z.enum(['console', 'webhook', 'email'], '请选择怎么送达'),
  target: z.string().max(500).default(''),
  newSecret: z.boolean().default(false),
})

/** A send as people read it. The words that were sent stay with the ticket. */
const present = (desk: Desk, send: SendRow) => ({
  id: send.id,
  departmentName: nameDepartment(desk.rules, send.department_id),
  method: send.method,
  target: send.target,
  state: send.state,
  /** It waits because its way out is paused. */
  isHeld: send.state === 'queued' && isPaused(desk.rules, wayOf(send.method)),
  attempts: send.attempts,
  said: send.said,
  createdAt: send.created_at,
  endedAt: send.ended_at,
})

const withAttempts = async (desk: Desk, sends: readonly SendRow[]) => {
  const attempts = await listAttempts(
    desk.db,
    sends.map((send) => send.id),
  )
  return sends.map((send) => ({
    ...present(desk, send),
    tries: attempts
      .filter((tried) => tried.send_id === send.id)
      .map(({ seq, at, ok, said, ms }) => ({ seq, at, ok: ok === 1, said, ms })),
  }))
}

/** How departments get their tickets, what was sent to them, and sending once more. */
export const sendingRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/sending', may('sending.read'), async (c) => {
      const channels = new Map((await listChannels(desk.db)).map((row) => [row.department_id, row]))
      const newest = await listNewestSends(desk.db, LIMITS.pageSize)
      return c.json({
        ready: { webhook: desk.sending.secretKey !== null, email: desk.sending.smtpUrl !== null },
        channels: openUnits(desk.rules).map(({ id, name }) => ({
          departmentId: id,
          departmentName: name,
          method: channels.get(id)?.method ?? 'console',
          target: channels.get(id)?.target ?? '',
          updatedAt: channels.get(id)?.updated_at ?? null,
        })),
        newest: newest.map((send) => ({ ...present(desk, send), number: send.number })),
      })
    })
    .put('/sending/:id', may('sending.manage'), validated('json', ChannelBody), async (c) => {
      const asked = { departmentId: c.req.param('id'), ...c.req.valid('json') }
      return c.json(await setChannel(desk, asked, c.get('member').id))
    })
    .post('/sending/:id/test', may('sending.manage'), async (c) =>
      c.json(present(desk, await testChannel(desk, c.req.param('id')))),
    )
    .get('/digest', may('sending.read'), async (c) => c.json({ groups: await makeDigest(desk) }))
    .get('/tickets/:number/sends', may('sending.read'), async (c) => {
      const ticket = await findFor(desk, c.get('member'), c.req.param('number'))
      return c.json({ rows: await withAttempts(desk, await listSendsOfTicket(desk.db, ticket.id)) })
    })
    .post('/sends/:id/resend', may('sending.repeat'), async (c) =>
      c.json(present(desk, await resend(desk, c.req.param('id')))),
    )
