import type { Db } from '../../platform/db/schema.ts'
import { listBadRatingsOf } from '../bad-rating/bad-rating-repository.ts'
import { hideInConferences } from '../conference/conference-repository.ts'
import { listSteps } from '../step-repository.ts'
import { findTicket } from '../ticket-repository.ts'

/**
 * Takes the person out of a ticket for good: contact blank, every text rid of them by `hide`, corrections and reasons too. What was done
 * when by which unit stays, and so does every figure, which is counted from the event log. @returns false, with nothing changed, when somebody
 * was faster.
 */
export const eraseTicketPerson = async (
  tx: Db,
  ticketId: string,
  hide: (text: string) => string,
): Promise<boolean> => {
  const ticket = await findTicket(tx, ticketId)
  if (!ticket) return false
  const result = await tx
    .updateTable('ticket')
    .set({
      contact_name: '',
      contact_phone: '',
      title: hide(ticket.title),
      matter: hide(ticket.matter),
      wish: hide(ticket.wish),
      place_text: hide(ticket.placeText),
      public_reply: ticket.publicReply === null ? null : hide(ticket.publicReply),
      draft_reply: ticket.draftReply === null ? null : hide(ticket.draftReply),
    })
    .where('id', '=', ticketId)
    .where('version', '=', ticket.version)
    .executeTakeFirst()
  // Somebody moved it in between: it may be open again.
  if (Number(result.numUpdatedRows) === 0) return false
  for (const step of await listSteps(tx, ticketId)) {
    const words = { public_text: hide(step.publicText), internal_note: hide(step.internalNote) }
    if (words.public_text === step.publicText && words.internal_note === step.internalNote) continue
    await tx
      .updateTable('ticket_step')
      .set(words)
      .where('ticket_id', '=', ticketId)
      .where('seq', '=', step.seq)
      .execute()
  }
  const parts = await tx
    .selectFrom('ticket_part')
    .select(['seq', 'task', 'report'])
    .where('ticket_id', '=', ticketId)
    .execute()
  for (const { seq, task, report } of parts)
    await tx
      .updateTable('ticket_part')
      .set({ task: hide(task), report: report === null ? null : hide(report) })
      .where('ticket_id', '=', ticketId)
      .where('seq', '=', seq)
      .execute()
  await hideInConferences(tx, ticketId, hide)
  for (const rating of await listBadRatingsOf(tx, ticketId))
    await tx
      .updateTable('bad_rating')
      .set({ claim_evidence: hide(rating.claim_evidence), decision_note: hide(rating.decision_note) })
      .where('id', '=', rating.id)
      .execute()
  await tx
    .updateTable('contact_change')
    .set({ old_value: '', new_value: '' })
    .where('ticket_id', '=', ticketId)
    .execute()
  await tx
    .updateTable('unmask_request')
    .set({ reason: '', note: '' })
    .where('ticket_id', '=', ticketId)
    .execute()
  return true
}

/** A request that was granted is carried out; its own words go with the rest. */
export const markErased = async (tx: Db, ticketId: string, at: string): Promise<void> => {
  await tx
    .updateTable('erasure_request')
    .set({ erased_at: at, reason: '' })
    .where('ticket_id', '=', ticketId)
    .where('erased_at', 'is', null)
    .execute()
}

/** Whether other tickets still need the talk (`conversation`) or the person: those that are not among `states`. */
export const hasOpenBeside = async (
  db: Db,
  of: { ticketId: string; conversationId: string; states: readonly string[] },
): Promise<boolean> => {
  const row = await db
    .selectFrom('ticket')
    .select('id')
    .where('conversation_id', '=', of.conversationId)
    .where('id', '!=', of.ticketId)
    .where('state', 'in', [...of.states])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
