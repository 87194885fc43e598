import { Hono } from 'hono'
import { z } from 'zod'
import type { Desk } from '../../intake/desk.ts'
import { listWordings } from '../../learning/learned-wording-repository.ts'
import { validated } from '../validated.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Judge = z.object({
  wording: z.string().min(1).max(100),
  judgement: z.enum(['adopt', 'veto', 'undo']),
})

/** What people taught an entry: everybody who reads it sees who stands behind a wording, editors judge it. */
export const learnedWordingRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/knowledge/:id/learned', may('entry.read'), async (c) =>
      c.json({ rows: await listWordings(desk.db, c.req.param('id')) }),
    )
    .post('/knowledge/:id/learned', may('wording.judge'), validated('json', Judge), async (c) => {
      const entryId = c.req.param('id')
      await desk.judgeWording(c.get('member'), { entryId, ...c.req.valid('json') })
      return c.json({ rows: await listWordings(desk.db, entryId) })
    })
