import type { TalkContext, TicketDraft } from '../contracts/conversation.ts'
import type { Reply } from '../contracts/message.ts'
import type { Solved } from '../contracts/ticket.ts'

/** What one turn changes in the world besides words; carried out in the same transaction as the words. */
export type Effect =
  | { kind: 'queue-for-agent'; reason: string }
  | { kind: 'open-ticket'; draft: TicketDraft }
  | { kind: 'add-facts'; ticketId: string; text: string }
  | { kind: 'rate'; ticketId: string; solved: Solved; satisfied?: number; reason: string }

/** The whole outcome of one message, thought out before anything is written. */
export type TurnPlan = {
  says: Reply[]
  context: TalkContext
  effects: Effect[]
  /** What was decided, for the event log and the knowledge gaps. */
  decided: { decision: string; confidence: number; entryId: string | null } | null
}

/** A plan that only says something. */
export const sayOnly = (context: TalkContext, ...says: Reply[]): TurnPlan => ({
  says,
  context,
  effects: [],
  decided: null,
})

export const notice = (text: string): Reply => ({ kind: 'notice', text })
