import type { Clock } from '../contracts/ports.ts'
import { isoAfter } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'

/** A ticket as an agent sees it beside a talk. */
export type BesideTicket = {
  number: string
  title: string
  state: string
  categoryId: string
  placeText: string
  districtId: string | null
  departmentId: string | null
  citizenId: string
  confidential: boolean
  openedAt: string
  closedAt: string | null
}

const beside = (db: Db) =>
  db
    .selectFrom('ticket')
    .select([
      'number',
      'title',
      'state',
      'category_id as categoryId',
      'place_text as placeText',
      'district_id as districtId',
      'lead_department_id as departmentId',
      'citizen_id as citizenId',
      'confidential',
      'opened_at as openedAt',
      'closed_at as closedAt',
    ])
    .orderBy('opened_at', 'desc')

const toBeside = <T extends { confidential: number }>(
  row: T,
): Omit<T, 'confidential'> & { confidential: boolean } => ({
  ...row,
  confidential: row.confidential === 1,
})

/**
 * Tickets of these citizens, newest first.
 *
 *   select … from ticket where citizen_id in (…) order by opened_at desc limit ?
 */
export const listTicketsOfCitizens = async (
  db: Db,
  citizenIds: readonly string[],
  limit: number,
): Promise<BesideTicket[]> =>
  (await beside(db).where('citizen_id', 'in', citizenIds).limit(limit).execute()).map(toBeside)

/** Tickets that left this number, newest first. */
export const listTicketsOfPhone = async (db: Db, phone: string, limit: number): Promise<BesideTicket[]> =>
  (await beside(db).where('contact_phone', '=', phone).limit(limit).execute()).map(toBeside)

/** Everybody who left this number with a ticket. */
export const listCitizensOfPhone = async (db: Db, phone: string): Promise<string[]> =>
  (
    await db.selectFrom('ticket').select('citizen_id').distinct().where('contact_phone', '=', phone).execute()
  ).map((row) => row.citizen_id)

/** How many of the newest tickets of a category are compared by their place. */
const COMPARED = 200
const LIKE_FOR_MS = 90 * 24 * 60 * 60 * 1000

/** Which part of the smaller place's pairs of signs the other one has, 0…1. */
const sameness = (a: string, b: string): number => {
  const pairs = (text: string): Set<string> => {
    const signs = Array.from(text.replace(/[\s,，。]/g, ''))
    return new Set(signs.slice(1).map((sign, index) => `${signs[index]}${sign}`))
  }
  const [x, y] = [pairs(a), pairs(b)]
  const smaller = Math.min(x.size, y.size)
  return smaller === 0 ? 0 : [...x].filter((pair) => y.has(pair)).length / smaller
}

/** Sharing less of the place than this, in another district, a ticket is not about the same thing. */
const SAME_PLACE_AT = 0.5

/**
 * Tickets of one category of the last 90 days at the same place, or at least in the same district: open ones first, the
 * nearest place first. `samePlace` tells which of the two.
 */
export const listLikeTickets = async (
  db: Db,
  clock: Clock,
  asked: { categoryId: string; placeText: string; districtId: string | null; limit: number },
): Promise<(BesideTicket & { samePlace: boolean })[]> => {
  const rows = await beside(db)
    .where('category_id', '=', asked.categoryId)
    .where('opened_at', '>=', isoAfter(clock, -LIKE_FOR_MS))
    .limit(COMPARED)
    .execute()
  return rows
    .map((row) => ({ ...toBeside(row), at: sameness(asked.placeText, row.placeText) }))
    .filter((t) => t.at >= SAME_PLACE_AT || (asked.districtId !== null && t.districtId === asked.districtId))
    .sort((a, b) => Number(a.closedAt !== null) - Number(b.closedAt !== null) || b.at - a.at)
    .slice(0, asked.limit)
    .map(({ at, ...ticket }) => ({ ...ticket, samePlace: at >= SAME_PLACE_AT }))
}
