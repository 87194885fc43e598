import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Actor, TicketState } from '../../contracts/ticket.ts'
import { TicketStateSchema } from '../../contracts/ticket.ts'
import { dispatchTicket } from '../../dispatch/dispatch-ticket.ts'
import { CONTACT_WAYS, type ContactWay, recordContact } from '../../dispatch/record-contact.ts'
import { replyToTicket } from '../../dispatch/reply-ticket.ts'
import { requestReturn, reviewReturn } from '../../dispatch/return-ticket.ts'
import { signTicket } from '../../dispatch/sign-ticket.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { isAllowed } from '../../staff/policy.ts'
import { addNote } from '../../tickets/amend-ticket.ts'
import { listAlertsOf } from '../../tickets/clocks/alert-repository.ts'
import { listClocks } from '../../tickets/clocks/clock-repository.ts'
import { presentClocks } from '../../tickets/clocks/present-clocks.ts'
import { maySeeTicket, presentDetail, presentRow } from '../../tickets/present-ticket.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import {
  findTicketByNumber,
  listSteps,
  listTickets,
  type TicketFilter,
} from '../../tickets/ticket-repository.ts'
import { validated } from '../validated.ts'
import { may, type StaffEnv } from './signed-in.ts'

const version = z.number().int().positive()
const note = z.string().max(2000).optional()
const List = z.object({
  view: z.enum(['inbox', 'triage', 'mine-done', 'all']).default('inbox'),
  state: TicketStateSchema.optional(),
  q: z.string().max(100).default(''),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
})
const WAYS = Object.keys(CONTACT_WAYS) as [ContactWay, ...ContactWay[]]
const Body = {
  dispatch: z.object({ departmentId: z.string().max(60), note, version }),
  sign: z.object({ version }),
  return: z.object({
    reason: z.string().max(1000),
    proposedDepartmentId: z.string().max(60).nullish(),
    version,
  }),
  review: z.object({ approve: z.boolean(), note: z.string().max(1000).default(''), version }),
  contact: z.object({
    way: z.enum(WAYS, '请选择是怎么联系的'),
    note: z.string('请写一句联系情况').trim().min(2, '请写一句联系情况').max(2000),
    version,
  }),
  reply: z.object({
    publicReply: z.string().max(6000),
    internalNote: z.string().max(5000).optional(),
    version,
  }),
  note: z.object({ text: z.string().max(2000) }),
}

const actorOf = (member: StaffMember): Actor => ({
  kind: 'staff',
  id: member.id,
  name: member.name,
  roles: member.roles,
  departmentId: member.departmentId,
})

const VIEWS: Record<'inbox' | 'triage' | 'mine-done', readonly TicketState[]> = {
  inbox: ['dispatched', 'handling', 'return_req'],
  triage: ['accepted', 'return_req'],
  'mine-done': ['replied', 'followup', 'closed'],
}

/** What a person's list is narrowed to: a handler never sees beyond their own department. */
const scope = (member: StaffMember, asked: z.infer<typeof List>): TicketFilter => {
  const seesAll = isAllowed(member, 'ticket.triage')
  if ((asked.view === 'triage' || asked.view === 'all') && !seesAll) {
    throw new AppError('forbidden', '这个列表只有热线坐席和派单员能看。')
  }
  const states = asked.state ? [asked.state] : asked.view === 'all' ? undefined : VIEWS[asked.view]
  const departmentId = seesAll ? undefined : (member.departmentId ?? 'none')
  return {
    ...(states ? { states } : {}),
    ...(departmentId === undefined ? {} : { departmentId }),
    ...(asked.q.trim() ? { text: asked.q.trim() } : {}),
  }
}

/** A ticket the person may see; one they may not see does not exist for them. */
const find = async (desk: Desk, member: StaffMember, number: string): Promise<Ticket> => {
  const ticket = await findTicketByNumber(desk.db, number)
  if (!ticket || !maySeeTicket(ticket, actorOf(member))) throw new AppError('not_found', '没有找到这件工单。')
  return ticket
}

const detail = async (desk: Desk, member: StaffMember, ticket: Ticket) => {
  const clocks = presentClocks(await listClocks(desk.db, ticket.id), await listAlertsOf(desk.db, ticket.id))
  const steps = await listSteps(desk.db, ticket.id)
  return presentDetail(desk.rules, ticket, steps, actorOf(member), desk.clock.now(), clocks)
}

const mustExist = (desk: Desk, departmentId: string): void => {
  if (!desk.rules.departments.some((d) => d.id === departmentId)) {
    throw new AppError('invalid_request', '没有这个承办单位，请从列表里选。')
  }
}

const readRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/tickets', may('ticket.read'), validated('query', List), async (c) => {
      const asked = c.req.valid('query')
      const page = { limit: LIMITS.pageSize, offset: (asked.page - 1) * LIMITS.pageSize }
      const { tickets, total } = await listTickets(desk.db, desk.engine, scope(c.get('member'), asked), page)
      return c.json({ rows: tickets.map((t) => presentRow(desk.rules, t, desk.clock.now())), total })
    })
    .get('/tickets/:number', may('ticket.read'), async (c) => {
      const member = c.get('member')
      return c.json(await detail(desk, member, await find(desk, member, c.req.param('number'))))
    })

const deskRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post(
      '/tickets/:number/dispatch',
      may('ticket.dispatch'),
      validated('json', Body.dispatch),
      async (c) => {
        const member = c.get('member')
        const body = c.req.valid('json')
        mustExist(desk, body.departmentId)
        const { id } = await find(desk, member, c.req.param('number'))
        const { note: words, ...rest } = body
        const given = words ? { note: words } : {}
        return c.json(
          await detail(
            desk,
            member,
            await dispatchTicket(desk, { ticketId: id, actor: actorOf(member), ...rest, ...given }),
          ),
        )
      },
    )
    .post(
      '/tickets/:number/review-return',
      may('ticket.review-return'),
      validated('json', Body.review),
      async (c) => {
        const member = c.get('member')
        const { id } = await find(desk, member, c.req.param('number'))
        const moved = await reviewReturn(desk, {
          ticketId: id,
          actor: actorOf(member),
          ...c.req.valid('json'),
        })
        return c.json(await detail(desk, member, moved))
      },
    )

const unitRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/tickets/:number/sign', may('ticket.handle'), validated('json', Body.sign), async (c) => {
      const member = c.get('member')
      const { id } = await find(desk, member, c.req.param('number'))
      const moved = await signTicket(desk, { ticketId: id, actor: actorOf(member), ...c.req.valid('json') })
      return c.json(await detail(desk, member, moved))
    })
    .post('/tickets/:number/return', may('ticket.handle'), validated('json', Body.return), async (c) => {
      const member = c.get('member')
      const { proposedDepartmentId, ...rest } = c.req.valid('json')
      if (proposedDepartmentId) mustExist(desk, proposedDepartmentId)
      const { id } = await find(desk, member, c.req.param('number'))
      const proposed = { proposedDepartmentId: proposedDepartmentId ?? null }
      const moved = await requestReturn(desk, { ticketId: id, actor: actorOf(member), ...rest, ...proposed })
      return c.json(await detail(desk, member, moved))
    })
    .post('/tickets/:number/contact', may('ticket.handle'), validated('json', Body.contact), async (c) => {
      const member = c.get('member')
      const { id } = await find(desk, member, c.req.param('number'))
      const moved = await recordContact(desk, {
        ticketId: id,
        actor: actorOf(member),
        ...c.req.valid('json'),
      })
      return c.json(await detail(desk, member, moved))
    })
    .post('/tickets/:number/reply', may('ticket.handle'), validated('json', Body.reply), async (c) => {
      const member = c.get('member')
      const { internalNote, ...rest } = c.req.valid('json')
      const { id } = await find(desk, member, c.req.param('number'))
      const given = internalNote ? { internalNote } : {}
      const moved = await replyToTicket(desk, { ticketId: id, actor: actorOf(member), ...rest, ...given })
      return c.json(await detail(desk, member, moved))
    })
    .post('/tickets/:number/note', may('ticket.note'), validated('json', Body.note), async (c) => {
      const member = c.get('member')
      const { id } = await find(desk, member, c.req.param('number'))
      const moved = await addNote(desk, {
        ticketId: id,
        actor: actorOf(member),
        text: c.req.valid('json').text,
      })
      return c.json(await detail(desk, member, moved))
    })

/** Lists, one ticket, and what the desk and the departments do with it. */
export const ticketRoutes = (desk: Desk) =>
  new Hono<StaffEnv>().route('/', readRoutes(desk)).route('/', deskRoutes(desk)).route('/', unitRoutes(desk))
