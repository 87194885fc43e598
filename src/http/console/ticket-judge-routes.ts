import { Hono } from 'hono'
import { z } from 'zod'
import { conferOnTicket, designateUnit, speakInConference } from '../../dispatch/confer-ticket.ts'
import { reviewExtension } from '../../dispatch/extend-ticket.ts'
import { upholdReply } from '../../dispatch/judge-dispute.ts'
import { auditReply } from '../../dispatch/reply-ticket.ts'
import { reviewTermination } from '../../dispatch/terminate-ticket.ts'
import type { Desk } from '../../intake/desk.ts'
import { validated } from '../validated.ts'
import { actFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const version = z.number().int().positive()
const words = z.string().max(1000)
const unit = z.string().max(60)
const publicReply = z.string().max(6000)
const Body = {
  confer: z.object({ unitIds: z.array(unit).max(10), reason: words, version }),
  speak: z.object({
    stand: z.enum(['ours', 'shared', 'not_ours'], '请选择归不归本单位'),
    ground: words,
    basis: z.string().max(500).default(''),
    proposedUnitId: unit.nullable().default(null),
    // No version: units speak beside each other, and what one says takes nothing from another.
  }),
  designate: z.object({ departmentId: unit, reason: words, version }),
  review: z.object({ approve: z.boolean(), note: words.default(''), version }),
  termination: z.object({
    approve: z.boolean(),
    publicReply: publicReply.default(''),
    note: words.default(''),
    version,
  }),
  uphold: z.object({ publicReply, internalNote: z.string().max(5000).default(''), version }),
}

/** Conferences: called by the hotline, spoken in by the units that were called, ended by designating one. */
const conferRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/tickets/:number/confer', may('ticket.judge'), validated('json', Body.confer), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          conferOnTicket(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/speak', may('ticket.speak'), validated('json', Body.speak), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          speakInConference(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/designate', may('ticket.judge'), validated('json', Body.designate), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          designateUnit(desk, { ...act, ...body }),
        ),
      )
    })

const reviewRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post(
      '/tickets/:number/review-extension',
      may('ticket.judge'),
      validated('json', Body.review),
      async (c) => {
        const body = c.req.valid('json')
        return c.json(
          await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
            reviewExtension(desk, { ...act, ...body }),
          ),
        )
      },
    )
    .post(
      '/tickets/:number/review-termination',
      may('ticket.judge'),
      validated('json', Body.termination),
      async (c) => {
        const body = c.req.valid('json')
        return c.json(
          await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
            reviewTermination(desk, { ...act, ...body }),
          ),
        )
      },
    )
    .post('/tickets/:number/audit', may('ticket.judge'), validated('json', Body.review), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          auditReply(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/uphold', may('ticket.judge'), validated('json', Body.uphold), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          upholdReply(desk, { ...act, ...body }),
        ),
      )
    })

/** What dispatchers and supervisors decide between the units and the citizen: conferences and what units say in them, designation, what units ask for and write. */
export const ticketJudgeRoutes = (desk: Desk) =>
  new Hono<StaffEnv>().route('/', conferRoutes(desk)).route('/', reviewRoutes(desk))
