import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { TicketState } from '../../contracts/ticket.ts'
import { TicketStateSchema } from '../../contracts/ticket.ts'
import { sayExtension } from '../../dispatch/extend-ticket.ts'
import { searchTickets } from '../../dispatch/search-tickets.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { isAllowed } from '../../staff/policy.ts'
import { seesEveryUnit } from '../../tickets/may-see-ticket.ts'
import { WarnLevel } from '../../tickets/ticket.ts'
import type { DueCursor, TicketFilter } from '../../tickets/ticket-list-repository.ts'
import { validated } from '../validated.ts'
import { fileRoutes } from './file-routes.ts'
import { actorOf, detailFor, findFor, rowFor } from './find-ticket.ts'
import { jointRoutes } from './joint-routes.ts'
import { protectionRoutes } from './protection-routes.ts'
import { readSearch, SearchQuery } from './read-search.ts'
import { replyHelpRoutes } from './reply-help-routes.ts'
import { findPage } from './search-routes.ts'
import { may, type StaffEnv } from './signed-in.ts'
import { ticketDeskRoutes } from './ticket-desk-routes.ts'
import { ticketJudgeRoutes } from './ticket-judge-routes.ts'
import { ticketPartRoutes } from './ticket-part-routes.ts'
import { ticketUnitRoutes } from './ticket-unit-routes.ts'
import { ticketUrgeRoutes } from './ticket-urge-routes.ts'

const List = z.object({
  view: z.enum(['inbox', 'triage', 'triage-other', 'mine-done', 'late', 'all']).default('inbox'),
  state: TicketStateSchema.optional(),
  q: z.string().max(100).default(''),
  /** A leaf or a whole branch. */
  category: z.string().max(64).optional(),
  district: z.string().max(64).optional(),
  /** Of lists ordered by what is due; what is answered is not urgent any more. */
  urgency: z.enum(['normal', 'urgent', 'critical']).optional(),
  colour: WarnLevel.optional(),
  /** Where the page before ended, as its answer said. */
  after: z.string().max(100).optional(),
})

/** The end of a page in an address: nothing that means anything to whoever reads it. */
const Cursor = z.object({ dueAt: z.string().nullable(), id: z.string() })
const writeCursor = (cursor: DueCursor | null): string | null =>
  cursor && Buffer.from(JSON.stringify(cursor)).toString('base64url')
const readCursor = (text: string): DueCursor => {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    throw new AppError('invalid_request', '这一页的位置不对，请从列表的开头重新翻。')
  }
}

/** What the hotline decides beside sending and returns. */
const DECIDED_OTHERWISE: readonly TicketState[] = [
  'need_info',
  'conferring',
  'extend_req',
  'term_req',
  'audit',
  'verify',
]
const VIEWS: Record<'inbox' | 'triage' | 'triage-other' | 'mine-done', readonly TicketState[]> = {
  inbox: [
    'dispatched',
    'conferring',
    'handling',
    'return_req',
    'extend_req',
    'suspended',
    'term_req',
    'unit_review',
    'audit',
  ],
  triage: ['accepted', 'return_req', ...DECIDED_OTHERWISE],
  'triage-other': DECIDED_OTHERWISE,
  'mine-done': ['replied', 'followup', 'verify', 'closed', 'terminated', 'archived'],
}

/** What a list is narrowed by beside its states. */
const narrowed = (
  desk: Desk,
  { category, district, urgency, colour, q }: z.infer<typeof List>,
): TicketFilter => {
  const branch = desk.rules.categories.find(({ id }) => id === category)
  const leaves = branch ? branch.children.map(({ id }) => id) : category === undefined ? null : [category]
  return {
    ...(leaves ? { categoryIds: leaves } : {}),
    ...(district === undefined ? {} : { districtId: district }),
    ...(urgency === undefined ? {} : { urgency }),
    ...(colour === undefined ? {} : { warnLevel: colour }),
    ...(q.trim() ? { text: q.trim() } : {}),
  }
}

/** What a person's list is narrowed to: a handler never sees beyond their own department. */
const scope = (desk: Desk, member: StaffMember, asked: z.infer<typeof List>): TicketFilter => {
  const seesAll = seesEveryUnit(member.roles)
  const isTriage = asked.view === 'triage' || asked.view === 'triage-other'
  if (isTriage ? !isAllowed(desk.rules, member, 'ticket.triage') : asked.view === 'all' && !seesAll) {
    throw new AppError('forbidden', '这个列表只有热线坐席和派单员能看。')
  }
  const usual = asked.view === 'all' || asked.view === 'late' ? undefined : VIEWS[asked.view]
  const states = asked.state ? [asked.state] : usual
  const departmentId = seesAll ? undefined : (member.departmentId ?? 'none')
  return {
    ...(states ? { states } : {}),
    ...(asked.view === 'late' ? { overdueAt: isoNow(desk.clock) } : {}),
    ...(asked.view === 'triage-other' && !asked.state
      ? { orAskedOf: desk.rules.departments.map(({ id }) => id) }
      : {}),
    ...(departmentId === undefined ? {} : { departmentId, orPartOf: asked.view === 'inbox' }),
  }
}

type Listed = z.infer<typeof List>

/** What waits for somebody, the one due first on top. */
const listDue = async (desk: Desk, member: StaffMember, asked: Listed) => {
  const filter = { ...scope(desk, member, asked), ...narrowed(desk, asked) }
  const after = asked.after === undefined ? null : readCursor(asked.after)
  const page = { limit: LIMITS.pageSize, after }
  const { tickets, next, count } = await searchTickets(desk, actorOf(member), filter, page)
  return {
    rows: tickets.map((t) => rowFor(desk, member, t)),
    next: writeCursor(next),
    count: count === null ? null : Math.min(count, LIMITS.foundCounted),
    isMore: count !== null && count > LIMITS.foundCounted,
  }
}

/** What nobody waits for any more, or everything: the newest on top, found as the search finds. */
const listNewest = async (desk: Desk, member: StaffMember, asked: Listed) => {
  const { states } = scope(desk, member, asked)
  const { q, category, district, colour } = asked
  const { search, readAs } = readSearch(
    desk.rules,
    member,
    SearchQuery.parse({ q, category, district, colour }),
  )
  if (readAs === 'empty') return { rows: [], next: null, count: 0, isMore: false }
  const after = asked.after === undefined ? null : Number(asked.after)
  if (Number.isNaN(after)) throw new AppError('invalid_request', '这一页的位置不对，请从列表的开头重新翻。')
  const page = await findPage(desk, member, { ...search, ...(states ? { states } : {}) }, after)
  return { ...page, next: page.next === null ? null : String(page.next) }
}

const readRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/tickets', may('ticket.read'), validated('query', List), async (c) => {
      const asked = c.req.valid('query')
      const list = asked.view === 'mine-done' || asked.view === 'all' ? listNewest : listDue
      return c.json(await list(desk, c.get('member'), asked))
    })
    .get('/tickets/:number', may('ticket.read'), async (c) => {
      const member = c.get('member')
      return c.json(await detailFor(desk, member, await findFor(desk, member, c.req.param('number'))))
    })
    .get('/tickets/:number/extension', may('ticket.read'), async (c) =>
      c.json(await sayExtension(desk, await findFor(desk, c.get('member'), c.req.param('number')))),
    )

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
