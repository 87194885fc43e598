import { Hono } from 'hono'
import { z } from 'zod'
import type { Desk } from '../../intake/desk.ts'
import { changePassword } from '../../staff/change-password.ts'
import { endSession, listSessions } from '../../staff/end-sessions.ts'
import {
  confirmSecondStep,
  endSecondStep,
  needsSecondStep,
  renewRecoveryCodes,
  startSecondStep,
} from '../../staff/enrol-second-step.ts'
import { provePassword } from '../../staff/prove-password.ts'
import { countRecoveryCodes, findSecondStep } from '../../staff/second-step-repository.ts'
import { validated } from '../validated.ts'
import { Code } from './session-routes.ts'
import { readStaffCookie } from './sign-in-cookies.ts'
import type { StaffEnv } from './signed-in.ts'

const NewPassword = z.object({ current: z.string().min(1).max(200), next: z.string().max(200) })
const Proof = z.object({ password: z.string().min(1, '请输入现在的密码').max(200) })

/** The signed-in person's own account; nobody reaches another's from here. */
export const accountRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/account/password', validated('json', NewPassword), async (c) => {
      const token = readStaffCookie(c, 'session') ?? ''
      return c.json({ ended: await changePassword(desk, c.get('member'), c.req.valid('json'), token) })
    })
    .get('/account/sessions', async (c) => {
      const rows = await listSessions(desk, c.get('member').id, readStaffCookie(c, 'session') ?? '')
      return c.json({ rows })
    })
    .delete('/account/sessions/:id', async (c) => {
      await endSession(desk, c.get('member'), c.get('member').id, c.req.param('id'))
      return c.json({ ok: true as const })
    })
    .get('/account/second-step', async (c) => {
      const member = c.get('member')
      const row = await findSecondStep(desk.db, member.id)
      return c.json({
        since: row?.confirmed_at ?? null,
        needed: await needsSecondStep(desk.db, member),
        codesLeft: await countRecoveryCodes(desk.db, member.id),
        ready: desk.signIn.secretKey !== null,
      })
    })
    .post('/account/second-step', validated('json', Proof), async (c) => {
      await provePassword(desk, c.get('member'), c.req.valid('json').password)
      return c.json(await startSecondStep(desk, c.get('member')))
    })
    .post('/account/second-step/confirm', validated('json', Code), async (c) => {
      const { code } = c.req.valid('json')
      const staffId = c.get('member').id
      const recoveryCodes = await desk.db
        .transaction()
        .execute((tx) => confirmSecondStep(tx, desk, staffId, code))
      return c.json({ recoveryCodes })
    })
    .post('/account/second-step/recovery-codes', validated('json', Proof), async (c) => {
      await provePassword(desk, c.get('member'), c.req.valid('json').password)
      const staffId = c.get('member').id
      const recoveryCodes = await desk.db.transaction().execute((tx) => renewRecoveryCodes(tx, desk, staffId))
      return c.json({ recoveryCodes })
    })
    .post('/account/second-step/end', validated('json', Proof), async (c) => {
      await provePassword(desk, c.get('member'), c.req.valid('json').password)
      await endSecondStep(desk, c.get('member'))
      return c.json({ ok: true as const })
    })
