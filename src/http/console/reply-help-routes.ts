import { Hono } from 'hono'
import { z } from 'zod'
import { adviseReturn } from '../../dispatch/advise-return.ts'
import { checkReply } from '../../dispatch/check-reply.ts'
import { findSimilarReplies } from '../../dispatch/find-similar-replies.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { seesEveryUnit } from '../../tickets/may-see-ticket.ts'
import { knowsContact } from '../../tickets/protection/unmask-contact.ts'
import { listSteps } from '../../tickets/step-repository.ts'
import { validated } from '../validated.ts'
import { findByMeaning, findKnowledge } from './find-knowledge.ts'
import { actorOf, findFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Draft = z.object({ publicReply: z.string().max(6000) })
const Words = z.object({ q: z.string().trim().max(200).default('') })
const SHOWN = 5
/** Entries less likely than this to be what the ticket is about only stand in the way. */
const WORTH_SHOWING = 0.02

/**
 * What helps whoever answers a ticket or gives it back: the check of a reply, replies to matters like it, the entries it may be answered
 * from, whose duty it may be.
 */
export const replyHelpRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/tickets/:number/check-reply', may('ticket.read'), validated('json', Draft), async (c) => {
      const member = c.get('member')
      const ticket = await findFor(desk, member, c.req.param('number'))
      const steps = await listSteps(desk.db, ticket.id)
      const contacted = steps.some((step) => step.action === 'contact')
      const tries = steps.filter((step) => step.action === 'try_contact').length
      const knows = await knowsContact(desk.db, ticket, actorOf(member), isoNow(desk.clock))
      return c.json(
        checkReply(ticket, c.req.valid('json').publicReply, {
          contacted,
          tries,
          knows,
          words: desk.rules.sensitiveWords,
        }),
      )
    })
    .get('/tickets/:number/similar-replies', may('ticket.read'), async (c) => {
      const member = c.get('member')
      const ticket = await findFor(desk, member, c.req.param('number'))
      const own = seesEveryUnit(member.roles) ? undefined : (member.departmentId ?? 'none')
      return c.json({ replies: await findSimilarReplies(desk.db, desk.rules, ticket, own) })
    })
    .get('/tickets/:number/entries', may('ticket.read'), validated('query', Words), async (c) => {
      const ticket = await findFor(desk, c.get('member'), c.req.param('number'))
      const { q } = c.req.valid('query')
      const rows = q
        ? await findKnowledge(desk, q)
        : (await findByMeaning(desk, ticket.matter)).filter(({ score }) => (score ?? 0) >= WORTH_SHOWING)
      return c.json({ rows: rows.filter(({ state }) => state === 'published').slice(0, SHOWN) })
    })
    .get('/tickets/:number/return-advice', may('ticket.handle'), async (c) => {
      const ticket = await findFor(desk, c.get('member'), c.req.param('number'))
      return c.json({ units: adviseReturn(desk.rules, ticket) })
    })
