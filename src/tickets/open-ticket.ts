import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock, CutWords } from '../contracts/ports.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvents } from '../platform/events/event-repository.ts'
import { gatherCalls } from '../platform/gather-calls.ts'
import { newId, newQueryCode } from '../platform/id.ts'
import { takeActionKeys } from './action-key-repository.ts'
import { insertClocks } from './clocks/clock-repository.ts'
import { readClockRules } from './clocks/clock-rules.ts'
import { findEarlier } from './find-earlier.ts'
import { type Grown, growTicket, type Opening } from './grow-ticket.ts'
import { indexTickets } from './search/index-ticket.ts'
import { enqueueGives } from './send-job.ts'
import { insertStories } from './step-repository.ts'
import type { Ticket } from './ticket.ts'
import { nextTicketNumbers } from './ticket-number.ts'
import { insertTickets, listTicketsByIds } from './ticket-repository.ts'

export type { Opening } from './grow-ticket.ts'

export type OpeningDesk = { clock: Clock; rules: CityRules; cutWords: CutWords }

/** `queryCode` is told once, here; only its hash is kept. On a repeat it is null and nothing was changed. */
export type Opened =
  | { ticket: Ticket; queryCode: string; repeat: false }
  | { ticket: Ticket; queryCode: null; repeat: true }

const DAY_MS = 24 * 60 * 60 * 1000

const write = async (tx: Db, desk: OpeningDesk, grown: readonly Grown[], at: string): Promise<void> => {
  await insertTickets(
    tx,
    grown.map(({ row }) => row),
  )
  await insertClocks(
    tx,
    grown.flatMap(({ clocks }) => clocks),
  )
  await insertStories(
    tx,
    grown.map(({ row, steps }) => ({ id: row.id, steps })),
  )
  await appendEvents(
    tx,
    grown.flatMap(({ events }) => events),
  )
  const tickets = grown.map(({ ticket }) => ticket)
  await enqueueGives(tx, tickets, at)
  // Last, in one statement: SQLite writes the words of all of them out once.
  await indexTickets(tx, desk.cutWords, tickets)
}

/** Those whose request was not done before, with what they are given, grown and written. */
const openNew = async (
  tx: Db,
  desk: OpeningDesk,
  fresh: readonly { id: string; opening: Opening }[],
  at: string,
): Promise<Map<string, Opened>> => {
  if (fresh.length === 0) return new Map()
  const openings = fresh.map(({ opening }) => opening)
  const numbers = await nextTicketNumbers(tx, desk.rules.calendar.timezone, at, fresh.length)
  const clockRules = await readClockRules(tx, desk.rules)
  const since = isoAfter(desk.clock, -desk.rules.city.metrics.repeatDays * DAY_MS)
  const earlier = await findEarlier(tx, desk.rules, fresh, since)
  const codes = openings.map(newQueryCode)
  const grown = fresh.map(({ id, opening }, n) =>
    growTicket(desk.rules, clockRules, opening, {
      id,
      number: numbers[n] as string,
      queryCode: codes[n] as string,
      at,
      repeatOf: earlier[n] ?? null,
    }),
  )
  await write(tx, desk, grown, at)
  return new Map(
    grown.map(({ ticket }, n) => [ticket.id, { ticket, queryCode: codes[n] as string, repeat: false }]),
  )
}

/**
 * Opens tickets inside the caller's transaction, in their order, all at one instant: number, query code, clocks, first steps and events;
 * each sent to the department its routing names, or left with the triage desk when it names none. Everything is reckoned first and each
 * table is written once for all of them, because opening is what a city does most.
 */
const openTicketsIn = async (tx: Db, desk: OpeningDesk, openings: readonly Opening[]): Promise<Opened[]> => {
  const at = isoNow(desk.clock)
  const idOf = new Map<string, string>()
  const first = openings.flatMap((opening) => {
    if (idOf.has(opening.idempotencyKey)) return []
    const id = newId()
    idOf.set(opening.idempotencyKey, id)
    return [{ id, opening }]
  })
  const held = await takeActionKeys(tx, idOf, at)
  const made = await openNew(
    tx,
    desk,
    first.filter(({ opening }) => !held.has(opening.idempotencyKey)),
    at,
  )
  const before = new Map(
    (await listTicketsByIds(tx, [...held.values()])).map((ticket) => [ticket.id, ticket]),
  )
  return openings.map(({ idempotencyKey: key }) => {
    const id = held.get(key) ?? idOf.get(key) ?? ''
    const opened = made.get(id)
    // Told once: whoever asks with the same key again, in this very moment too, gets the ticket alone.
    if (opened) made.set(id, { ticket: opened.ticket, queryCode: null, repeat: true })
    if (opened) return opened
    const ticket = before.get(id)
    if (!ticket) throw new Error(`ticket ${id} is gone`)
    return { ticket, queryCode: null, repeat: true }
  })
}

/** Opens one ticket inside the caller's transaction, see `openTicketsIn`. */
export const openTicketIn = async (tx: Db, desk: OpeningDesk, opening: Opening): Promise<Opened> => {
  const [opened] = await openTicketsIn(tx, desk, [opening])
  return opened as Opened
}

type Desk = OpeningDesk & { db: Database }

const createOpener = (desk: Desk): ((opening: Opening) => Promise<Opened>) =>
  gatherCalls<Opening, Opened>({
    together: (take) => desk.db.transaction().execute((tx) => openTicketsIn(tx, desk, take())),
    alone: (opening) => desk.db.transaction().execute((tx) => openTicketIn(tx, desk, opening)),
  })

const openers = new WeakMap<Desk, ReturnType<typeof createOpener>>()

/**
 * Opens a ticket in a transaction of ours: acknowledged when it is on disk. Openings at one desk that come at once, or while others are
 * being written, share a transaction and its statements; one that fails fails alone.
 */
export const openTicket = (desk: Desk, opening: Opening): Promise<Opened> => {
  const open = openers.get(desk) ?? createOpener(desk)
  openers.set(desk, open)
  return open(opening)
}
