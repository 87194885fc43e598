import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import { Role } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { listAccountHistory } from '../../staff/account-history.ts'
import { changeAccount } from '../../staff/change-account.ts'
import { setAccountOpen } from '../../staff/close-account.ts'
import { createStaff, inviteStaff } from '../../staff/invite.ts'
import { weighAccount } from '../../staff/roles/weigh-account.ts'
import { listWithSecondStep } from '../../staff/second-step-repository.ts'
import { findStaff, listStaff } from '../../staff/staff-repository.ts'
import { isOpenUnit, openUnits } from '../../tickets/rules-now.ts'
import { validated } from '../validated.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Person = z.object({
  name: z.string().trim().min(1, '请填姓名').max(40),
  roles: z.array(Role).min(1, '至少选一个角色'),
  departmentId: z.string().nullable().default(null),
})
const hasUnit = (s: z.infer<typeof Person>): boolean =>
  !s.roles.some((r) => r === 'handler' || r === 'signer') || s.departmentId !== null
const NEEDS_UNIT = '承办人和审签人必须选一个承办单位'
const NewStaff = Person.extend({
  login: z
    .string()
    .trim()
    .regex(/^[a-z0-9._-]{2,40}$/i, '账号名用字母、数字、点、横线，2到40个字'),
}).refine(hasUnit, NEEDS_UNIT)
const ChangedStaff = Person.refine(hasUnit, NEEDS_UNIT)
/** What an account is to become; null: closed. */
const WantedStaff = z.object({ wanted: Person.pick({ roles: true, departmentId: true }).nullable() })

/** The page where a one-time link is opened; the secret stands behind # and never reaches a server log. */
export const inviteUrl = (publicBaseUrl: string, token: string): string =>
  `${publicBaseUrl}/staff/invite#${token}`

export const staffRoutes = (desk: Desk) => {
  const mustBeUnit = (id: string | null): void => {
    if (id && !isOpenUnit(desk.rules, id))
      throw new AppError('invalid_request', '没有这个承办单位，请从列表里选。')
  }
  const nameOf = (id: string | null): string | null =>
    desk.rules.departments.find((d) => d.id === id)?.short ?? null
  return new Hono<StaffEnv>()
    .get('/departments', (c) =>
      c.json({ rows: openUnits(desk.rules).map((d) => ({ id: d.id, name: d.name, short: d.short })) }),
    )
    .get('/staff', may('staff.manage'), async (c) => {
      const rows = await listStaff(desk.db, LIMITS.pageSize * 20)
      const withCode = await listWithSecondStep(desk.db)
      return c.json({
        rows: rows.map((r) => ({
          ...r,
          departmentName: nameOf(r.departmentId),
          hasSecondStep: withCode.has(r.id),
        })),
      })
    })
    .post('/staff', may('staff.manage'), validated('json', NewStaff), async (c) => {
      const account = c.req.valid('json')
      mustBeUnit(account.departmentId)
      const { member, inviteToken } = await createStaff(desk, c.get('member'), account)
      return c.json({ member, inviteUrl: inviteUrl(desk.publicBaseUrl, inviteToken) })
    })
    .post('/staff/:id/invite', may('staff.manage'), async (c) => {
      const member = await findStaff(desk.db, c.req.param('id'))
      if (!member) throw new AppError('not_found', '没有找到这个账号。')
      return c.json({ inviteUrl: inviteUrl(desk.publicBaseUrl, await inviteStaff(desk, member.id)) })
    })
    .post('/staff/:id/check', may('staff.manage'), validated('json', WantedStaff), async (c) =>
      c.json({ left: await weighAccount(desk, c.req.param('id'), c.req.valid('json').wanted) }),
    )
    .put('/staff/:id', may('staff.manage'), validated('json', ChangedStaff), async (c) => {
      const change = c.req.valid('json')
      mustBeUnit(change.departmentId)
      await changeAccount(desk, c.get('member'), c.req.param('id'), change)
      return c.json({ ok: true as const })
    })
    .get('/staff/:id/history', may('staff.manage'), async (c) => {
      const steps = await listAccountHistory(desk.db, c.req.param('id'))
      const rows = steps.map(({ before, ...step }) => ({
        ...step,
        before: before && { ...before, departmentName: nameOf(before.departmentId) },
      }))
      return c.json({ rows })
    })
    .post('/staff/:id/close', may('staff.manage'), async (c) => {
      await setAccountOpen(desk, c.get('member'), c.req.param('id'), false)
      return c.json({ ok: true as const })
    })
    .post('/staff/:id/reopen', may('staff.manage'), async (c) => {
      const id = c.req.param('id')
      await setAccountOpen(desk, c.get('member'), id, true)
      return c.json({ inviteUrl: inviteUrl(desk.publicBaseUrl, await inviteStaff(desk, id)) })
    })
}
