import type { Actor } from '../contracts/ticket.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Db } from '../platform/db/schema.ts'
import { isAtDesk } from '../tickets/mask-contact.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { listTickets, type TicketFilter } from '../tickets/ticket-repository.ts'
import { stripIdentity } from '../understanding/strip-identity.ts'

/** So many tickets whose words are hidden from the searcher are looked into; of more than these only the number is found. */
const LOOKED_INTO = 1_000

/** The tickets that are seen as they were written; no ticket belongs to the unit of somebody without one. */
const seenBy = (viewer: Actor): { unit: string | null } => {
  if (isAtDesk(viewer)) return { unit: null }
  return { unit: (viewer.kind === 'staff' ? viewer.departmentId : null) ?? 'none' }
}

/**
 * One page of a list, searched as the person sees it: a word that is hidden from them is not found. Otherwise the list would tell who
 * behind a confidential ticket is, one guess after another.
 */
export const searchTickets = async (
  desk: { db: Db; engine: Engine },
  viewer: Actor,
  filter: TicketFilter,
  page: { limit: number; offset: number },
): Promise<{ tickets: Ticket[]; total: number }> => {
  if (!filter.text) return listTickets(desk.db, desk.engine, filter, page)
  const seen = seenBy(viewer)
  const needle = filter.text.toLowerCase()
  const hidden = await listTickets(
    desk.db,
    desk.engine,
    { ...filter, textOf: { ...seen, others: true } },
    { limit: LOOKED_INTO, offset: 0 },
  )
  const shows = (ticket: Ticket): boolean => {
    const person = { name: ticket.contactName, phone: ticket.contactPhone }
    return [ticket.title, ticket.matter, ticket.placeText].some((text) =>
      stripIdentity(text, person).toLowerCase().includes(needle),
    )
  }
  const alsoIds = hidden.tickets.filter(shows).map((ticket) => ticket.id)
  return listTickets(desk.db, desk.engine, { ...filter, textOf: { ...seen, alsoIds } }, page)
}
