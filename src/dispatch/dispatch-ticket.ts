import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { startClocks } from '../tickets/start-clocks.ts'
import type { Ticket } from '../tickets/ticket.ts'

/**
 * The desk sends a ticket to its lead department (派单), with a note for it. The clock to sign starts; the due time
 * promised to the citizen stays. @throws AppError invalid_request for an unknown department, and as `moveTicket`.
 */
export const dispatchTicket = async (
  desk: { db: Database; clock: Clock; rules: CityRules },
  d: {
    ticketId: string
    departmentId: string
    coDepartmentIds?: readonly string[]
    note?: string
    actor: Actor
    version?: number
  },
): Promise<Ticket> => {
  const co = (d.coDepartmentIds ?? []).filter((id) => id !== d.departmentId)
  const known = new Set(desk.rules.departments.map((department) => department.id))
  if (![d.departmentId, ...co].every((id) => known.has(id))) {
    throw new AppError('invalid_request', '没有这个承办单位，请从列表里选。')
  }
  return desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const sent = await moveTicket(tx, {
      ticketId: d.ticketId,
      action: 'dispatch',
      actor: d.actor,
      ...(d.version === undefined ? {} : { version: d.version }),
      publicText: `已转${nameDepartment(desk.rules, d.departmentId)}办理。`,
      internalNote: d.note?.trim() ?? '',
      data: { departmentId: d.departmentId },
      changes: {
        lead_department_id: d.departmentId,
        co_department_ids: JSON.stringify(co),
        dispatched_at: at,
        signed_at: null,
        handler_id: null,
      },
      at,
    })
    return startClocks(tx, desk.rules, sent, ['sign', 'return'], at)
  })
}
