import { type ExpressionBuilder, sql } from 'kysely'
import type { TicketState } from '../contracts/ticket.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Db, Schema } from '../platform/db/schema.ts'
import { ticketsConferredWith } from './conference/conference-repository.ts'
import { LISTED_DUE, listedDue } from './listed-due.ts'
import { ticketsWithAskedPart, ticketsWithOpenPart } from './part-repository.ts'
import { STEP_STATES, UNANSWERED_STATES } from './states.ts'
import { type Ticket, toTicket } from './ticket.ts'

/**
 * Tickets whose words somebody sees as they were written: none confidential, and of one unit, or of all (`unit` null). `alsoIds` are those
 * in whose words, as they are shown to them, the text stands. `others`: the tickets outside of that, alone.
 */
export type TextScope = { unit: string | null; alsoIds?: readonly string[]; others?: boolean }

/** What a list of tickets is narrowed by. Absent = not narrowed. */
export type TicketFilter = {
  states?: readonly TicketState[]
  departmentId?: string
  /** With `departmentId`: also those the department helps with, or is called to confer on, now. */
  orPartOf?: boolean
  /** With `states`: also those whose lead asked for the help of one of these units, and waits for the hotline. */
  orAskedOf?: readonly string[]
  type?: string
  urgency?: string
  /** Any of these leaves. */
  categoryIds?: readonly string[]
  districtId?: string
  warnLevel?: string
  /** A number, or words that all stand in title, matter or place. */
  text?: string
  /** Whose words `text` is compared with beyond the number: of every ticket when absent. */
  textOf?: TextScope
  /** The clock that runs ends before this instant. */
  overdueAt?: string
  /** Replied before this instant. */
  repliedBefore?: string
  /** The term of its present state ended before this instant. */
  stepDueBefore?: string
  /** Over since before this instant. */
  closedBefore?: string
}

/** A ticket without a unit is of none: “not equal” alone would pass over it. */
const notOf = (w: ExpressionBuilder<Schema, 'ticket'>, unit: string) => [
  w('lead_department_id', 'is', null),
  w('lead_department_id', '!=', unit),
]

/** The states in which a ticket can be late. */
const LATE_STATES = [...new Set<TicketState>(['dispatched', ...UNANSWERED_STATES, ...STEP_STATES])]

/** A column as no index has it. SQLite keeps no statistics: where two indexes would do it is told which one does not. */
const unindexed = (column: string) => sql<string | null>`${sql.ref(column)} || ''`

/** What the unit leads, in these states, what it helps with, and what it is called to confer on, now. */
const ticketsOfUnit = (db: Db, unit: string, states?: readonly TicketState[]) => {
  const led = db.selectFrom('ticket').select('ticket.id as id').where('ticket.lead_department_id', '=', unit)
  const conferred = db
    .selectFrom('ticket')
    .select('ticket.id as id')
    .where('ticket.state', '=', 'conferring')
    .where('ticket.id', 'in', ticketsConferredWith(db, unit))
  return (states ? led.where('ticket.state', 'in', [...states]) : led)
    .unionAll(ticketsWithOpenPart(db, unit))
    .unionAll(conferred)
}

/** The words of a search box, each of which has to be found. */
export const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean)

const filtered = (db: Db, engine: Engine, f: TicketFilter) => {
  let query = db.selectFrom('ticket')
  const unit = f.departmentId
  if (unit !== undefined && f.orPartOf) {
    query = query.where('id', 'in', ticketsOfUnit(db, unit, f.states))
    if (f.states) query = query.where(unindexed('ticket.state'), 'in', [...f.states])
  } else if (f.states && f.orAskedOf) {
    const inStates = db
      .selectFrom('ticket')
      .select('ticket.id as id')
      .where('ticket.state', 'in', [...f.states])
    query = query.where('id', 'in', inStates.unionAll(ticketsWithAskedPart(db, f.orAskedOf)))
  } else {
    if (f.states) query = query.where('state', 'in', [...f.states])
    if (unit !== undefined) query = query.where('lead_department_id', '=', unit)
  }
  if (f.type !== undefined) query = query.where('type', '=', f.type)
  if (f.urgency !== undefined) query = query.where('urgency', '=', f.urgency)
  if (f.categoryIds !== undefined) query = query.where('category_id', 'in', [...f.categoryIds])
  if (f.districtId !== undefined) query = query.where('district_id', '=', f.districtId)
  if (f.warnLevel !== undefined) query = query.where(unindexed('ticket.warn_level'), '=', f.warnLevel)
  if (f.repliedBefore !== undefined) query = query.where('replied_at', '<', f.repliedBefore)
  if (f.stepDueBefore !== undefined) query = query.where('step_due_at', '<', f.stepDueBefore)
  if (f.closedBefore !== undefined) query = query.where('closed_at', '<', f.closedBefore)
  const overdueAt = f.overdueAt
  if (overdueAt !== undefined) {
    // Said once more for the index: by unit and state it is few, by unit alone it is everything the unit ever had.
    if (!f.states) query = query.where('state', 'in', [...LATE_STATES])
    query = query.where((w) =>
      w.or([
        w.and([w('state', '=', 'dispatched'), w('sign_due_at', '<', overdueAt)]),
        w.and([
          w('state', 'in', [...UNANSWERED_STATES]),
          w('paused_at', 'is', null),
          w('due_at', '<', overdueAt),
        ]),
        w.and([w('state', 'in', [...STEP_STATES]), w('step_due_at', '<', overdueAt)]),
      ]),
    )
  }
  const text = f.text?.trim()
  if (text) {
    const columns = ['ticket.title', 'ticket.matter', 'ticket.place_text']
    const { textOf } = f
    query = query.where((w) => {
      const inWords = w.and(
        wordsOf(text).map((word) => w.or(columns.map((column) => engine.contains(sql.ref(column), word)))),
      )
      const inNumber = engine.contains(sql.ref('ticket.number'), text)
      if (textOf === undefined) return w.or([inNumber, inWords])
      const isSeen = w.and([
        w('confidential', '=', 0),
        ...(textOf.unit === null ? [] : [w('lead_department_id', '=', textOf.unit)]),
      ])
      if (textOf.others) {
        const elsewhere = textOf.unit === null ? [] : notOf(w, textOf.unit)
        return w.and([inWords, w.or([w('confidential', '=', 1), ...elsewhere])])
      }
      const also = textOf.alsoIds ?? []
      return w.or([
        inNumber,
        w.and([isSeen, inWords]),
        ...(also.length > 0 ? [w('id', 'in', [...also])] : []),
      ])
    })
  }
  return query
}

/** Where a page ended: the next begins behind it. `dueAt` null: among those without a due time, which stand last. */
export type DueCursor = { dueAt: string | null; id: string }
export type DuePage = { limit: number; after?: DueCursor | null }

/**
 * One page of the tickets a filter leaves, the one due first on top, and where it ended; null = nothing follows. Asked for by state, due is
 * what binds now: the signature, the step's own term, or the reply.
 *
 *   select * from ticket where … and (due_at, id) > (?, ?) order by due_at, id limit ?
 */
export const listTickets = async (
  db: Db,
  engine: Engine,
  filter: TicketFilter,
  { limit, after = null }: DuePage,
): Promise<{ tickets: Ticket[]; next: DueCursor | null }> => {
  const wanted = limit + 1
  const rows: Schema['ticket'][] = []
  // Few are asked for, by state or unit: sorting them is nothing, walking everything in order of time to meet them is much.
  const isFew = filter.states !== undefined || filter.overdueAt !== undefined
  const dueAt = isFew ? LISTED_DUE : sql<string | null>`ticket.due_at`
  if (after === null || after.dueAt !== null) {
    let due = filtered(db, engine, filter).selectAll().where(dueAt, 'is not', null)
    if (after) due = due.where(sql<boolean>`(${dueAt}, id) > (${after.dueAt}, ${after.id})`)
    rows.push(...(await due.orderBy(dueAt).orderBy('id').limit(wanted).execute()))
  }
  // The engines disagree where nothing stands among times; asked apart, they cannot.
  if (rows.length < wanted) {
    const from = after?.dueAt === null ? after.id : ''
    const rest = filtered(db, engine, filter).selectAll().where(dueAt, 'is', null).where('id', '>', from)
    rows.push(
      ...(await rest
        .orderBy('id')
        .limit(wanted - rows.length)
        .execute()),
    )
  }
  const tickets = rows.slice(0, limit).map(toTicket)
  const last = rows.length > limit ? tickets.at(-1) : undefined
  return { tickets, next: last ? { dueAt: isFew ? listedDue(last) : last.dueAt, id: last.id } : null }
}

/** How many tickets a filter leaves, counted up to `most`. */
export const countTickets = async (
  db: Db,
  engine: Engine,
  filter: TicketFilter,
  most: number,
): Promise<number> => {
  const some = filtered(db, engine, filter).select('id').limit(most).as('some')
  const { n } = await db
    .selectFrom(some)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** How many tickets stand in each state, of one department or of all. States without tickets are absent. */
export const countByState = async (
  db: Db,
  departmentId?: string,
): Promise<Partial<Record<TicketState, number>>> => {
  let query = db.selectFrom('ticket').select((eb) => ['state', eb.fn.countAll<number>().as('n')])
  if (departmentId !== undefined) query = query.where('lead_department_id', '=', departmentId)
  const rows = await query.groupBy('state').execute()
  return Object.fromEntries(rows.map((r) => [r.state, r.n]))
}
