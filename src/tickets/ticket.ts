import { z } from 'zod'
import {
  type OpenTicket,
  type Routing,
  Solved,
  TICKET_ACTIONS,
  type TicketAction,
  type TicketState,
  TicketStateSchema,
  TicketType,
  Urgency,
} from '../contracts/ticket.ts'
import type { Schema } from '../platform/db/schema.ts'

/** 绿 normal, 黄 and 橙 close, 红 past. */
export const WarnLevel = z.enum(['green', 'yellow', 'orange', 'red'])
export type WarnLevel = z.infer<typeof WarnLevel>

/** Levels of an order of supervision, in the words of `urgency`: the deadline rules choose by it. */
export const SuperviseLevel = z.enum(['normal', 'urgent', 'critical'])
export type SuperviseLevel = z.infer<typeof SuperviseLevel>

/** A ticket (工单) as the rooms above use it. Instants are ISO-8601 UTC. */
export type Ticket = Omit<OpenTicket, 'confidential'> & {
  id: string
  number: string
  queryCodeHash: string
  confidential: boolean
  citizenId: string
  conversationId: string | null
  channel: string
  state: TicketState
  leadDepartmentId: string | null
  coDepartmentIds: string[]
  /** Units called to the newest conference (会商); they see the ticket while it lasts. */
  invitedUnitIds: string[]
  /** What the catalogue advised when it was opened; people may have decided otherwise since. */
  routing: Routing
  catalogueLineId: string | null
  handlerId: string | null
  returnCount: number
  openedAt: string
  dispatchedAt: string | null
  signDueAt: string | null
  signedAt: string | null
  /** The due time promised first, kept beside the one that runs now. */
  firstDueAt: string | null
  dueAt: string | null
  dueText: string | null
  policyId: string | null
  repliedAt: string | null
  publicReply: string | null
  closedAt: string | null
  solved: Solved | null
  satisfied: number | null
  /** When the present state must have been left, for states with a term of their own. */
  stepDueAt: string | null
  /** Until when the unit may ask to give it back; null = no such term runs. */
  returnDueAt: string | null
  /** Since when the clock of the whole ticket stands still; null = it runs. */
  pausedAt: string | null
  /** The unit's answer on its way through signature and audit; published it is `publicReply`. */
  draftReply: string | null
  draftBy: string | null
  /** Reason code of a referral or termination. */
  outcomeCode: string | null
  /** Given by the hotline for good (指定): it cannot be returned. */
  designated: boolean
  extensionCount: number
  suspensionCount: number
  /** Parts of co-handlers and lower units still to be reported. */
  openParts: number
  supervised: boolean
  /** How pressing the order of supervision is (督办级别); empty = there was none. */
  superviseLevel: SuperviseLevel | ''
  superviseDueAt: string | null
  /** When the unit answered the order that stands; null = not yet. */
  superviseAnsweredAt: string | null
  /** Urges (催办) so far, the last one, and until when somebody answers the open one (null = none is open). */
  urgeCount: number
  urgedAt: string | null
  urgeDueAt: string | null
  /** The earlier ticket of the same person about the same kind of thing (重复诉求). */
  repeatOf: string | null
  /** The master (主单) it is or was handled with. */
  masterId: string | null
  /** How many tickets are handled with it now. */
  joinedCount: number
  version: number
  /** The worst warning of the clocks that run, and how far up the ladder one that is past has gone (empty = nowhere). */
  warnLevel: WarnLevel
  escalatedTo: string
}

/** What a co-handler (`co`) or lower unit (`sub`) does for the lead. `asked`: the lead asked, the hotline decides. */
export type TicketPart = {
  seq: number
  kind: 'co' | 'sub'
  departmentId: string | null
  unitName: string
  task: string
  state: 'asked' | 'open' | 'done' | 'recalled' | 'refused'
  askedAt: string
  dueAt: string
  report: string | null
  endedAt: string | null
}

/** One step of a ticket's story. `from` is empty for the first. `publicText` empty = staff only. */
export type TicketStep = {
  seq: number
  at: string
  action: TicketAction
  from: TicketState | ''
  to: TicketState
  actorKind: 'citizen' | 'staff' | 'system'
  actorId: string
  actorName: string
  publicText: string
  internalNote: string
  data: StepData
}

/** The facts of a step beside its words. `unitId` = the department the actor belongs to. */
export const StepData = z.object({
  unitId: z.string().nullable().default(null),
  departmentId: z.string().nullable().optional(),
  proposedDepartmentId: z.string().nullable().optional(),
  way: z.string().optional(),
  contactedAt: z.string().optional(),
  /** What came of a contact. */
  result: z.string().optional(),
  /** The legal or duty basis of a return or termination. */
  basis: z.string().optional(),
  reasonCode: z.string().optional(),
  /** The special route that was told (按此告知). */
  routeId: z.string().optional(),
  /** Units called to a conference. */
  unitIds: z.array(z.string()).optional(),
  partSeq: z.number().int().optional(),
  /** The number of the ticket on the other side of a joint case. Only staff are told. */
  withNumber: z.string().optional(),
  /** The knowledge entries an answer was written from; their questions stand in its words as the source. */
  entryIds: z.array(z.string()).optional(),
  level: z.string().optional(),
  until: z.string().optional(),
  solved: Solved.optional(),
  satisfied: z.number().int().optional(),
  /** Why nobody was asked (不要回访, 电话不通), where a ticket closes for that. */
  unasked: z.string().optional(),
  /** Who wrote down what the citizen said on the telephone. Only the hotline is told. */
  recordedBy: z.string().optional(),
})
export type StepData = z.infer<typeof StepData>

const Ids = z.array(z.string())
const StoredRouting = z.object({
  departmentId: z.string().nullable(),
  coDepartmentIds: Ids,
  score: z.number(),
  why: z.string(),
  catalogueLineId: z.string().nullable(),
  candidates: z.array(z.object({ departmentId: z.string(), score: z.number(), why: z.string() })),
})
// Made once: a schema that is put together anew for every row costs more than all it checks.
const StoredSolved = Solved.nullable()
const StoredLevel = SuperviseLevel.or(z.literal(''))
const ActionOf = z.enum(TICKET_ACTIONS)
const ActorKind = z.enum(['citizen', 'staff', 'system'])

/** Reads a row. @throws when a stored value is outside the contract: that is a fault, not an input. */
export const toTicket = (r: Schema['ticket']): Ticket => ({
  id: r.id,
  number: r.number,
  queryCodeHash: r.query_code_hash,
  type: TicketType.parse(r.type),
  categoryId: r.category_id,
  title: r.title,
  matter: r.matter,
  wish: r.wish,
  placeText: r.place_text,
  districtId: r.district_id,
  happenedAt: r.happened_at,
  citizenId: r.citizen_id,
  conversationId: r.conversation_id,
  channel: r.channel,
  contactName: r.contact_name,
  contactPhone: r.contact_phone,
  confidential: r.confidential === 1,
  urgency: Urgency.parse(r.urgency),
  state: TicketStateSchema.parse(r.state),
  leadDepartmentId: r.lead_department_id,
  coDepartmentIds: Ids.parse(JSON.parse(r.co_department_ids)),
  invitedUnitIds: Ids.parse(JSON.parse(r.invited_unit_ids)),
  routing: StoredRouting.parse(JSON.parse(r.routing)),
  catalogueLineId: r.catalogue_line_id,
  handlerId: r.handler_id,
  returnCount: r.return_count,
  openedAt: r.opened_at,
  dispatchedAt: r.dispatched_at,
  signDueAt: r.sign_due_at,
  signedAt: r.signed_at,
  firstDueAt: r.first_due_at,
  dueAt: r.due_at,
  dueText: r.due_text,
  policyId: r.policy_id,
  repliedAt: r.replied_at,
  publicReply: r.public_reply,
  closedAt: r.closed_at,
  solved: StoredSolved.parse(r.solved),
  satisfied: r.satisfied,
  stepDueAt: r.step_due_at,
  returnDueAt: r.return_due_at,
  pausedAt: r.paused_at,
  draftReply: r.draft_reply,
  draftBy: r.draft_by,
  outcomeCode: r.outcome_code,
  designated: r.designated === 1,
  extensionCount: r.extension_count,
  suspensionCount: r.suspension_count,
  openParts: r.open_parts,
  supervised: r.supervised === 1,
  superviseLevel: StoredLevel.parse(r.supervise_level),
  superviseDueAt: r.supervise_due_at,
  superviseAnsweredAt: r.supervise_answered_at,
  urgeCount: r.urge_count,
  urgedAt: r.urged_at,
  urgeDueAt: r.urge_due_at,
  repeatOf: r.repeat_of,
  masterId: r.master_id,
  joinedCount: r.joined_count,
  version: r.version,
  warnLevel: WarnLevel.parse(r.warn_level),
  escalatedTo: r.escalated_to,
})

const PartKind = z.enum(['co', 'sub'])
const PartState = z.enum(['asked', 'open', 'done', 'recalled', 'refused'])

/** Reads a row. @throws as `toTicket`. */
export const toPart = (r: Schema['ticket_part']): TicketPart => ({
  seq: r.seq,
  kind: PartKind.parse(r.kind),
  departmentId: r.department_id,
  unitName: r.unit_name,
  task: r.task,
  state: PartState.parse(r.state),
  askedAt: r.asked_at,
  dueAt: r.due_at,
  report: r.report,
  endedAt: r.ended_at,
})

/** Reads a row of the story. @throws as `toTicket`. */
export const toStep = (r: Schema['ticket_step']): TicketStep => ({
  seq: r.seq,
  at: r.at,
  action: ActionOf.parse(r.action),
  from: r.from_state === '' ? '' : TicketStateSchema.parse(r.from_state),
  to: TicketStateSchema.parse(r.to_state),
  actorKind: ActorKind.parse(r.actor_kind),
  actorId: r.actor_id,
  actorName: r.actor_name,
  publicText: r.public_text,
  internalNote: r.internal_note,
  data: StepData.parse(JSON.parse(r.data)),
})
