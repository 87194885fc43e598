import { type RawBuilder, sql } from 'kysely'
import type { TicketState } from '../../contracts/ticket.ts'
import type { Engine } from '../../platform/db/dialect.ts'
import type { AskedWord } from '../../platform/db/keep-search.ts'
import { inPieces, runReady, valuesOf } from '../../platform/db/ready-made.ts'
import type { Db, Schema } from '../../platform/db/schema.ts'
import { OPEN_STATES } from '../states.ts'
import type { WarnLevel } from '../ticket.ts'
import { factWord } from './fact-words.ts'

/** What tickets are looked for by; all that is given must hold. */
export type TicketSearch = {
  /** Words, words of the place and facts, see `fact-words.ts`. */
  words: readonly AskedWord[]
  /** The unit beyond whose tickets the person does not see; null = sees all. */
  scope: string | null
  /** With `scope`: only what the unit leads, not what it helps with. */
  leadOnly?: boolean
  unit?: string
  /** Any of these. */
  states?: readonly TicketState[]
  warnLevel?: WarnLevel
  /** The last digits of the contact's phone, four or more. */
  phone?: string
  /** From (included) and to (excluded) in the order of opening. */
  from?: number
  to?: number
}

const PHONE_DIGITS = 4

const ofUnit = (unit: string, leadOnly = false): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from ticket_unit as u where u.unit = ${unit} and u.seq = s.seq${leadOnly ? sql` and u.is_lead = 1` : sql``})`

type Parts = {
  from: RawBuilder<unknown>
  seq: RawBuilder<number>
  where: RawBuilder<boolean>[]
  newestFirst?: number
}

/** What is still open, or warned of, is few among all that ever was. */
const isOfFew = ({ states, warnLevel }: TicketSearch): boolean =>
  (warnLevel !== undefined && warnLevel !== 'green') ||
  (states?.every((state) => OPEN_STATES.some((open) => open === state)) ?? false)

/** Its units as words: in one question with the others. */
const unitWords = ({ scope, leadOnly, unit }: TicketSearch): AskedWord[] =>
  [
    ...(scope === null ? [] : [leadOnly ? factWord.lead(scope) : factWord.unit(scope)]),
    ...(unit === undefined ? [] : [factWord.unit(unit)]),
  ].map((word) => ({ word, isBeginning: false }))

const ofUnits = ({ scope, leadOnly, unit }: TicketSearch): RawBuilder<boolean>[] => [
  ...(scope === null ? [] : [ofUnit(scope, leadOnly)]),
  ...(unit === undefined ? [] : [ofUnit(unit)]),
]

/** What leads the query: whatever leaves the fewest tickets and still hands them out in the order of opening. */
const leading = (engine: Engine, search: TicketSearch): Parts => {
  const words = search.words.length > 0 ? [...search.words, ...unitWords(search)] : []
  if (search.phone !== undefined) {
    // A phone's last digits leave a handful, whatever the words.
    const rest = words.length > 0 ? engine.searchWords(words, true) : null
    return {
      from: sql`ticket_search as s`,
      seq: sql`s.seq`,
      where: [
        sql`s.phone4 <> ''`,
        sql`s.phone4 = ${search.phone.slice(-PHONE_DIGITS)}`,
        sql`s.phone like ${`%${search.phone}`}`,
        ...(rest ? [rest.where] : ofUnits(search)),
      ],
    }
  }
  if (words.length > 0) {
    const found = engine.searchWords(words, isOfFew(search))
    return { ...found, where: [found.where] }
  }
  const unit = search.unit ?? search.scope
  if (unit === null) return { from: sql`ticket_search as s`, seq: sql`s.seq`, where: [] }
  return {
    from: sql`ticket_unit as d inner join ticket_search as s on s.seq = d.seq`,
    seq: sql`d.seq`,
    where: [sql`d.unit = ${unit}`, ...ofUnits(search)],
  }
}

const partsOf = (engine: Engine, search: TicketSearch): Parts => {
  const parts = leading(engine, search)
  const { where, seq } = parts
  const [state, ...others] = search.states ?? []
  if (state !== undefined) {
    where.push(
      others.length === 0 ? sql`s.state = ${state}` : sql`s.state in (${sql.join([state, ...others])})`,
    )
  }
  if (search.warnLevel !== undefined) {
    if (search.warnLevel !== 'green') where.push(sql`s.warn_level <> 'green'`)
    where.push(sql`s.warn_level = ${search.warnLevel}`)
  }
  if (search.from !== undefined) where.push(sql`${seq} >= ${search.from}`)
  if (search.to !== undefined) where.push(sql`${seq} < ${search.to}`)
  return parts
}

const allOf = (where: readonly RawBuilder<boolean>[]): RawBuilder<unknown> =>
  where.length === 0 ? sql`` : sql`where ${sql.join(where, sql` and `)}`

type Found = { id: string; seq: number }

const pageOf = async (
  db: Db,
  {
    from,
    where,
    order,
  }: { from: RawBuilder<unknown>; where: RawBuilder<boolean>[]; order: RawBuilder<unknown> },
  limit: number,
): Promise<Found[]> => {
  const { rows } = await sql<{ id: string; seq: number | string }>`
    select s.ticket_id as id, s.seq as seq from ${from} ${allOf(where)} order by ${order} desc limit ${limit}`.execute(
    db,
  )
  return rows.map((r) => ({ id: r.id, seq: Number(r.seq) }))
}

/** The line so many before `before`; null = there are fewer. */
const seqBack = async (db: Db, many: number, before: number | null): Promise<number | null> => {
  const row = await db
    .selectFrom('ticket_search')
    .select('seq')
    .$if(before !== null, (q) => q.where('seq', '<', before))
    .orderBy('seq', 'desc')
    .offset(many)
    .limit(1)
    .executeTakeFirst()
  return row ? Number(row.seq) : null
}

/**
 * One page of what was found, opened last on top, beginning after `after` (the `seq` the page before ended with).
 *
 *   select s.ticket_id, s.seq from … where … and s.seq < ? order by s.seq desc limit ?
 */
export const searchTickets = async (
  db: Db,
  engine: Engine,
  search: TicketSearch,
  page: { after: number | null; limit: number },
): Promise<Found[]> => {
  const { from, seq, where, newestFirst } = partsOf(engine, search)
  if (page.after !== null) where.push(sql`${seq} < ${page.after}`)
  const edge =
    newestFirst === undefined ? null : await seqBack(db, newestFirst, page.after ?? search.to ?? null)
  if (edge === null) return pageOf(db, { from, where, order: seq }, page.limit)
  const newest = await pageOf(
    db,
    { from, where: [...where, sql<boolean>`${seq} >= ${edge}`], order: seq },
    page.limit,
  )
  if (newest.length === page.limit) return newest
  // Not in the order of an index: nobody shall walk all lines for a word that few of them have.
  const older = { from, where: [...where, sql<boolean>`${seq} < ${edge}`], order: sql`${seq} + 0` }
  return [...newest, ...(await pageOf(db, older, page.limit - newest.length))]
}

/** How many there are, counted up to `most`: nobody reads further, and counting everything costs more than finding it. */
export const countFound = async (
  db: Db,
  engine: Engine,
  search: TicketSearch,
  most: number,
): Promise<number> => {
  const { from, where } = partsOf(engine, search)
  const { rows } = await sql<{ n: number | string }>`
    select count(*) as n from (select 1 as one from ${from} ${allOf(where)} limit ${most}) as found`.execute(
    db,
  )
  return Number(rows[0]?.n ?? 0)
}

/** Puts tickets where they are found. One that is there already stays as it is. */
export const insertSearchLines = async (tx: Db, lines: readonly Schema['ticket_search'][]): Promise<void> => {
  const [first] = lines
  if (!first) return
  const columns = Object.keys(first) as (keyof Schema['ticket_search'])[]
  for (const piece of inPieces(lines))
    await runReady(
      tx,
      `ticket_search.put ${piece.length} ${columns.join()}`,
      () =>
        tx
          .insertInto('ticket_search')
          .values([...piece])
          .onConflict((c) => c.column('seq').doNothing()),
      valuesOf(piece, columns),
    )
}

/** The words a ticket is found by; null when it is not to be found yet. */
export const readSearchWords = async (db: Db, seq: number): Promise<string | null> => {
  const row = await db.selectFrom('ticket_search').select('words').where('seq', '=', seq).executeTakeFirst()
  return row?.words ?? null
}

export const saveSearchWords = async (tx: Db, seq: number, words: string): Promise<void> => {
  await tx.updateTable('ticket_search').set({ words }).where('seq', '=', seq).execute()
}

/** Tickets after `number` in the order of their numbers, for giving those their words that have none. */
export const listTicketsAfter = async (db: Db, number: string, limit: number): Promise<Schema['ticket'][]> =>
  db.selectFrom('ticket').selectAll().where('number', '>', number).orderBy('number').limit(limit).execute()

/** What citizens added later to these tickets, by ticket. */
export const listAddedFacts = async (
  db: Db,
  ticketIds: readonly string[],
  actions: readonly string[],
): Promise<Map<string, string[]>> => {
  const facts = new Map<string, string[]>()
  if (ticketIds.length === 0) return facts
  const rows = await db
    .selectFrom('ticket_step')
    .select(['ticket_id', 'public_text'])
    .where('ticket_id', 'in', [...ticketIds])
    .where('action', 'in', [...actions])
    .execute()
  for (const row of rows) {
    facts.set(row.ticket_id, [...(facts.get(row.ticket_id) ?? []), row.public_text])
  }
  return facts
}
