import { type ExpressionBuilder, sql } from 'kysely'
import type { TicketAction, TicketState } from '../contracts/ticket.ts'
import type { Engine } from '../platform/db/dialect.ts'
import { inPieces, insertReady, runReady, valuesOf } from '../platform/db/ready-made.ts'
import type { Db, Schema } from '../platform/db/schema.ts'
import { ticketsConferredWith } from './conference/conference-repository.ts'
import { LISTED_DUE, listedDue } from './listed-due.ts'
import { ticketsWithAskedPart, ticketsWithOpenPart } from './part-repository.ts'
import { STEP_STATES, UNANSWERED_STATES } from './states.ts'
import { type Ticket, type TicketStep, toStep, toTicket } from './ticket.ts'

/** The columns a move may change. What the citizen said never changes; who and where they are only they may correct. */
export type TicketChanges = Partial<
  Pick<
    Schema['ticket'],
    | 'category_id'
    | 'lead_department_id'
    | 'co_department_ids'
    | 'invited_unit_ids'
    | 'handler_id'
    | 'return_count'
    | 'dispatched_at'
    | 'sign_due_at'
    | 'signed_at'
    | 'due_at'
    | 'due_text'
    | 'policy_id'
    | 'replied_at'
    | 'public_reply'
    | 'closed_at'
    | 'solved'
    | 'satisfied'
    | 'step_due_at'
    | 'return_due_at'
    | 'paused_at'
    | 'draft_reply'
    | 'draft_by'
    | 'outcome_code'
    | 'designated'
    | 'extension_count'
    | 'suspension_count'
    | 'open_parts'
    | 'supervised'
    | 'supervise_level'
    | 'supervise_answered_at'
    | 'urge_count'
    | 'urged_at'
    | 'urge_due_at'
    | 'master_id'
    | 'joined_count'
    | 'contact_name'
    | 'contact_phone'
    | 'place_text'
  >
>

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

export const insertTickets = (tx: Db, rows: readonly Schema['ticket'][]): Promise<void> =>
  insertReady(tx, 'ticket', rows)

export const findTicket = async (db: Db, id: string): Promise<Ticket | null> => {
  const row = await db.selectFrom('ticket').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toTicket(row) : null
}

const IDS_AT_ONCE = 400

/** The tickets of these ids, in no order; an id nobody has is left out. */
export const listTicketsByIds = async (db: Db, ids: readonly string[]): Promise<Ticket[]> => {
  const found: Ticket[] = []
  // Both engines take a few hundred values in one statement.
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const rows = await db
      .selectFrom('ticket')
      .selectAll()
      .where('id', 'in', ids.slice(from, from + IDS_AT_ONCE))
      .execute()
    found.push(...rows.map(toTicket))
  }
  return found
}

export const findTicketByNumber = async (db: Db, number: string): Promise<Ticket | null> => {
  const row = await db.selectFrom('ticket').selectAll().where('number', '=', number).executeTakeFirst()
  return row ? toTicket(row) : null
}

/** The tickets opened from one talk, newest first. */
export const listTicketsOfConversation = async (
  db: Db,
  conversationId: string,
  limit: number,
): Promise<Ticket[]> => {
  const rows = await db
    .selectFrom('ticket')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toTicket)
}

/** The tickets of one citizen on whatever channel, newest first. */
export const listTicketsOfCitizen = async (db: Db, citizenId: string, limit: number): Promise<Ticket[]> => {
  const rows = await db
    .selectFrom('ticket')
    .selectAll()
    .where('citizen_id', '=', citizenId)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toTicket)
}

/**
 * Changes a ticket only if nobody did since `version`.
 *
 *   update ticket set state = ?, …, version = version + 1 where id = ? and version = ?
 *
 * @returns whether it was ours to change.
 */
export const updateTicket = async (
  tx: Db,
  id: string,
  version: number,
  state: TicketState,
  changes: TicketChanges,
): Promise<boolean> => {
  const result = await tx
    .updateTable('ticket')
    .set({ ...changes, state, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

const fromStep = (ticketId: string, step: TicketStep): Schema['ticket_step'] => ({
  ticket_id: ticketId,
  seq: step.seq,
  at: step.at,
  action: step.action,
  from_state: step.from,
  to_state: step.to,
  actor_kind: step.actorKind,
  actor_id: step.actorId,
  actor_name: step.actorName,
  public_text: step.publicText,
  internal_note: step.internalNote,
  data: JSON.stringify(step.data),
})

/** The stories of new tickets. */
export const insertStories = (
  tx: Db,
  stories: readonly { id: string; steps: readonly TicketStep[] }[],
): Promise<void> =>
  insertReady(
    tx,
    'ticket_step',
    stories.flatMap(({ id, steps }) => steps.map((step) => fromStep(id, step))),
  )

/** Adds steps to the story of a ticket. */
export const insertSteps = (tx: Db, ticketId: string, steps: readonly TicketStep[]): Promise<void> =>
  insertStories(tx, [{ id: ticketId, steps }])

/** The whole story of a ticket, oldest first. */
export const listSteps = async (db: Db, ticketId: string): Promise<TicketStep[]> => {
  const rows = await db
    .selectFrom('ticket_step')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('seq')
    .execute()
  return rows.map(toStep)
}

/** The newest step: who did what last. */
export const findLastStep = async (db: Db, ticketId: string): Promise<TicketStep | null> => {
  const row = await db
    .selectFrom('ticket_step')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toStep(row) : null
}

/** When an action was last done to a ticket, ISO-8601 UTC; null = never. */
export const findLastTimeOf = async (
  db: Db,
  ticketId: string,
  action: TicketAction,
): Promise<string | null> => {
  const row = await db
    .selectFrom('ticket_step')
    .select('at')
    .where('ticket_id', '=', ticketId)
    .where('action', '=', action)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.at ?? null
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

/** The ticket that was opened under an idempotency key, or null. */
export const findKeyedTicket = async (db: Db, key: string): Promise<Ticket | null> => {
  const row = await db
    .selectFrom('ticket')
    .innerJoin('action_key', 'action_key.ticket_id', 'ticket.id')
    .selectAll('ticket')
    .where('action_key.key', '=', key)
    .executeTakeFirst()
  return row ? toTicket(row) : null
}

/**
 * Takes an idempotency key for a ticket. @returns the ticket that already holds the key, or null when it is
 * ours now. Two requests at once: the second waits for the first one's transaction.
 */
export const takeActionKey = async (
  tx: Db,
  key: string,
  ticketId: string,
  at: string,
): Promise<string | null> => {
  if (await putActionKeys(tx, [{ key, ticket_id: ticketId, at }])) return null
  const row = await tx
    .selectFrom('action_key')
    .select('ticket_id')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return row.ticket_id
}

/** @returns whether nobody held any of them. */
const putActionKeys = async (tx: Db, rows: readonly Schema['action_key'][]): Promise<boolean> => {
  const made = await runReady(
    tx,
    `action_key.take ${rows.length}`,
    () =>
      tx
        .insertInto('action_key')
        .values([...rows])
        .onConflict((c) => c.column('key').doNothing()),
    valuesOf(rows, ['key', 'ticket_id', 'at']),
  )
  return Number(made.numAffectedRows ?? 0) === rows.length
}

/** Takes the keys of new tickets, as `takeActionKey`. @returns the tickets that already hold one, by key. */
export const takeActionKeys = async (
  tx: Db,
  newTickets: ReadonlyMap<string, string>,
  at: string,
): Promise<Map<string, string>> => {
  const held = new Map<string, string>()
  // In one order for everybody: two transactions that take the same keys must not wait for each other.
  for (const piece of inPieces([...newTickets].sort(([a], [b]) => (a < b ? -1 : 1)))) {
    const rows = piece.map(([key, ticketId]) => ({ key, ticket_id: ticketId, at }))
    if (await putActionKeys(tx, rows)) continue
    const keys = piece.map(([key]) => key)
    const found = await tx
      .selectFrom('action_key')
      .select(['key', 'ticket_id'])
      .where('key', 'in', keys)
      .execute()
    for (const { key, ticket_id } of found) if (ticket_id !== newTickets.get(key)) held.set(key, ticket_id)
  }
  return held
}
