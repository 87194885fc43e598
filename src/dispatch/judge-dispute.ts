import { closeBadRating } from '../tickets/bad-rating/bad-rating-repository.ts'
import { sayText } from '../tickets/citizen-texts.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { recallParts } from '../tickets/part-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { sayNewTerm, sentOut, startNewTerm, startUnitClocks } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicket } from './act-on-ticket.ts'
import { mustBeShort } from './reply-ticket.ts'
import { TAKEN_BACK } from './return-ticket.ts'

/**
 * The hotline found the unit at fault: it does the matter again (重办), against a new term, and cannot return it, for
 * it has already taken it as its own. @throws AppError conflict for a ticket the desk answered itself; and as `moveTicket`.
 */
export const orderRework = (desk: ActionDesk, r: Act & { reason: string }): Promise<Ticket> =>
  actOnTicket(desk, r, async (ticket, at, tx) => {
    const term = await sayNewTerm(tx, desk.rules, ticket, at)
    const unit = nameDepartment(desk.rules, ticket.leadDepartmentId ?? '')
    const text = sayText(desk.rules, 'rework', { 单位: unit, 时限: term })
    return {
      action: 'rework',
      publicText: text,
      internalNote: r.reason.trim(),
      words: { reason: r.reason },
      data: { departmentId: ticket.leadDepartmentId },
      changes: { ...(await sentOut(tx, desk.rules, ticket, at, false)), designated: 1, closed_at: null },
      also: async (tx2, moved, now) => {
        await startUnitClocks(tx2, desk.rules, await startNewTerm(tx2, desk.rules, moved, now), now)
        await closeBadRating(tx2, moved.id, 'reworked', now)
      },
      tell: text,
    }
  })

/** Not that unit's fault, but not done: the ticket is on the triage desk again, against a new term. @throws AppError as `moveTicket`. */
export const reassignTicket = (desk: ActionDesk, r: Act & { reason: string }): Promise<Ticket> =>
  actOnTicket(desk, r, async (ticket, at, tx) => {
    const term = await sayNewTerm(tx, desk.rules, ticket, at)
    const text = sayText(desk.rules, 'reassigned', { 时限: term })
    return {
      action: 'reassign',
      publicText: text,
      internalNote: r.reason.trim(),
      words: { reason: r.reason },
      data: { departmentId: ticket.leadDepartmentId },
      changes: { ...TAKEN_BACK, closed_at: null },
      also: async (tx2, moved, now) => {
        await recallParts(tx2, moved.id, now)
        await closeBadRating(tx2, moved.id, 'reassigned', now)
        await startNewTerm(tx2, desk.rules, moved, now)
      },
      tell: text,
    }
  })

/** What could be done was done: the citizen is told why, and the ticket is closed with their rating as it was given. @throws AppError too_long, and as `moveTicket`. */
export const upholdReply = async (
  desk: ActionDesk,
  u: Act & { publicReply: string; internalNote?: string },
): Promise<Ticket> => {
  const text = mustBeShort(u.publicReply)
  return actOnTicket(desk, u, (ticket, at) => ({
    action: 'uphold',
    publicText: text,
    internalNote: u.internalNote?.trim() ?? '',
    words: { publicReply: u.publicReply },
    changes: { closed_at: ticket.closedAt ?? at },
    also: (tx, moved, now) => closeBadRating(tx, moved.id, 'explained', now),
    tell: text,
  }))
}
