import { Hono } from 'hono'
import { z } from 'zod'
import { makeKey, revokeKey } from '../../dispatch/keys/department-keys.ts'
import { listKeysOf } from '../../dispatch/keys/key-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { validated } from '../validated.ts'
import { may, type StaffEnv } from './signed-in.ts'

const KeyBody = z.object({
  name: z.string('请写这把密钥给谁用').trim().min(2, '请写这把密钥给谁用，至少两个字').max(60),
})

/** Keys of departments' own systems: made, seen without the key itself, revoked. */
export const departmentKeyRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/sending/:id/keys', may('sending.manage'), async (c) => {
      const keys = await listKeysOf(desk.db, c.req.param('id'), LIMITS.pageSize)
      return c.json({
        rows: keys.map((key) => ({
          id: key.id,
          name: key.name,
          madeAt: key.made_at,
          lastUsedAt: key.last_used_at,
          revokedAt: key.revoked_at,
        })),
      })
    })
    .post('/sending/:id/keys', may('sending.manage'), validated('json', KeyBody), async (c) => {
      const asked = { departmentId: c.req.param('id'), ...c.req.valid('json') }
      return c.json(await makeKey(desk, asked, c.get('member').id))
    })
    .post('/department-keys/:id/revoke', may('sending.manage'), async (c) => {
      await revokeKey(desk, c.req.param('id'), c.get('member').id)
      return c.json({ ok: true as const })
    })
