import type { Actor } from '../contracts/ticket.ts'
import { lockTalk } from '../conversations/conversation-repository.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { newId } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { chooseOwner, planFollowUpIn } from './ask-follow-up.ts'
import { type AskDesk, askWaitingIn } from './ask-questions.ts'
import { lockContact } from './contact-repository.ts'
import { endFollowUp, insertFollowUp, listFollowUpsOf, listForAgain } from './follow-up-repository.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** What closed longer ago than its days and this is not asked about any more: a city that begins asking asks nobody about last year. */
const LATE_DAYS = 14

const planAgain = (desk: AskDesk, ticketId: string): Promise<boolean> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const seen = await findTicket(tx, ticketId)
    if (!seen) return false
    if (seen.conversationId !== null) await lockTalk(tx, seen.conversationId)
    const choice = await lockContact(tx, seen.citizenId, at)
    const ticket = await findTicket(tx, ticketId)
    const before = await listFollowUpsOf(tx, ticketId)
    const isOver = ticket?.state === 'closed' || ticket?.state === 'archived'
    if (!ticket || !isOver || before.some((one) => one.kind === 'again')) return false
    const owner = await chooseOwner(tx, ticket, choice)
    if (owner === 'channel' || owner === 'call') {
      await planFollowUpIn(tx, desk, { ticket, owner, kind: 'again', wanted: at, at })
      const { conversationId, citizenId } = ticket
      if (owner === 'channel' && conversationId !== null)
        await askWaitingIn(tx, desk, { conversationId, citizenId })
      return true
    }
    // Nobody may ask: written down, so that it is not looked at again every minute.
    await insertFollowUp(tx, {
      id: newId(),
      ticket_id: ticketId,
      kind: 'again',
      citizen_id: ticket.citizenId,
      owner: 'self',
      agent_id: null,
      state: 'waiting',
      due_at: at,
      attempts: 0,
      outcome: owner === 'nobody' ? 'opted_out' : 'unreachable',
      message_id: null,
      asked_at: null,
      created_at: at,
      ended_at: at,
    })
    return false
  })

/**
 * 真的修好了吗: some days after closing, for the categories a city chose, the citizen is asked once whether it lasted, by the same one owner,
 * at the same hours and under the same cap as any other question. @returns how many were planned.
 */
export const askAgain = async (desk: AskDesk): Promise<number> => {
  let planned = 0
  for (const { category, days } of desk.rules.city.followUp.again) {
    const closed = {
      category,
      from: isoAfter(desk.clock, -(days + LATE_DAYS) * DAY_MS),
      until: isoAfter(desk.clock, -days * DAY_MS),
    }
    for (const ticketId of await listForAgain(desk.db, closed, LIMITS.pageSize)) {
      if (await planAgain(desk, ticketId)) planned++
    }
  }
  return planned
}

/** It lasted: the citizen's word on the story of a ticket that is over. Inside the caller's transaction. @throws AppError as `moveTicket`. */
export const confirmFixedIn = async (
  tx: Db,
  f: { ticketId: string; actor: Actor; recordedBy?: string; at: string },
): Promise<void> => {
  await moveTicket(tx, {
    ticketId: f.ticketId,
    action: 'confirm_fixed',
    actor: f.actor,
    publicText: f.recordedBy ? '您在电话里说，办好以后一直是好的。' : '您说办好以后一直是好的。',
    ...(f.recordedBy ? { data: { recordedBy: f.recordedBy } } : {}),
    at: f.at,
  })
  await endFollowUp(tx, f.ticketId, 'lasting', f.at)
}
