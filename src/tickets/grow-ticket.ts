import type { CityRules } from '../contracts/city-rules.ts'
import type { Actor, OpenTicket, Routing } from '../contracts/ticket.ts'
import type { Schema } from '../platform/db/schema.ts'
import type { LogEntry } from '../platform/events/event-repository.ts'
import { hashSecret } from '../platform/id.ts'
import { sayText } from './citizen-texts.ts'
import type { ClockRules } from './clocks/clock-rules.ts'
import { showClocks } from './clocks/show-clocks.ts'
import type { TicketClock } from './clocks/ticket-clock.ts'
import { findWords } from './find-words.ts'
import { moveEvent } from './move-ticket.ts'
import { nameDepartment } from './name-department.ts'
import { newTicketRow } from './new-ticket.ts'
import { refusalOf, stateAfter } from './refuse-action.ts'
import { leafNow } from './rules-now.ts'
import { firstClocks } from './start-clocks.ts'
import { type Ticket, type TicketStep, toTicket } from './ticket.ts'
import { givenTo } from './ticket-clocks.ts'
import { blockedBy } from './ticket-guards.ts'
import type { TicketChanges } from './ticket-repository.ts'

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

/** What an opening is given before it grows. */
export type Given = { id: string; number: string; queryCode: string; at: string; repeatOf: string | null }

/** A new ticket as it is before it is written: its row, the row as the rooms read it, its story, clocks and events. */
export type Grown = {
  row: Schema['ticket']
  ticket: Ticket
  steps: TicketStep[]
  clocks: TicketClock[]
  events: LogEntry[]
}

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }

/** The leaf a matter is filed under today. */
export const filedUnder = (rules: CityRules, categoryId: string): string =>
  leafNow(rules, categoryId)?.id ?? categoryId

const firstRow = (rules: CityRules, o: Opening, given: Given): Schema['ticket'] => {
  const { input, routing } = o
  return newTicketRow({
    id: given.id,
    number: given.number,
    query_code_hash: hashSecret(given.queryCode),
    type: input.type,
    category_id: filedUnder(rules, input.categoryId),
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
    opened_at: given.at,
    repeat_of: given.repeatOf,
    watch_words: findWords(rules.sensitiveWords, 'watch', `${input.title}\n${input.matter}`)
      .map((word) => word.name)
      .join('、'),
  })
}

const change = (grown: Grown, columns: Partial<Schema['ticket']>): Ticket => {
  Object.assign(grown.row, columns)
  grown.ticket = toTicket(grown.row)
  return grown.ticket
}

/** The opening itself, with the clocks of the whole ticket; and that the talk became a ticket. */
const begin = (grown: Grown, rules: CityRules, clockRules: ClockRules, o: Opening, at: string): void => {
  grown.clocks = firstClocks(clockRules, grown.ticket, ['reply', 'whole'], at)
  const due = showClocks(grown.clocks)
  const ticket = change(grown, { ...due, first_due_at: due.due_at })
  grown.steps.push({
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
  const facts = { type, category, district, channel, repeat: grown.row.repeat_of !== null }
  grown.events.push(moveEvent(ticket, { action: 'open', from: '', actor: o.actor, at, told: { facts } }))
  if (ticket.conversationId === null) return
  grown.events.push({
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
const grow = (grown: Grown, rules: CityRules, move: OwnMove, at: string): void => {
  const { action } = move
  const before = grown.ticket
  const refusal = refusalOf(before, action, SYSTEM) ?? blockedBy(before, action, rules, at)
  if (refusal) throw new Error(`a new ticket cannot ${action}: ${refusal}`)
  const state = stateAfter(before.state, action)
  const after = change(grown, { step_due_at: null, ...move.changes, state, version: before.version + 1 })
  grown.steps.push({
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
  grown.events.push(moveEvent(after, { action, from: before.state, actor: SYSTEM, at }))
}

/** Accepted, and sent to the unit the routing names with the clocks it then has; or left with the triage desk. */
const sendOn = (
  grown: Grown,
  rules: CityRules,
  clockRules: ClockRules,
  { departmentId, coDepartmentIds, why: note }: Routing,
  at: string,
): void => {
  const publicText = departmentId === null ? sayText(rules, 'triage') : ''
  grow(grown, rules, { action: 'triage', publicText, note }, at)
  if (departmentId === null) return
  const sent = { ...grown.ticket, leadDepartmentId: departmentId }
  const clocks = firstClocks(clockRules, sent, ['sign', 'return'], at)
  grown.clocks.push(...clocks)
  const changes: TicketChanges = {
    lead_department_id: departmentId,
    co_department_ids: JSON.stringify(coDepartmentIds),
    ...givenTo(clocks.find((clock) => clock.stage === 'return')?.dueAt ?? null, at),
    sign_due_at: showClocks(grown.clocks).sign_due_at,
  }
  const said = sayText(rules, 'dispatched', { 单位: nameDepartment(rules, departmentId) })
  grow(grown, rules, { action: 'dispatch', publicText: said, note, data: { departmentId }, changes }, at)
}

/**
 * The whole opening, reckoned without touching the database: accepted and sent to the unit the routing names, or left with the triage desk
 * when it names none. @throws when the table of transitions does not allow it, or a due time cannot be counted.
 */
export const growTicket = (
  rules: CityRules,
  clockRules: ClockRules,
  opening: Opening,
  given: Given,
): Grown => {
  const row = firstRow(rules, opening, given)
  const grown: Grown = { row, ticket: toTicket(row), steps: [], clocks: [], events: [] }
  begin(grown, rules, clockRules, opening, given.at)
  sendOn(grown, rules, clockRules, opening.routing, given.at)
  return grown
}
