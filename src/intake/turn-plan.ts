import type { TalkContext, TicketDraft, WaitKind } from '../contracts/conversation.ts'
import type { FollowUpWish } from '../contracts/follow-up-wish.ts'
import type { Reply } from '../contracts/message.ts'
import type { Solved } from '../contracts/ticket.ts'

/** What one turn changes in the world besides words; carried out in the same transaction as the words. */
export type Effect =
  | { kind: 'queue-for-agent'; why: WaitKind; reason: string }
  /** `joinTo`: the ticket of the same matter it is handled with, as its citizen chose. */
  | { kind: 'open-ticket'; draft: TicketDraft; joinTo?: string }
  /** Asks how a ticket stands (催办), in the citizen's words. */
  | { kind: 'urge'; ticketId: string; text: string }
  /** Photos of the talk that stand on no ticket yet go with the words. */
  | { kind: 'add-facts'; ticketId: string; text: string }
  | { kind: 'rate'; ticketId: string; solved: Solved; satisfied?: number; reason: string }
  /** How satisfied somebody is whose matter is unsolved and being verified. */
  | { kind: 'grade'; ticketId: string; satisfied: number }
  /** The next ticket of a question about several. */
  | { kind: 'ask-solved'; ticketId: string }
  | { kind: 'lasts'; ticketId: string }
  | { kind: 'broke-again'; ticketId: string; text: string }
  | { kind: 'choose-contact'; wish: FollowUpWish }

/** Why a reply is as it is: the decision, how sure it was, and the entry behind it. */
export type Decided = {
  decision: string
  confidence: number
  entryId: string | null
  /** Set where the base lacks an answer (知识缺口), with the entry that came nearest; where we know why we decline it is none. */
  gap?: { nearestId: string | null }
}

/** The whole outcome of one message, thought out before anything is written. */
export type TurnPlan = {
  says: Reply[]
  context: TalkContext
  effects: Effect[]
  /** What was decided for each of `says`, from the first on, for the event log and the knowledge gaps. */
  decided: Decided[]
}

/** A plan that only says something. */
export const sayOnly = (context: TalkContext, ...says: Reply[]): TurnPlan => ({
  says,
  context,
  effects: [],
  decided: [],
})

export const notice = (text: string): Reply => ({ kind: 'notice', text })
