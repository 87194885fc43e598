import { Hono } from 'hono'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { countFound, searchTickets, type TicketSearch } from '../../tickets/search/search-repository.ts'
import { listTicketsByIds } from '../../tickets/ticket-repository.ts'
import { validated } from '../validated.ts'
import { rowFor } from './find-ticket.ts'
import { listCategoryChoices } from './list-category-choices.ts'
import { readSearch, SearchQuery } from './read-search.ts'
import { may, type StaffEnv } from './signed-in.ts'

const rowsOf = async (desk: Desk, member: StaffMember, ids: readonly string[]) => {
  const tickets = new Map((await listTicketsByIds(desk.db, ids)).map((t) => [t.id, t]))
  return ids.flatMap((id) => {
    const ticket = tickets.get(id)
    return ticket ? [rowFor(desk, member, ticket)] : []
  })
}

/** A page, whether another follows, and on the first page how many there are. */
export const findPage = async (
  desk: Desk,
  member: StaffMember,
  search: TicketSearch,
  after: number | null,
) => {
  const found = await searchTickets(desk.db, desk.engine, search, { after, limit: LIMITS.pageSize + 1 })
  const page = found.slice(0, LIMITS.pageSize)
  const isAll = after === null && found.length <= LIMITS.pageSize
  const counted = isAll
    ? found.length
    : after === null
      ? await countFound(desk.db, desk.engine, search, LIMITS.foundCounted + 1)
      : null
  return {
    rows: await rowsOf(
      desk,
      member,
      page.map((f) => f.id),
    ),
    next: found.length > LIMITS.pageSize ? (page.at(-1)?.seq ?? null) : null,
    /** Null on later pages: the first one told. */
    count: counted === null ? null : Math.min(counted, LIMITS.foundCounted),
    isMore: counted !== null && counted > LIMITS.foundCounted,
  }
}

/** Finding tickets (查工单) and what they can be narrowed by. */
export const searchRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/ticket-search', may('ticket.read'), validated('query', SearchQuery), async (c) => {
      const asked = c.req.valid('query')
      const member = c.get('member')
      const { search, readAs } = readSearch(desk.rules, member, asked)
      if (readAs === 'empty') return c.json({ rows: [], next: null, count: 0, isMore: false, readAs })
      return c.json({ ...(await findPage(desk, member, search, asked.after ?? null)), readAs })
    })
    .get('/ticket-search/choices', may('ticket.read'), (c) =>
      c.json({
        districts: desk.rules.city.districts.map(({ id, name }) => ({ id, name })),
        categories: listCategoryChoices(desk.rules.categories),
      }),
    )
