import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { moveTicket } from './move-ticket.ts'
import type { Ticket } from './ticket.ts'

type Desk = { db: Database; clock: Clock }

/**
 * The citizen adds facts to an open ticket, inside the caller's transaction. Their words stand in the story, for the
 * department and for themselves. @throws AppError as `moveTicket`.
 */
export const addFactsIn = (
  tx: Db,
  clock: Clock,
  a: { ticketId: string; actor: Actor; text: string },
): Promise<Ticket> =>
  moveTicket(tx, {
    ticketId: a.ticketId,
    action: 'add_facts',
    actor: a.actor,
    publicText: a.text.trim(),
    words: { text: a.text },
    at: isoNow(clock),
  })

/** `addFactsIn` in a transaction of its own. */
export const addFacts = (desk: Desk, a: { ticketId: string; actor: Actor; text: string }): Promise<Ticket> =>
  desk.db.transaction().execute((tx) => addFactsIn(tx, desk.clock, a))

/**
 * The citizen takes the matter back before it is answered, inside the caller's transaction. The reason is theirs to
 * give or not. @throws AppError as `moveTicket`.
 */
export const withdrawIn = (
  tx: Db,
  clock: Clock,
  a: { ticketId: string; actor: Actor; reason?: string },
): Promise<Ticket> => {
  const at = isoNow(clock)
  const reason = a.reason?.trim() ?? ''
  return moveTicket(tx, {
    ticketId: a.ticketId,
    action: 'withdraw',
    actor: a.actor,
    publicText: reason ? `您撤回了诉求：${reason}` : '您撤回了诉求。',
    changes: { closed_at: at },
    at,
  })
}

/** `withdrawIn` in a transaction of its own. */
export const withdrawTicket = (
  desk: Desk,
  a: { ticketId: string; actor: Actor; reason?: string },
): Promise<Ticket> => desk.db.transaction().execute((tx) => withdrawIn(tx, desk.clock, a))

/** A member of staff leaves a note that only staff read. The ticket stays where it is. @throws AppError as `moveTicket`. */
export const addNote = (desk: Desk, a: { ticketId: string; actor: Actor; text: string }): Promise<Ticket> =>
  desk.db.transaction().execute((tx) =>
    moveTicket(tx, {
      ticketId: a.ticketId,
      action: 'note',
      actor: a.actor,
      publicText: '',
      internalNote: a.text.trim(),
      words: { text: a.text },
      at: isoNow(desk.clock),
    }),
  )
