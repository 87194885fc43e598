import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Database } from '../platform/db/schema.ts'
import { LIMITS } from '../platform/limits.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { listTickets } from '../tickets/ticket-repository.ts'

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }
/** How long a follow-up waits for an answer. The citizen may still rate, or say it is unsolved, afterwards. */
export const SILENCE_DAYS = 7
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Closes tickets whose citizen did not answer the follow-up for seven days, one page at a time. `solved` stays empty:
 * silence is not satisfaction and no rate may count it. @returns how many were closed.
 */
export const closeSilent = async (desk: { db: Database; engine: Engine; clock: Clock }): Promise<number> => {
  const repliedBefore = isoAfter(desk.clock, -SILENCE_DAYS * DAY_MS)
  const page = { limit: LIMITS.pageSize }
  const { tickets } = await listTickets(desk.db, desk.engine, { states: ['followup'], repliedBefore }, page)
  let closed = 0
  for (const ticket of tickets) {
    const at = isoNow(desk.clock)
    try {
      await desk.db.transaction().execute((tx) =>
        moveTicket(tx, {
          ticketId: ticket.id,
          action: 'close',
          actor: SYSTEM,
          version: ticket.version,
          publicText: `${SILENCE_DAYS} 天内没有收到评价，工单办结。您仍然可以评价。`,
          changes: { closed_at: at },
          at,
        }),
      )
      closed++
    } catch (error) {
      // The citizen answered in this very moment: then it isn't silence.
      if (!(error instanceof AppError && error.code === 'conflict')) throw error
    }
  }
  return closed
}
