import { Hono } from 'hono'
import { z } from 'zod'
import { answerDirectly, askInfo, referTicket } from '../../dispatch/answer-at-desk.ts'
import { CITED_MAX } from '../../dispatch/cite-entries.ts'
import { dispatchTicket } from '../../dispatch/dispatch-ticket.ts'
import { orderRework, reassignTicket } from '../../dispatch/judge-dispute.ts'
import { reopenTicket } from '../../dispatch/reopen-ticket.ts'
import { reviewReturn } from '../../dispatch/return-ticket.ts'
import type { Desk } from '../../intake/desk.ts'
import { addFacts } from '../../tickets/amend-ticket.ts'
import { REFERRAL_LABELS, type ReferralReason } from '../../tickets/state-labels.ts'
import { validated } from '../validated.ts'
import { actFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const version = z.number().int().positive()
const words = z.string().max(1000)
const publicReply = z.string().max(6000)
const internalNote = z.string().max(5000).default('')
const unit = z.string().max(60)
/** Entries whose words were put into the answer. */
const used = z.array(z.string().max(100)).max(CITED_MAX).default([])
const REASONS = Object.keys(REFERRAL_LABELS) as [ReferralReason, ...ReferralReason[]]
const Body = {
  text: z.object({ text: z.string().max(2000), version }),
  answer: z.object({ publicReply, internalNote, used, version }),
  refer: z.object({ reasonCode: z.enum(REASONS, '请选择属于哪种情况'), publicReply, internalNote, version }),
  dispatch: z.object({
    departmentId: unit,
    coDepartmentIds: z.array(unit).max(10).default([]),
    note: z.string().max(2000).default(''),
    version,
  }),
  review: z.object({ approve: z.boolean(), note: words.default(''), version }),
  reason: z.object({ reason: words, version }),
}

const answerRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/tickets/:number/ask-info', may('ticket.dispatch'), validated('json', Body.text), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          askInfo(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/give-info', may('ticket.dispatch'), validated('json', Body.text), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          addFacts(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/answer', may('ticket.dispatch'), validated('json', Body.answer), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          answerDirectly(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/refer', may('ticket.dispatch'), validated('json', Body.refer), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          referTicket(desk, { ...act, ...body }),
        ),
      )
    })

const sendRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post(
      '/tickets/:number/dispatch',
      may('ticket.dispatch'),
      validated('json', Body.dispatch),
      async (c) => {
        const body = c.req.valid('json')
        return c.json(
          await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
            dispatchTicket(desk, { ...act, ...body }),
          ),
        )
      },
    )
    .post(
      '/tickets/:number/review-return',
      may('ticket.review-return'),
      validated('json', Body.review),
      async (c) => {
        const body = c.req.valid('json')
        return c.json(
          await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
            reviewReturn(desk, { ...act, ...body }),
          ),
        )
      },
    )
    .post('/tickets/:number/rework', may('ticket.dispatch'), validated('json', Body.reason), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          orderRework(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/reassign', may('ticket.dispatch'), validated('json', Body.reason), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          reassignTicket(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/reopen', may('ticket.dispatch'), validated('json', Body.text), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          reopenTicket(desk, { ...act, ...body }),
        ),
      )
    })

/** What the hotline's desk does itself: ask, answer, point elsewhere, send out, decide on returns and objections. */
export const ticketDeskRoutes = (desk: Desk) =>
  new Hono<StaffEnv>().route('/', answerRoutes(desk)).route('/', sendRoutes(desk))
