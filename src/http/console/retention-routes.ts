import { Hono } from 'hono'
import { z } from 'zod'
import { RetentionFile } from '../../contracts/knowledge-file.ts'
import type { Desk } from '../../intake/desk.ts'
import { readRuleInForce } from '../../knowledge-base/read-rules.ts'
import { readLastEventsOf } from '../../platform/events/event-repository.ts'
import { LIMITS } from '../../platform/limits.ts'
import { changeTerms, previewTerms } from '../../privacy/edit-terms.ts'
import { labelOfKept, previewKeeping } from '../../privacy/keeping.ts'
import { preserveTicket } from '../../privacy/preserve-ticket.ts'
import { listPreserved } from '../../privacy/retention-repository.ts'
import { validated } from '../validated.ts'
import { Why } from './catalogue-routes.ts'
import { actorOf, findFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const RUNS_SHOWN = 14
type RulesDesk = Desk & { refreshRules(): Promise<void> }

const Preserve = z.object({ on: z.boolean(), reason: z.string().max(500) })

/** How long what is kept: what the next run erases, what earlier ones did, and tickets that are kept whatever the terms say. */
export const retentionRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/retention', may('retention.read'), async (c) => {
      const runs = await readLastEventsOf(desk.db, { type: 'retention', id: 'daily' }, RUNS_SHOWN)
      const preserved = await listPreserved(desk.db, LIMITS.pageSize)
      return c.json({
        kinds: await previewKeeping(desk),
        version: (await readRuleInForce(desk.db, 'city')).version,
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
    .post(
      '/retention/terms/check',
      may('city-rules.change'),
      validated('json', z.object({ terms: RetentionFile })),
      async (c) => c.json(await previewTerms(desk, c.req.valid('json').terms)),
    )
    .put(
      '/retention/terms',
      may('city-rules.change'),
      validated('json', z.object({ terms: RetentionFile, why: Why, seen: z.number().int().nonnegative() })),
      async (c) => {
        const { terms, why, seen } = c.req.valid('json')
        const done = await changeTerms(desk, terms, { why, seen, by: c.get('member').id })
        await desk.refreshRules()
        return c.json(done)
      },
    )
    .post('/tickets/:number/preserve', may('retention.read'), validated('json', Preserve), async (c) => {
      const member = c.get('member')
      const ticket = await findFor(desk, member, c.req.param('number'))
      await preserveTicket(desk, ticket, actorOf(member), c.req.valid('json'))
      return c.json({ ok: true as const })
    })
