import { Hono } from 'hono'
import { z } from 'zod'
import {
  answerSupervision,
  liftSupervision,
  SuperviseLevel,
  superviseTicket,
} from '../../dispatch/supervise-ticket.ts'
import { answerUrge, urgeTicket } from '../../dispatch/urge-ticket.ts'
import type { Desk } from '../../intake/desk.ts'
import { validated } from '../validated.ts'
import { actFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const version = z.number().int().positive()
const reason = z.string().max(1000)
const Words = z.object({ text: z.string().max(2000), version })
const Body = {
  supervise: z.object({ level: SuperviseLevel, reason, version }),
  reason: z.object({ reason, version }),
}

/** Urging (催办) on behalf of a citizen, orders of supervision (督办), and what is answered to both. */
export const ticketUrgeRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/tickets/:number/urge', may('ticket.urge'), validated('json', Words), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          urgeTicket(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/answer-urge', may('ticket.answer-asked'), validated('json', Words), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          answerUrge(desk, { ...act, ...body }),
        ),
      )
    })
    .post(
      '/tickets/:number/answer-supervision',
      may('ticket.answer-asked'),
      validated('json', Words),
      async (c) => {
        const body = c.req.valid('json')
        return c.json(
          await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
            answerSupervision(desk, { ...act, ...body }),
          ),
        )
      },
    )
    .post(
      '/tickets/:number/supervise',
      may('ticket.supervise'),
      validated('json', Body.supervise),
      async (c) => {
        const body = c.req.valid('json')
        return c.json(
          await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
            superviseTicket(desk, { ...act, ...body }),
          ),
        )
      },
    )
    .post(
      '/tickets/:number/lift-supervision',
      may('ticket.supervise'),
      validated('json', Body.reason),
      async (c) => {
        const body = c.req.valid('json')
        return c.json(
          await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
            liftSupervision(desk, { ...act, ...body }),
          ),
        )
      },
    )
