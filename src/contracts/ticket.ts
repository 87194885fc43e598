import { z } from 'zod'
import { FollowUpWish } from './follow-up.ts'

/** 诉求类型. */
export const TicketType = z.enum(['consult', 'help', 'complaint', 'report', 'suggestion', 'praise'])
export type TicketType = z.infer<typeof TicketType>

/** How soon somebody must act; `critical`: life is in danger. */
export const Urgency = z.enum(['normal', 'urgent', 'critical'])
export type Urgency = z.infer<typeof Urgency>

/** As what a matter is taken. */
export type Nature = { type: TicketType; urgency: Urgency }

/**
 * The ticket's states (domain: 12345 practice). Labels for people are in `tickets/state-labels.ts`; who owns a ticket in
 * each is in `tickets/transitions.ts`. `accepted` is the triage desk (研判/待派单); `handling` begins with the unit's
 * signature (签收); `replied` is published, what the unit wrote waits in `unit_review` and `audit`. `merged` (已并案) is a
 * ticket that is handled with another one, its master (主单).
 */
export const TICKET_STATES = [
  'submitted',
  'need_info',
  'accepted',
  'conferring',
  'dispatched',
  'return_req',
  'handling',
  'extend_req',
  'suspended',
  'term_req',
  'unit_review',
  'audit',
  'replied',
  'followup',
  'verify',
  'merged',
  'closed',
  'terminated',
  'referred',
  'archived',
  'withdrawn',
] as const
export type TicketState = (typeof TICKET_STATES)[number]
export const TicketStateSchema = z.enum(TICKET_STATES)

/** What somebody does to a ticket. Which is allowed when, and for whom, is one table: `tickets/transitions.ts`. */
export const TICKET_ACTIONS = [
  'open',
  'triage',
  'ask_info',
  'give_info',
  'expire_info',
  'answer_directly',
  'refer',
  'dispatch',
  'confer',
  'speak',
  'designate',
  'sign',
  'request_return',
  'approve_return',
  'refuse_return',
  'contact',
  'try_contact',
  'request_extension',
  'approve_extension',
  'refuse_extension',
  'suspend',
  'resume',
  'request_termination',
  'approve_termination',
  'refuse_termination',
  'request_co',
  'refuse_co',
  'add_co',
  'add_suborder',
  'report_part',
  'recall_part',
  'reply',
  'sign_reply',
  'send_back_reply',
  'pass_reply',
  'reject_reply',
  'deliver_reply',
  'call_citizen',
  'rate',
  'dispute',
  'grade',
  'ask_again',
  'confirm_fixed',
  'verify_rating',
  'explain_rating',
  'appeal_rating',
  'propose_exclusion',
  'approve_exclusion',
  'refuse_exclusion',
  'rework',
  'reassign',
  'uphold',
  'close',
  'archive',
  'reopen',
  'supervise',
  'answer_supervision',
  'end_supervision',
  'urge',
  'answer_urge',
  'join',
  'take_in',
  'split',
  'answer_joined',
  'end_joined',
  'move_unit',
  'take_back',
  'recategorise',
  'add_facts',
  'correct',
  'withdraw',
  'note',
] as const
export type TicketAction = (typeof TICKET_ACTIONS)[number]

/** Who acts. Staff carry their id; citizens act through their conversation or query code; `system` is a job. */
export type Actor =
  | { kind: 'citizen'; id: string; name: string }
  | { kind: 'staff'; id: string; name: string; roles: readonly string[]; departmentId: string | null }
  | { kind: 'system'; id: 'system'; name: string }

/** Everything needed to open a ticket; every field came from the citizen or was shown to them before the yes. */
export const OpenTicket = z.object({
  type: TicketType,
  categoryId: z.string(),
  title: z.string().min(2).max(60),
  matter: z.string().min(2).max(5000),
  wish: z.string().max(1000).default(''),
  placeText: z.string().max(300).default(''),
  districtId: z.string().nullable().default(null),
  happenedAt: z.string().max(100).default(''),
  contactName: z.string().max(50).default(''),
  contactPhone: z.string().max(30).default(''),
  /** 保密: handlers see an alias instead of name and phone. On by default for 举报. */
  confidential: z.boolean().default(false),
  urgency: Urgency.default('normal'),
})
export type OpenTicket = z.infer<typeof OpenTicket>

/** Where a matter should go, with the reason in words. `departmentId` null = the triage desk decides. */
export type Routing = {
  departmentId: string | null
  coDepartmentIds: string[]
  /** 0…1. Below the city's threshold the ticket goes to the triage desk. */
  score: number
  why: string
  catalogueLineId: string | null
  candidates: { departmentId: string; score: number; why: string }[]
}

/** Solved is asked in three grades and apart from satisfaction (国办发〔2019〕51号 five grades). */
export const Solved = z.enum(['solved', 'partly', 'unsolved'])
export type Solved = z.infer<typeof Solved>
export const Satisfaction = z.number().int().min(1).max(5)

/** One step of the parcel-like timeline, as the citizen may see it. */
export const TimelineStep = z.object({
  at: z.string(),
  action: z.string(),
  title: z.string(),
  text: z.string(),
  by: z.string(),
})
export type TimelineStep = z.infer<typeof TimelineStep>

/** A photo or paper as the tracking page shows it; fetched with number and query code. */
export const FileForCitizen = z.object({
  id: z.string(),
  kind: z.enum(['image', 'pdf']),
  label: z.string(),
  by: z.string(),
  at: z.string(),
})
export type FileForCitizen = z.infer<typeof FileForCitizen>

/** The citizen's view of a ticket: no internal notes, no staff names beyond the unit. */
export const TicketForCitizen = z.object({
  number: z.string(),
  title: z.string(),
  type: TicketType,
  typeLabel: z.string(),
  category: z.string(),
  matter: z.string(),
  wish: z.string(),
  place: z.string(),
  state: TicketStateSchema,
  stateLabel: z.string(),
  department: z.string().nullable(),
  openedAt: z.string(),
  dueAt: z.string().nullable(),
  /** The due time in words, with the rule it follows. */
  dueText: z.string().nullable(),
  publicReply: z.string().nullable(),
  timeline: z.array(TimelineStep),
  /** What they sent themselves, and the reply's pictures once it is theirs. */
  files: z.array(FileForCitizen),
  /** What the hotline asked the citizen for, while it waits for the answer (待补充); null otherwise. */
  asksInfo: z.string().nullable(),
  canAddFacts: z.boolean(),
  /** Over, but new facts open it again. */
  canReopen: z.boolean(),
  canWithdraw: z.boolean(),
  /** May be urged (催办) now. */
  canUrge: z.boolean(),
  /** Why it may not be urged just now, or who answers the last urge by when; null = nothing to say. */
  urgeText: z.string().nullable(),
  canRate: z.boolean(),
  /** What they said of it themselves. */
  rating: z.object({ solved: Solved.nullable(), satisfied: Satisfaction.nullable() }),
  /** What they chose about being asked afterwards. */
  followUpWish: FollowUpWish,
})
export type TicketForCitizen = z.infer<typeof TicketForCitizen>
