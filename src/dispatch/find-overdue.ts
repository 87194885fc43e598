import type { Clock } from '../contracts/ports.ts'
import { isoNow } from '../platform/clock.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Db } from '../platform/db/schema.ts'
import { LIMITS } from '../platform/limits.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { countTickets, listTickets } from '../tickets/ticket-list-repository.ts'

/**
 * Tickets whose running clock has ended: not signed in time, or not answered in time. Longest overdue first, one
 * page, with how many there are in all. `departmentId` narrows to one lead department.
 */
export const findOverdue = async (
  desk: { db: Db; engine: Engine; clock: Clock },
  departmentId?: string,
): Promise<{ tickets: Ticket[]; total: number }> => {
  const filter = {
    overdueAt: isoNow(desk.clock),
    ...(departmentId === undefined ? {} : { departmentId }),
  }
  const { tickets } = await listTickets(desk.db, desk.engine, filter, { limit: LIMITS.pageSize })
  return { tickets, total: await countTickets(desk.db, desk.engine, filter, LIMITS.foundCounted) }
}
