import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { TicketState } from '../../contracts/ticket.ts'
import { TicketStateSchema } from '../../contracts/ticket.ts'
import { searchTickets } from '../../dispatch/search-tickets.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { isAllowed } from '../../staff/policy.ts'
import type { TicketFilter } from '../../tickets/ticket-repository.ts'
import { validated } from '../validated.ts'
import { fileRoutes } from './file-routes.ts'
import { actorOf, detailFor, findFor, rowFor } from './find-ticket.ts'
import { jointRoutes } from './joint-routes.ts'
import { protectionRoutes } from './protection-routes.ts'
import { replyHelpRoutes } from './reply-help-routes.ts'
import { may, type StaffEnv } from './signed-in.ts'
import { ticketDeskRoutes } from './ticket-desk-routes.ts'
import { ticketJudgeRoutes } from './ticket-judge-routes.ts'
import { ticketPartRoutes } from './ticket-part-routes.ts'
import { ticketUnitRoutes } from './ticket-unit-routes.ts'
import { ticketUrgeRoutes } from './ticket-urge-routes.ts'

const List = z.object({
  view: z.enum(['inbox', 'triage', 'mine-done', 'late', 'all']).default('inbox'),
  state: TicketStateSchema.optional(),
  q: z.string().max(100).default(''),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
})

const VIEWS: Record<'inbox' | 'triage' | 'mine-done', readonly TicketState[]> = {
  inbox: [
    'dispatched',
    'handling',
    'return_req',
    'extend_req',
    'suspended',
    'term_req',
    'unit_review',
    'audit',
  ],
  triage: ['accepted', 'need_info', 'conferring', 'return_req', 'extend_req', 'term_req', 'audit', 'verify'],
  'mine-done': ['replied', 'followup', 'verify', 'closed', 'terminated', 'archived'],
}

/** What a person's list is narrowed to: a handler never sees beyond their own department. */
const scope = (member: StaffMember, asked: z.infer<typeof List>, now: string): TicketFilter => {
  const seesAll = isAllowed(member, 'ticket.triage')
  if ((asked.view === 'triage' || asked.view === 'all') && !seesAll) {
    throw new AppError('forbidden', '这个列表只有热线坐席和派单员能看。')
  }
  const usual = asked.view === 'all' || asked.view === 'late' ? undefined : VIEWS[asked.view]
  const states = asked.state ? [asked.state] : usual
  const departmentId = seesAll ? undefined : (member.departmentId ?? 'none')
  return {
    ...(states ? { states } : {}),
    ...(asked.view === 'late' ? { overdueAt: now } : {}),
    ...(departmentId === undefined ? {} : { departmentId, orPartOf: asked.view === 'inbox' }),
    ...(asked.q.trim() ? { text: asked.q.trim() } : {}),
  }
}

const readRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/tickets', may('ticket.read'), validated('query', List), async (c) => {
      const asked = c.req.valid('query')
      const page = { limit: LIMITS.pageSize, offset: (asked.page - 1) * LIMITS.pageSize }
      const member = c.get('member')
      const filter = scope(member, asked, isoNow(desk.clock))
      const { tickets, total } = await searchTickets(desk, actorOf(member), filter, page)
      return c.json({ rows: tickets.map((t) => rowFor(desk, member, t)), total })
    })
    .get('/tickets/:number', may('ticket.read'), async (c) => {
      const member = c.get('member')
      return c.json(await detailFor(desk, member, await findFor(desk, member, c.req.param('number'))))
    })

/** Lists, one ticket, and what the desk, the departments and those who judge between them do with it. */
export const ticketRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .route('/', readRoutes(desk))
    .route('/', ticketDeskRoutes(desk))
    .route('/', ticketJudgeRoutes(desk))
    .route('/', ticketUnitRoutes(desk))
    .route('/', ticketUrgeRoutes(desk))
    .route('/', ticketPartRoutes(desk))
    .route('/', protectionRoutes(desk))
    .route('/', replyHelpRoutes(desk))
    .route('/', jointRoutes(desk))
    .route('/', fileRoutes(desk))
