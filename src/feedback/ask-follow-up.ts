import { TalkContext } from '../contracts/conversation.ts'
import type { Reply } from '../contracts/message.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { findConversation, saveContext } from '../conversations/conversation-repository.ts'
import { reopenConversation } from '../conversations/hold-conversation.ts'
import { say } from '../conversations/say.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import type { JobHandlers } from '../platform/jobs/run-jobs.ts'
import { FOLLOW_UP_JOB, FollowUpPayload } from '../tickets/follow-up-job.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { SOLVED_LABELS } from '../tickets/state-labels.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }
const SAVE_TRIES = 5

/** The question of a follow-up, asked in three grades (解决率 is asked of the citizen, never self-reported). */
export const solvedQuestion = (ticket: Ticket): Reply => ({
  kind: 'notice',
  text: `工单 ${ticket.number}(${ticket.title})已经答复。您反映的问题解决了吗？`,
  options: Object.values(SOLVED_LABELS).map((label) => ({ label, value: label })),
  asks: 'solved',
  speaker: { kind: 'system', name: '12345' },
})

/** Makes the talk wait for the rating, so that the citizen's next words are read as one; also locks its row. */
const expectRating = async (tx: Db, conversationId: string, ticketId: string, at: string): Promise<void> => {
  for (let tries = 0; tries < SAVE_TRIES; tries++) {
    const talk = await findConversation(tx, conversationId)
    if (!talk) throw new Error(`conversation ${conversationId} does not exist`)
    const context = TalkContext.parse({
      ...talk.context,
      pending: { kind: 'rate', ticketId, asks: 'solved' },
    })
    if (!(await saveContext(tx, conversationId, talk.version, context))) continue
    // An ended talk is not found again by a channel without links: the answer would begin a new one and mean nothing.
    if (talk.heldBy === 'ended') await reopenConversation(tx, talk, talk.version + 1, at)
    return
  }
  throw new Error(`conversation ${conversationId} kept changing`)
}

/**
 * Asks the citizen about a reply: the ticket moves to follow-up, and where there is a talk the question is put there
 * and waited for. A ticket that has moved on meanwhile is left alone, so running twice is safe.
 */
export const askFollowUp = async (
  desk: { db: Database; clock: Clock },
  ticketId: string,
): Promise<Ticket | null> => {
  const before = await findTicket(desk.db, ticketId)
  if (before?.state !== 'replied') return null
  return desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    if (before.conversationId !== null) await expectRating(tx, before.conversationId, ticketId, at)
    const ticket = await moveTicket(tx, {
      ticketId,
      action: 'deliver_reply',
      actor: SYSTEM,
      publicText: '请您说说问题有没有解决。',
      // A ticket that was sent back is rated anew; the earlier rating stands in its steps.
      changes: { solved: null, satisfied: null },
      at,
    })
    if (ticket.conversationId !== null) {
      const reply = solvedQuestion(ticket)
      await say(tx, { conversationId: ticket.conversationId, author: 'system', reply, at })
    }
    return ticket
  })
}

/** The follow-up's place in the worker's table of jobs. */
export const followUpJobs = (desk: { db: Database; clock: Clock }): JobHandlers => ({
  [FOLLOW_UP_JOB]: async (payload) => {
    await askFollowUp(desk, FollowUpPayload.parse(payload).ticketId)
  },
})
