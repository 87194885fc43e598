import { z } from 'zod'
import { GUIDE_FIELDS } from './decision.ts'
import { FollowUpWish } from './follow-up.ts'
import { Solved, TicketType } from './ticket.ts'

/** The draft (草稿) of a ticket while it is being talked through. Empty fields were not said yet. */
export const TicketDraft = z.object({
  type: TicketType,
  categoryId: z.string(),
  /** What happened, in the citizen's words; empty = not said yet. */
  matter: z.string(),
  wish: z.string(),
  placeText: z.string(),
  districtId: z.string().nullable(),
  happenedAt: z.string(),
  contactName: z.string(),
  contactPhone: z.string(),
  confidential: z.boolean(),
  /** What was said of being asked afterwards; null = nothing, and what was chosen before stays. */
  followUp: FollowUpWish.nullable().default(null),
  urgency: z.enum(['normal', 'urgent', 'critical']),
  /** The field that was asked for last; the next message is read as its answer. */
  asking: z.enum(['place', 'matter', 'phone']).nullable(),
  /** Fields the citizen was already asked for: nobody is asked twice for something optional. */
  asked: z.array(z.string()),
  /** The whole draft was shown; a yes now opens the ticket. */
  shown: z.boolean(),
})
export type TicketDraft = z.infer<typeof TicketDraft>

/** What the talk is about now; stored with the conversation so that leaving and coming back loses nothing. */
export const TalkContext = z.object({
  /** The entry the last answer came from. */
  topicEntryId: z.string().nullable().default(null),
  /** The matter in the citizen's words (the entry's, where theirs were a story), with what follow-ups changed. */
  topicText: z.string().default(''),
  /** The guide fields asked for last: "护照呢?" after "多少钱?" asks what a passport costs. */
  topicFields: z.array(z.enum(GUIDE_FIELDS)).default([]),
  /** What else the last question may have meant, for "不是这个" and "换一个". */
  alternatives: z.array(z.object({ value: z.string(), entryId: z.string() })).default([]),
  /** Options offered last, so that "第二个" or "2" means something. */
  options: z.array(z.object({ value: z.string(), entryId: z.string().nullable() })).default([]),
  draft: TicketDraft.nullable().default(null),
  /** A question of ours that waits for an answer: "工单要记下来吗？" */
  pending: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('offer-ticket'), matter: z.string(), type: TicketType }),
      z.object({
        kind: z.literal('rate'),
        ticketId: z.string(),
        asks: z.enum(['solved', 'satisfied', 'reason']),
        solved: Solved.optional(),
        satisfied: z.number().int().optional(),
        /** Tickets asked about in the same message, after this one. */
        more: z.array(z.string()).default([]),
      }),
      /** Some days after closing: does it last? */
      z.object({ kind: z.literal('again'), ticketId: z.string(), asks: z.enum(['lasting', 'facts']) }),
      /** The draft may be the matter of a ticket that is there already: "是同一件事吗？" */
      z.object({ kind: z.literal('same-matter'), ticketId: z.string(), whose: z.enum(['own', 'others']) }),
    ])
    .nullable()
    .default(null),
  /** Turns in a row without an answer: after two, a person is offered first. */
  misses: z.number().int().default(0),
})
export type TalkContext = z.infer<typeof TalkContext>

/**
 * Why somebody waits for a person. `unsure`: the assistant had no answer; `handed`: another agent passed the talk on;
 * `returned`: the agent's desk went silent; `call`: a telephone call nobody took.
 */
export const WAIT_KINDS = [
  'asked',
  'unsure',
  'danger',
  'angry',
  'unsolved',
  'handed',
  'returned',
  'call',
] as const
export const WaitKind = z.enum(WAIT_KINDS)
export type WaitKind = z.infer<typeof WaitKind>

/** A talk with one citizen on one channel. `heldBy` says who speaks for us; exactly one owner at a time. */
export type Conversation = {
  id: string
  channel: string
  channelUserId: string
  citizenId: string
  heldBy: 'bot' | 'waiting' | 'agent' | 'ended'
  agentId: string | null
  version: number
  waitSince: string | null
  waitReason: string | null
  waitKind: WaitKind | null
  /** Whom it was handed to: this agent, or anybody of this team. Others may still take it. */
  waitStaffId: string | null
  waitTeamId: string | null
  /** When an agent's hold ends unless their desk is heard of again. */
  heldUntil: string | null
  heldSince: string | null
  context: TalkContext
  createdAt: string
  lastInboundAt: string | null
  lastMessageAt: string
}
