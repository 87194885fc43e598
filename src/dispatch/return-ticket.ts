import { AppError } from '../contracts/errors.ts'
import { sayText } from '../tickets/citizen-texts.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { recallParts } from '../tickets/part-repository.ts'
import { startClocks } from '../tickets/start-clocks.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { deskTerm } from '../tickets/ticket-clocks.ts'
import type { TicketChanges } from '../tickets/ticket-repository.ts'
import { type Act, type ActionDesk, actOnTicket, mustKnow } from './act-on-ticket.ts'

const BASIS_MIN = 4

/** A ticket on the triage desk again: nobody leads it, nothing of the last unit's work is left open. */
export const TAKEN_BACK = {
  lead_department_id: null,
  co_department_ids: '[]',
  handler_id: null,
  dispatched_at: null,
  sign_due_at: null,
  signed_at: null,
  return_due_at: null,
  designated: 0,
  open_parts: 0,
  draft_reply: null,
  draft_by: null,
} as const satisfies TicketChanges

/**
 * The lead department asks to give a ticket back (退单): why it is not its duty, on what basis, and whose it is instead.
 * Only within the window of returns, never when designated. The clock runs on: a refused return must not have won time.
 * @throws AppError invalid_request without basis or another unit; conflict when too late or designated; and as `moveTicket`.
 */
export const requestReturn = async (
  desk: ActionDesk,
  r: Act & { reason: string; basis: string; proposedDepartmentId: string },
): Promise<Ticket> => {
  const unit = r.actor.kind === 'staff' && r.actor.departmentId ? r.actor.departmentId : ''
  mustKnow(desk.rules, r.proposedDepartmentId, '建议单位')
  if (r.proposedDepartmentId === unit) {
    throw new AppError('invalid_request', '建议单位不能是本单位。')
  }
  if (r.basis.trim().length < BASIS_MIN) {
    throw new AppError('invalid_request', '请写明退单的依据，例如法规条款、三定规定或职责清单，至少4个字。')
  }
  return actOnTicket(desk, r, async (_ticket, at, tx) => ({
    action: 'request_return',
    publicText: sayText(desk.rules, 'return-asked', { 单位: nameDepartment(desk.rules, unit) }),
    internalNote: r.reason.trim(),
    data: { proposedDepartmentId: r.proposedDepartmentId, basis: r.basis.trim() },
    words: { reason: r.reason },
    changes: await deskTerm(tx, desk.rules, at),
  }))
}

/**
 * The desk decides on a return: approved, the ticket is on the triage desk again without a lead department and the
 * return is counted; refused, it waits for the same department's signature. @throws AppError as `moveTicket`.
 */
export const reviewReturn = (
  desk: ActionDesk,
  r: Act & { approve: boolean; note: string },
): Promise<Ticket> =>
  actOnTicket(desk, r, (ticket) => ({
    action: r.approve ? 'approve_return' : 'refuse_return',
    publicText: sayText(desk.rules, r.approve ? 'return-approved' : 'return-refused'),
    internalNote: r.note.trim(),
    data: { departmentId: ticket.leadDepartmentId },
    changes: r.approve
      ? { ...TAKEN_BACK, return_count: ticket.returnCount + 1 }
      : { handler_id: null, signed_at: null },
    words: { reason: r.note },
    also: async (tx, moved, at) => {
      if (r.approve) await recallParts(tx, moved.id, at)
      // Who had signed signs again; who had not is still late by the first clock.
      else if (ticket.signedAt !== null) await startClocks(tx, desk.rules, moved, ['sign'], at)
    },
  }))
