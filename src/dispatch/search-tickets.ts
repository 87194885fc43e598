import type { Actor } from '../contracts/ticket.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Db } from '../platform/db/schema.ts'
import { LIMITS } from '../platform/limits.ts'
import { isAtDesk } from '../tickets/mask-contact.ts'
import type { Ticket } from '../tickets/ticket.ts'
import {
  countTickets,
  type DueCursor,
  type DuePage,
  listTickets,
  type TicketFilter,
  wordsOf,
} from '../tickets/ticket-list-repository.ts'
import { stripIdentity } from '../understanding/strip-identity.ts'

/** So many tickets whose words are hidden from the searcher are looked into; of more than these only the number is found. */
const LOOKED_INTO = 1_000

/** The tickets that are seen as they were written; no ticket belongs to the unit of somebody without one. */
const seenBy = (viewer: Actor): { unit: string | null } => {
  if (isAtDesk(viewer)) return { unit: null }
  return { unit: (viewer.kind === 'staff' ? viewer.departmentId : null) ?? 'none' }
}

/** A page, where the next begins, and on the first page how many there are: one more than is counted means “more”. */
export type FoundTickets = { tickets: Ticket[]; next: DueCursor | null; count: number | null }

const findPage = async (
  { db, engine }: { db: Db; engine: Engine },
  filter: TicketFilter,
  page: DuePage,
): Promise<FoundTickets> => {
  const { tickets, next } = await listTickets(db, engine, filter, page)
  if (page.after) return { tickets, next, count: null }
  if (next === null) return { tickets, next, count: tickets.length }
  return { tickets, next, count: await countTickets(db, engine, filter, LIMITS.foundCounted + 1) }
}

/**
 * One page of a list, searched as the person sees it: a word that is hidden from them is not found. Otherwise the list would tell who
 * behind a confidential ticket is, one guess after another.
 */
export const searchTickets = async (
  desk: { db: Db; engine: Engine },
  viewer: Actor,
  filter: TicketFilter,
  page: DuePage,
): Promise<FoundTickets> => {
  if (!filter.text) return findPage(desk, filter, page)
  const seen = seenBy(viewer)
  const needles = wordsOf(filter.text.toLowerCase())
  const hidden = await listTickets(
    desk.db,
    desk.engine,
    { ...filter, textOf: { ...seen, others: true } },
    { limit: LOOKED_INTO },
  )
  const shows = (ticket: Ticket): boolean => {
    const person = { name: ticket.contactName, phone: ticket.contactPhone }
    const texts = [ticket.title, ticket.matter, ticket.placeText].map((text) =>
      stripIdentity(text, person).toLowerCase(),
    )
    return needles.every((needle) => texts.some((text) => text.includes(needle)))
  }
  const alsoIds = hidden.tickets.filter(shows).map((ticket) => ticket.id)
  return findPage(desk, { ...filter, textOf: { ...seen, alsoIds } }, page)
}
