import { carryJoined } from '../tickets/joint/carry-joined.ts'
import { recallParts } from '../tickets/part-repository.ts'
import { TERMINATION_LABELS, type TerminationReason } from '../tickets/state-labels.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { deskTerm } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicket } from './act-on-ticket.ts'

/**
 * The lead department asks to end a ticket that cannot be solved (终止、不予办理), with a kind of reason and its grounds.
 * The hotline decides; until then the clock runs on. @throws AppError as `moveTicket`.
 */
export const requestTermination = (
  desk: ActionDesk,
  t: Act & { reasonCode: TerminationReason; reason: string },
): Promise<Ticket> =>
  actOnTicket(desk, t, async (_ticket, at, tx) => ({
    action: 'request_termination',
    publicText: '',
    internalNote: `${TERMINATION_LABELS[t.reasonCode]}。${t.reason.trim()}`,
    data: { reasonCode: t.reasonCode },
    words: { reason: t.reason },
    changes: { ...(await deskTerm(tx, desk.rules, at)), outcome_code: t.reasonCode },
  }))

/**
 * The hotline decides. Approved, the citizen is told why nothing more is done and where else they can go
 * (`publicReply`); refused, the unit handles on. @throws AppError as `moveTicket`.
 */
export const reviewTermination = (
  desk: ActionDesk,
  t: Act & { approve: boolean; publicReply: string; note: string },
): Promise<Ticket> =>
  actOnTicket(desk, t, (_ticket, at) => {
    const text = t.publicReply.trim()
    if (!t.approve) {
      return {
        action: 'refuse_termination',
        publicText: '',
        internalNote: t.note.trim(),
        words: { reason: t.note },
        changes: { outcome_code: null },
      }
    }
    return {
      action: 'approve_termination',
      publicText: text,
      internalNote: t.note.trim(),
      words: { publicReply: t.publicReply },
      changes: { public_reply: text, closed_at: at, open_parts: 0, paused_at: null },
      also: async (tx, moved, now) => {
        await recallParts(tx, moved.id, now)
        await carryJoined(tx, moved, 'approve_termination', desk.rules, now)
      },
      tell: text,
    }
  })
