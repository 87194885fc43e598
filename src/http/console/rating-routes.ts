import { Hono } from 'hono'
import { z } from 'zod'
import { takeRating } from '../../dispatch/rating/act-on-rating.ts'
import { appealRating, decideExclusion, proposeExclusion } from '../../dispatch/rating/exclude-rating.ts'
import { explainRating, FINDINGS, verifyRating } from '../../dispatch/rating/verify-rating.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { listBadRatings } from '../../tickets/bad-rating/bad-rating-repository.ts'
import { isOfUnitOnly } from '../../tickets/rating-privacy.ts'
import { findTicket } from '../../tickets/ticket-repository.ts'
import { stripIdentity } from '../../understanding/strip-identity.ts'
import { validated } from '../validated.ts'
import { actFor, actorOf, detailFor, findFor } from './find-ticket.ts'
import { presentBadRating } from './present-rating.ts'
import { may, type StaffEnv } from './signed-in.ts'

const version = z.number().int().positive()
const List = z.object({ view: z.enum(['open', 'done']).default('open') })
const Verify = z.object({ finding: z.enum(FINDINGS), text: z.string().max(1000), version })
const Explain = z.object({ publicReply: z.string().max(6000), version })
const Claim = z.object({ code: z.string().max(40), evidence: z.string().max(2000), version })
const Decide = z.object({ approve: z.boolean(), note: z.string().max(1000).default(''), version })

/** Bad ratings: who has which and by when, and what is done about each. A unit sees its own, of tickets that are over. */
export const ratingRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/bad-ratings', may('rating.read'), validated('query', List), async (c) => {
      const member = c.get('member')
      const isOpen = c.req.valid('query').view === 'open'
      const own = !isOfUnitOnly(actorOf(member)) ? {} : { unitId: member.departmentId ?? 'none' }
      const rows = await listBadRatings(desk.db, { ...own, isOpen, limit: LIMITS.pageSize * 4 })
      return c.json({
        rows: rows.map((row) => ({
          ...presentBadRating(desk.rules, row, actorOf(member)),
          id: row.id,
          number: row.number,
          title: stripIdentity(row.title),
          needsExplaining: row.ticketState === 'verify',
        })),
      })
    })
    .get('/bad-ratings/reasons', may('rating.read'), (c) =>
      c.json({ rows: desk.rules.city.followUp.exclusions }),
    )
    .post('/tickets/:number/take-rating', may('rating.handle'), async (c) => {
      const member = c.get('member')
      const ticket = await findFor(desk, member, c.req.param('number'))
      await takeRating(desk, actorOf(member), ticket.id)
      return c.json(await detailFor(desk, member, (await findTicket(desk.db, ticket.id)) ?? ticket))
    })
    .post('/tickets/:number/verify-rating', may('rating.handle'), validated('json', Verify), async (c) => {
      const member = c.get('member')
      const given = { ...c.req.valid('json'), actor: actorOf(member) }
      return c.json(
        await actFor(desk, member, c.req.param('number'), ({ ticketId }) =>
          verifyRating(desk, { ticketId, ...given }),
        ),
      )
    })
    .post('/tickets/:number/explain-rating', may('rating.propose'), validated('json', Explain), async (c) => {
      const member = c.get('member')
      const given = { ...c.req.valid('json'), actor: actorOf(member) }
      return c.json(
        await actFor(desk, member, c.req.param('number'), ({ ticketId }) =>
          explainRating(desk, { ticketId, ...given }),
        ),
      )
    })
    .post('/tickets/:number/appeal-rating', may('rating.appeal'), validated('json', Claim), async (c) => {
      const member = c.get('member')
      const given = { ...c.req.valid('json'), actor: actorOf(member) }
      return c.json(
        await actFor(desk, member, c.req.param('number'), ({ ticketId }) =>
          appealRating(desk, { ticketId, ...given }),
        ),
      )
    })
    .post(
      '/tickets/:number/propose-exclusion',
      may('rating.propose'),
      validated('json', Claim),
      async (c) => {
        const member = c.get('member')
        const given = { ...c.req.valid('json'), actor: actorOf(member) }
        return c.json(
          await actFor(desk, member, c.req.param('number'), ({ ticketId }) =>
            proposeExclusion(desk, { ticketId, ...given }),
          ),
        )
      },
    )
    .post('/tickets/:number/decide-exclusion', may('rating.decide'), validated('json', Decide), async (c) => {
      const member = c.get('member')
      const given = { ...c.req.valid('json'), actor: actorOf(member) }
      return c.json(
        await actFor(desk, member, c.req.param('number'), ({ ticketId }) =>
          decideExclusion(desk, { ticketId, ...given }),
        ),
      )
    })
