import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock, CutWords } from '../contracts/ports.ts'
import type { Actor, OpenTicket, Routing } from '../contracts/ticket.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database, Db, Schema } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { hashSecret, newId, newQueryCode } from '../platform/id.ts'
import { findEarlierOf } from './find-earlier-repository.ts'
import { moveTicket, noteMove } from './move-ticket.ts'
import { nameDepartment } from './name-department.ts'
import { leafNow } from './rules-now.ts'
import { indexTicket } from './search/index-ticket.ts'
import { startClocks } from './start-clocks.ts'
import { StepData, type Ticket } from './ticket.ts'
import { sentOut, startUnitClocks } from './ticket-clocks.ts'
import { nextTicketNumber } from './ticket-number.ts'
import { findTicket, insertStep, insertTicket, takeActionKey } from './ticket-repository.ts'

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
  return {
    id: made.id,
    number: await nextTicketNumber(tx, desk.rules.calendar.timezone, made.at),
    query_code_hash: hashSecret(made.queryCode),
    type: o.input.type,
    category_id: leafNow(desk.rules, o.input.categoryId)?.id ?? o.input.categoryId,
    title: o.input.title,
    matter: o.input.matter,
    wish: o.input.wish,
    place_text: o.input.placeText,
    district_id: o.input.districtId,
    happened_at: o.input.happenedAt,
    citizen_id: o.citizenId,
    conversation_id: o.conversationId,
    channel: o.channel,
    contact_name: o.input.contactName,
    contact_phone: o.input.contactPhone,
    confidential: o.input.confidential ? 1 : 0,
    urgency: o.input.urgency,
    state: 'submitted',
    lead_department_id: null,
    co_department_ids: '[]',
    routing: JSON.stringify(o.routing),
    catalogue_line_id: o.routing.catalogueLineId,
    handler_id: null,
    return_count: 0,
    opened_at: made.at,
    dispatched_at: null,
    sign_due_at: null,
    signed_at: null,
    first_due_at: null,
    due_at: null,
    due_text: null,
    policy_id: null,
    replied_at: null,
    public_reply: null,
    closed_at: null,
    solved: null,
    satisfied: null,
    step_due_at: null,
    return_due_at: null,
    paused_at: null,
    draft_reply: null,
    draft_by: null,
    outcome_code: null,
    designated: 0,
    extension_count: 0,
    suspension_count: 0,
    open_parts: 0,
    supervised: 0,
    supervise_level: '',
    supervise_due_at: null,
    supervise_answered_at: null,
    urge_count: 0,
    urged_at: null,
    urge_due_at: null,
    repeat_of: made.repeatOf,
    master_id: null,
    joined_count: 0,
    version: 1,
    warn_level: 'green',
    escalated_to: '',
  }
}

/** The talk's own part of the story: it became a ticket. */
const noteFiled = async (tx: Db, ticket: Ticket, conversationId: string, at: string): Promise<void> => {
  await appendEvent(tx, {
    at,
    type: 'conversation.filed',
    subject: { type: 'conversation', id: conversationId },
    actor: { kind: 'system', id: 'system' },
    data: { number: ticket.number },
  })
}

const sendOn = async (
  tx: Db,
  desk: OpeningDesk,
  ticket: Ticket,
  routing: Routing,
  at: string,
): Promise<Ticket> => {
  const toDesk = routing.departmentId === null
  const accepted = await moveTicket(tx, {
    ticketId: ticket.id,
    action: 'triage',
    actor: SYSTEM,
    publicText: toDesk ? '热线正在研判由哪个单位办理，确定后在这里告诉您。' : '',
    internalNote: routing.why,
    at,
  })
  if (routing.departmentId === null) return accepted
  const sent = await moveTicket(tx, {
    ticketId: ticket.id,
    action: 'dispatch',
    actor: SYSTEM,
    publicText: `已转${nameDepartment(desk.rules, routing.departmentId)}办理。`,
    internalNote: routing.why,
    data: { departmentId: routing.departmentId },
    changes: {
      lead_department_id: routing.departmentId,
      co_department_ids: JSON.stringify(routing.coDepartmentIds),
      ...(await sentOut(tx, desk.rules, accepted, at)),
    },
    rules: desk.rules,
    at,
  })
  return startUnitClocks(tx, desk.rules, sent, at)
}

/**
 * Opens a ticket inside the caller's transaction: number, query code, clocks, first steps and events; sent to the
 * department the routing names, or left with the triage desk when it names none.
 */
export const openTicketIn = async (tx: Db, desk: OpeningDesk, opening: Opening): Promise<Opened> => {
  const at = isoNow(desk.clock)
  const id = newId()
  const taken = await takeActionKey(tx, opening.idempotencyKey, id, at)
  if (taken !== null) return { ticket: await mustFind(tx, taken), queryCode: null, repeat: true }
  const queryCode = newQueryCode()
  const since = isoAfter(desk.clock, -desk.rules.city.metrics.repeatDays * DAY_MS)
  const repeatOf = await findEarlierOf(tx, { ...opening.input, citizenId: opening.citizenId }, since)
  await insertTicket(tx, await firstRow(tx, desk, opening, { id, queryCode, at, repeatOf }))
  const ticket = await startClocks(tx, desk.rules, await mustFind(tx, id), ['reply', 'whole'], at)
  await insertStep(tx, id, {
    seq: 1,
    at,
    action: 'open',
    from: '',
    to: 'submitted',
    actorKind: opening.actor.kind,
    actorId: opening.actor.id,
    actorName: opening.actor.name,
    publicText: `已登记。${ticket.dueText ?? ''}。`,
    internalNote: '',
    data: StepData.parse({}),
  })
  const { type, categoryId: category, districtId: district, channel } = ticket
  const facts = { type, category, district, channel, repeat: repeatOf !== null }
  await noteMove(tx, ticket, { action: 'open', from: '', actor: opening.actor, at, told: { facts } })
  if (ticket.conversationId !== null) await noteFiled(tx, ticket, ticket.conversationId, at)
  const sent = await sendOn(tx, desk, ticket, opening.routing, at)
  await indexTicket(tx, desk.cutWords, sent)
  return { ticket: sent, queryCode, repeat: false }
}

/** `openTicketIn` in a transaction of its own. */
export const openTicket = (desk: OpeningDesk & { db: Database }, opening: Opening): Promise<Opened> =>
  desk.db.transaction().execute((tx) => openTicketIn(tx, desk, opening))
