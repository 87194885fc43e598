import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock, CutWords } from '../contracts/ports.ts'
import type { Actor, OpenTicket, Routing } from '../contracts/ticket.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database, Db, Schema } from '../platform/db/schema.ts'
import { appendEvents, type LogEntry } from '../platform/events/event-repository.ts'
import { hashSecret, newId, newQueryCode } from '../platform/id.ts'
import { sayText } from './citizen-texts.ts'
import { insertClocks } from './clocks/clock-repository.ts'
import { type ClockRules, readClockRules } from './clocks/clock-rules.ts'
import { showClocks } from './clocks/show-clocks.ts'
import type { TicketClock } from './clocks/ticket-clock.ts'
import { findEarlierOf } from './find-earlier-repository.ts'
import { findWords } from './find-words.ts'
import { moveEvent } from './move-ticket.ts'
import { nameDepartment } from './name-department.ts'
import { NEW_TICKET } from './new-ticket.ts'
import { leafNow } from './rules-now.ts'
import { indexTicket } from './search/index-ticket.ts'
import { enqueueGive } from './send-job.ts'
import { firstClocks } from './start-clocks.ts'
import { type Ticket, type TicketStep, toTicket } from './ticket.ts'
import { givenTo } from './ticket-clocks.ts'
import { blockedBy } from './ticket-guards.ts'
import { nextTicketNumber } from './ticket-number.ts'
import {
  findTicket,
  insertSteps,
  insertTicket,
  type TicketChanges,
  takeActionKey,
} from './ticket-repository.ts'
import { refusalOf, stateAfter } from './transitions.ts'

export type OpeningDesk = { clock: Clock; rules: CityRules; cutWords: CutWords }

/** What opens a ticket. `idempotencyKey` names the request: the same key again changes nothing. */
export type Opening = {
  input: OpenTicket
  routing: Routing
  citizenId: string
  conversationId: string | null
  channel: string
  actor: Actor
  idempotencyKey: string
}

/** `queryCode` is told once, here; only its hash is kept. On a repeat it is null and nothing was changed. */
export type Opened =
  | { ticket: Ticket; queryCode: string; repeat: false }
  | { ticket: Ticket; queryCode: null; repeat: true }

const DAY_MS = 24 * 60 * 60 * 1000
const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }

const mustFind = async (tx: Db, id: string): Promise<Ticket> => {
  const ticket = await findTicket(tx, id)
  if (!ticket) throw new Error(`ticket ${id} is gone`)
  return ticket
}

const firstRow = async (
  tx: Db,
  desk: OpeningDesk,
  o: Opening,
  made: { id: string; queryCode: string; at: string; repeatOf: string | null },
): Promise<Schema['ticket']> => {
  const { input, routing } = o
  return {
    ...NEW_TICKET,
    id: made.id,
    number: await nextTicketNumber(tx, desk.rules.calendar.timezone, made.at),
    query_code_hash: hashSecret(made.queryCode),
    type: input.type,
    category_id: leafNow(desk.rules, input.categoryId)?.id ?? input.categoryId,
    title: input.title,
    matter: input.matter,
    wish: input.wish,
    place_text: input.placeText,
    district_id: input.districtId,
    happened_at: input.happenedAt,
    citizen_id: o.citizenId,
    conversation_id: o.conversationId,
    channel: o.channel,
    contact_name: input.contactName,
    contact_phone: input.contactPhone,
    confidential: input.confidential ? 1 : 0,
    urgency: input.urgency,
    routing: JSON.stringify(routing),
    catalogue_line_id: routing.catalogueLineId,
    opened_at: made.at,
    repeat_of: made.repeatOf,
    watch_words: findWords(desk.rules.sensitiveWords, 'watch', `${input.title}\n${input.matter}`)
      .map((word) => word.name)
      .join('、'),
  }
}

/** A new ticket as it grows before it is written, all in one transaction: its row, steps, clocks and events. */
type Growing = {
  row: Schema['ticket']
  /** The row as the rooms read it. */
  ticket: Ticket
  steps: TicketStep[]
  clocks: TicketClock[]
  events: LogEntry[]
}

const change = (growing: Growing, columns: Partial<Schema['ticket']>): Ticket => {
  growing.row = { ...growing.row, ...columns }
  growing.ticket = toTicket(growing.row)
  return growing.ticket
}

/** The opening itself, with the clocks of the whole ticket; and that the talk became a ticket. */
const begin = (growing: Growing, rules: CityRules, clockRules: ClockRules, o: Opening, at: string): void => {
  growing.clocks = firstClocks(clockRules, growing.ticket, ['reply', 'whole'], at)
  const due = showClocks(growing.clocks)
  const ticket = change(growing, { ...due, first_due_at: due.due_at })
  growing.steps.push({
    seq: ticket.version,
    at,
    action: 'open',
    from: '',
    to: ticket.state,
    actorKind: o.actor.kind,
    actorId: o.actor.id,
    actorName: o.actor.name,
    publicText: sayText(rules, 'filed', { 时限: ticket.dueText ?? '' }),
    internalNote: '',
    data: { unitId: null },
  })
  const { type, categoryId: category, districtId: district, channel } = ticket
  const facts = { type, category, district, channel, repeat: growing.row.repeat_of !== null }
  growing.events.push(moveEvent(ticket, { action: 'open', from: '', actor: o.actor, at, told: { facts } }))
  if (ticket.conversationId === null) return
  growing.events.push({
    at,
    type: 'conversation.filed',
    subject: { type: 'conversation', id: ticket.conversationId },
    actor: { kind: 'system', id: 'system' },
    data: { number: ticket.number },
  })
}

type OwnMove = {
  action: 'triage' | 'dispatch'
  publicText: string
  note: string
  data?: { departmentId: string }
  changes?: TicketChanges
}

/** A move of ours by the same table as every other. Nobody can have seen the ticket yet: nothing is read again. */
const grow = (growing: Growing, rules: CityRules, move: OwnMove, at: string): void => {
  const { action } = move
  const before = growing.ticket
  const refusal = refusalOf(before, action, SYSTEM) ?? blockedBy(before, action, rules, at)
  if (refusal) throw new Error(`a new ticket cannot ${action}: ${refusal}`)
  const state = stateAfter(before.state, action)
  const after = change(growing, { step_due_at: null, ...move.changes, state, version: before.version + 1 })
  growing.steps.push({
    seq: after.version,
    at,
    action,
    from: before.state,
    to: state,
    actorKind: SYSTEM.kind,
    actorId: SYSTEM.id,
    actorName: SYSTEM.name,
    publicText: move.publicText,
    internalNote: move.note,
    data: { unitId: null, ...move.data },
  })
  growing.events.push(moveEvent(after, { action, from: before.state, actor: SYSTEM, at }))
}

/** Accepted, and sent to the unit the routing names with the clocks it then has; or left with the triage desk. */
const sendOn = (
  growing: Growing,
  rules: CityRules,
  clockRules: ClockRules,
  { departmentId, coDepartmentIds, why: note }: Routing,
  at: string,
): void => {
  const publicText = departmentId === null ? sayText(rules, 'triage') : ''
  grow(growing, rules, { action: 'triage', publicText, note }, at)
  if (departmentId === null) return
  const sent = { ...growing.ticket, leadDepartmentId: departmentId }
  const clocks = firstClocks(clockRules, sent, ['sign', 'return'], at)
  growing.clocks.push(...clocks)
  const changes: TicketChanges = {
    lead_department_id: departmentId,
    co_department_ids: JSON.stringify(coDepartmentIds),
    ...givenTo(clocks.find((clock) => clock.stage === 'return')?.dueAt ?? null, at),
    sign_due_at: showClocks(growing.clocks).sign_due_at,
  }
  const said = sayText(rules, 'dispatched', { 单位: nameDepartment(rules, departmentId) })
  grow(growing, rules, { action: 'dispatch', publicText: said, note, data: { departmentId }, changes }, at)
}

/**
 * Opens a ticket inside the caller's transaction: number, query code, clocks, first steps and events; sent to the
 * department the routing names, or left with the triage desk when it names none. Everything is reckoned first and each
 * table is written once, because opening is what a city does most.
 */
export const openTicketIn = async (tx: Db, desk: OpeningDesk, opening: Opening): Promise<Opened> => {
  const at = isoNow(desk.clock)
  const id = newId()
  const taken = await takeActionKey(tx, opening.idempotencyKey, id, at)
  if (taken !== null) return { ticket: await mustFind(tx, taken), queryCode: null, repeat: true }
  const queryCode = newQueryCode()
  const clockRules = await readClockRules(tx, desk.rules)
  const since = isoAfter(desk.clock, -desk.rules.city.metrics.repeatDays * DAY_MS)
  const repeatOf = await findEarlierOf(tx, { ...opening.input, citizenId: opening.citizenId }, since)
  const row = await firstRow(tx, desk, opening, { id, queryCode, at, repeatOf })
  const growing: Growing = { row, ticket: toTicket(row), steps: [], clocks: [], events: [] }
  begin(growing, desk.rules, clockRules, opening, at)
  sendOn(growing, desk.rules, clockRules, opening.routing, at)
  await insertTicket(tx, growing.row)
  await insertClocks(tx, growing.clocks)
  await insertSteps(tx, id, growing.steps)
  await appendEvents(tx, growing.events)
  const { ticket } = growing
  await indexTicket(tx, desk.cutWords, ticket)
  await enqueueGive(tx, ticket, at)
  return { ticket, queryCode, repeat: false }
}

/** `openTicketIn` in a transaction of its own. */
export const openTicket = (desk: OpeningDesk & { db: Database }, opening: Opening): Promise<Opened> =>
  desk.db.transaction().execute((tx) => openTicketIn(tx, desk, opening))
