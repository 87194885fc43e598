import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import { SignInRules, UnitWay } from '../../contracts/sign-in.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { endSession, endSessionsOf, listSessions } from '../../staff/end-sessions.ts'
import { resetSecondStep } from '../../staff/reset-second-step.ts'
import { setSignInRules } from '../../staff/set-sign-in-rules.ts'
import { readSignInRules } from '../../staff/sign-in-rule-repository.ts'
import { findStaff } from '../../staff/staff-repository.ts'
import type { Ways } from '../../staff/unit-account/go-and-come-back.ts'
import { setUnitAccount } from '../../staff/unit-account/set-unit-account.ts'
import { listUnitAccounts } from '../../staff/unit-account/unit-account-repository.ts'
import { validated } from '../validated.ts'
import { readStaffCookie } from './sign-in-cookies.ts'
import { may, type StaffEnv } from './signed-in.ts'

const UnitAccount = z.object({ way: UnitWay, subject: z.string().trim().max(200) })

/** How others sign in, for administrators: sessions, lost phones, accounts at the unit's own page, the city's rules. */
export const staffSignInRoutes = (desk: Desk, ways: Ways) => {
  const mustFind = async (id: string): Promise<StaffMember> => {
    const member = await findStaff(desk.db, id)
    if (!member) throw new AppError('not_found', '没有找到这个账号。')
    return member
  }
  return new Hono<StaffEnv>()
    .get('/staff/:id/sessions', may('staff.manage'), async (c) => {
      const { id } = await mustFind(c.req.param('id'))
      return c.json({ rows: await listSessions(desk, id, readStaffCookie(c, 'session') ?? '') })
    })
    .delete('/staff/:id/sessions', may('staff.manage'), async (c) => {
      const { id } = await mustFind(c.req.param('id'))
      return c.json({ ended: await endSessionsOf(desk, c.get('member'), id) })
    })
    .delete('/staff/:id/sessions/:session', may('staff.manage'), async (c) => {
      const { id } = await mustFind(c.req.param('id'))
      await endSession(desk, c.get('member'), id, c.req.param('session'))
      return c.json({ ok: true as const })
    })
    .post('/staff/:id/second-step/reset', may('staff.manage'), async (c) => {
      const { id } = await mustFind(c.req.param('id'))
      await resetSecondStep(desk, c.get('member'), id)
      return c.json({ ok: true as const })
    })
    .get('/staff/:id/unit-accounts', may('staff.manage'), async (c) => {
      const { id } = await mustFind(c.req.param('id'))
      const known = await listUnitAccounts(desk.db, id)
      const rows = UnitWay.options.flatMap((way) =>
        ways[way]
          ? [{ way, name: ways[way].name, subject: known.find((k) => k.way === way)?.subject ?? '' }]
          : [],
      )
      return c.json({ rows })
    })
    .put('/staff/:id/unit-accounts', may('staff.manage'), validated('json', UnitAccount), async (c) => {
      const { id } = await mustFind(c.req.param('id'))
      await setUnitAccount(desk, c.get('member'), { ...c.req.valid('json'), staffId: id })
      return c.json({ ok: true as const })
    })
    .get('/sign-in-rules', may('staff.manage'), async (c) =>
      c.json({ rules: await readSignInRules(desk.db), ready: desk.signIn.secretKey !== null }),
    )
    .put('/sign-in-rules', may('staff.manage'), validated('json', SignInRules), async (c) => {
      await setSignInRules(desk, c.get('member'), c.req.valid('json'))
      return c.json({ rules: await readSignInRules(desk.db) })
    })
}
