import { Hono } from 'hono'
import { z } from 'zod'
import { bringIn, orderBelow, recallPart, reportPart, reviewCo } from '../../dispatch/work-together.ts'
import type { Desk } from '../../intake/desk.ts'
import { validated } from '../validated.ts'
import { FileIds } from './file-routes.ts'
import { actFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const version = z.number().int().positive()
const words = z.string().max(1000)
const unit = z.string().max(60)
const partSeq = z.number().int().positive()
const Body = {
  co: z.object({ departmentId: unit, task: words, version }),
  below: z.object({
    departmentId: unit.nullable().default(null),
    unitName: z.string().max(60).default(''),
    task: words,
    version,
  }),
  review: z.object({ partSeq, approve: z.boolean(), note: words.default(''), version }),
  report: z.object({ partSeq, text: z.string().max(2000), fileIds: FileIds, version }),
  recall: z.object({ partSeq, reason: words, version }),
}

/** Co-handling and sub-orders: asked for, arranged, reported, taken back. */
export const ticketPartRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/tickets/:number/request-co', may('ticket.handle'), validated('json', Body.co), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          bringIn(desk, { ...act, ...body, asks: true }),
        ),
      )
    })
    .post('/tickets/:number/add-co', may('ticket.dispatch'), validated('json', Body.co), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          bringIn(desk, { ...act, ...body, asks: false }),
        ),
      )
    })
    .post('/tickets/:number/review-co', may('ticket.dispatch'), validated('json', Body.review), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          reviewCo(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/suborder', may('ticket.handle'), validated('json', Body.below), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          orderBelow(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/report', may('ticket.handle'), validated('json', Body.report), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          reportPart(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/recall', may('ticket.recall-part'), validated('json', Body.recall), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          recallPart(desk, { ...act, ...body }),
        ),
      )
    })
