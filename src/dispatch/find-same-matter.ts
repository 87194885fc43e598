import type { Clock } from '../contracts/ports.ts'
import { isoAfter } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { listByPhone, listOfCategory } from '../tickets/joint/joint-repository.ts'
import { OPEN_STATES } from '../tickets/states.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { listTicketsOfCitizen } from '../tickets/ticket-repository.ts'
import { type Comparable, compareMatters, type Likeness, SAME_AT } from './compare-matters.ts'

export type SameMatter = { ticket: Ticket; likeness: Likeness }

const DAY_MS = 24 * 60 * 60_000
const PERSON_DAYS = 30
const EVENT_DAYS = 7
/** So many of the newest are compared; all are found by an index. */
const COMPARED = { person: 20, event: 200 }
const SHOWN = 5

/** Compared as nobody's: the alias of a confidential ticket would be worth nothing beside a named one of the same person. */
const NOBODY = { citizenId: '', contactPhone: '' }

/** Worked on, or answered and not yet closed: there is something to tell or to join. */
const isOpen = (ticket: Ticket): boolean => (OPEN_STATES as readonly string[]).includes(ticket.state)

/**
 * The open tickets that may be the same matter as a new one, likeliest first: the same person's of the last month, and everybody's of the
 * same category of the last week at the same place. `notId` is left out. Confidential tickets of others are never shown to anybody who
 * asks as a citizen (`forCitizen`). Staff are never told that a confidential ticket (`isProtected`: the one asked about) is of the same
 * person as another: its matter, place and time alone count.
 */
export const findSameMatter = async (
  desk: { db: Db; clock: Clock },
  asked: Comparable,
  options: { notId?: string; forCitizen?: boolean; isProtected?: boolean } = {},
): Promise<SameMatter[]> => {
  // A phone number proves nothing: a stranger who types one must not hear whether it has told of a matter.
  const isHidden = (ticket: Ticket): boolean =>
    options.forCitizen
      ? ticket.citizenId !== asked.citizenId
      : ticket.confidential || options.isProtected === true
  const since = (days: number): string => isoAfter(desk.clock, -days * DAY_MS)
  const own = await listTicketsOfCitizen(desk.db, asked.citizenId, COMPARED.person)
  const phone =
    asked.contactPhone && !options.forCitizen
      ? await listByPhone(desk.db, asked.contactPhone, since(PERSON_DAYS), COMPARED.person)
      : []
  const event = await listOfCategory(desk.db, asked.categoryId, since(EVENT_DAYS), COMPARED.event)
  const known = new Map([...own, ...phone, ...event].map((ticket) => [ticket.id, ticket]))
  return [...known.values()]
    .filter((ticket) => ticket.id !== options.notId && isOpen(ticket))
    .filter((ticket) => !options.forCitizen || !ticket.confidential || ticket.citizenId === asked.citizenId)
    .map((ticket) => ({
      ticket,
      likeness: compareMatters(asked, isHidden(ticket) ? { ...ticket, ...NOBODY } : ticket),
    }))
    .filter(({ likeness }) => likeness.score >= SAME_AT)
    .sort((a, b) => b.likeness.score - a.likeness.score || (a.ticket.id < b.ticket.id ? -1 : 1))
    .slice(0, SHOWN)
}
