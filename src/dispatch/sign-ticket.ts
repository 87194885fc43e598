import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { startClocks } from '../tickets/start-clocks.ts'
import type { Ticket } from '../tickets/ticket.ts'

/**
 * A handler signs for their department (签收): from now on it is being handled, and by whom is known.
 * @throws AppError as `moveTicket`; of two who sign at once, one gets the conflict.
 */
export const signTicket = (
  desk: { db: Database; clock: Clock; rules: CityRules },
  s: { ticketId: string; actor: Actor; version?: number },
): Promise<Ticket> => {
  const at = isoNow(desk.clock)
  const unit = s.actor.kind === 'staff' && s.actor.departmentId ? s.actor.departmentId : ''
  return desk.db.transaction().execute(async (tx) => {
    const signed = await moveTicket(tx, {
      ticketId: s.ticketId,
      action: 'sign',
      actor: s.actor,
      ...(s.version === undefined ? {} : { version: s.version }),
      publicText: `${nameDepartment(desk.rules, unit)}已签收，正在办理。`,
      changes: { signed_at: at, handler_id: s.actor.id },
      at,
    })
    return startClocks(tx, desk.rules, signed, ['contact'], at)
  })
}
