import { Hono } from 'hono'
import { z } from 'zod'
import type { Desk } from '../../intake/desk.ts'
import { changePassword } from '../../staff/change-password.ts'
import { endSession, listSessions } from '../../staff/end-sessions.ts'
import { validated } from '../validated.ts'
import { readSessionCookie, type StaffEnv } from './signed-in.ts'

const NewPassword = z.object({ current: z.string().min(1).max(200), next: z.string().max(200) })

/** The signed-in person's own account; nobody reaches another's from here. */
export const accountRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/account/password', validated('json', NewPassword), async (c) => {
      const token = readSessionCookie(c) ?? ''
      return c.json({ ended: await changePassword(desk, c.get('member'), c.req.valid('json'), token) })
    })
    .get('/account/sessions', async (c) => {
      const rows = await listSessions(desk, c.get('member').id, readSessionCookie(c) ?? '')
      return c.json({ rows })
    })
    .delete('/account/sessions/:id', async (c) => {
      await endSession(desk, c.get('member').id, c.req.param('id'))
      return c.json({ ok: true as const })
    })
