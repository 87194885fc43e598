import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { noteAccess } from '../tickets/protection/access-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { dropPreservation, insertPreservation } from './retention-repository.ts'

/**
 * Puts a ticket under preservation (暂缓删除), for a law suit, a review or an inquiry: nothing of it is erased, whatever the terms say and whoever
 * asks, until it is taken off again. @throws AppError invalid_request without a reason; conflict when it stands so already.
 */
export const preserveTicket = (
  desk: { db: Database; clock: Clock },
  ticket: Ticket,
  actor: Extract<Actor, { kind: 'staff' }>,
  p: { on: boolean; reason: string },
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const reason = p.reason.trim()
    if (reason.length < 4)
      throw new AppError('invalid_request', '请写明为什么，例如“行政复议期间要留证据”，至少4个字。')
    const at = isoNow(desk.clock)
    const row = { ticket_id: ticket.id, reason, staff_id: actor.id, staff_name: actor.name, at }
    const isNew = p.on ? await insertPreservation(tx, row) : await dropPreservation(tx, ticket.id)
    if (!isNew) throw new AppError('conflict', p.on ? '这件工单已经暂缓删除了。' : '这件工单没有暂缓删除。')
    await appendEvent(tx, {
      at,
      type: 'ticket.preserved',
      subject: { type: 'ticket', id: ticket.id },
      actor: { kind: actor.kind, id: actor.id },
      data: { on: p.on },
    })
    const what = p.on ? 'preserve' : 'end_preservation'
    await noteAccess(tx, actor, { at, kind: 'action', ticketId: ticket.id, what, shown: '' })
  })
