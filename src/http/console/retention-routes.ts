import { Hono } from 'hono'
import { z } from 'zod'
import type { Desk } from '../../intake/desk.ts'
import { readLastEventsOf } from '../../platform/events/event-repository.ts'
import { LIMITS } from '../../platform/limits.ts'
import { labelOfKept, previewKeeping } from '../../privacy/keeping.ts'
import { preserveTicket } from '../../privacy/preserve-ticket.ts'
import { listPreserved } from '../../privacy/retention-repository.ts'
import { validated } from '../validated.ts'
import { actorOf, findFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const RUNS_SHOWN = 14
const Preserve = z.object({ on: z.boolean(), reason: z.string().max(500) })

/** How long what is kept: what the next run erases, what earlier ones did, and tickets that are kept whatever the terms say. */
export const retentionRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/retention', may('retention.read'), async (c) => {
      const runs = await readLastEventsOf(desk.db, { type: 'retention', id: 'daily' }, RUNS_SHOWN)
      const preserved = await listPreserved(desk.db, LIMITS.pageSize)
      return c.json({
        kinds: await previewKeeping(desk),
        preserved: preserved.map((row) => ({
          number: row.number,
          reason: row.reason,
          by: row.staff_name,
          at: row.at,
        })),
        runs: runs.map((run) => ({
          at: run.at,
          erased: Object.entries(run.data.erased as Record<string, number>).map(([kind, n]) => ({
            label: labelOfKept(kind),
            n,
          })),
        })),
      })
    })
    .post('/tickets/:number/preserve', may('retention.read'), validated('json', Preserve), async (c) => {
      const member = c.get('member')
      const ticket = await findFor(desk, member, c.req.param('number'))
      await preserveTicket(desk, ticket, actorOf(member), c.req.valid('json'))
      return c.json({ ok: true as const })
    })
