import { sayText } from '../tickets/citizen-texts.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { sentOut, startUnitClocks } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicket, mustKnow } from './act-on-ticket.ts'
import { noteDecision } from './note-decision.ts'

/**
 * The desk sends a ticket to its lead department (派单), with a note for it. The clock to sign and the window to return
 * start; the due time promised to the citizen stays. Where it went is remembered: the next matter like it is advised so.
 * @throws AppError invalid_request for an unknown department; conflict when it was returned so often that a unit must be
 * designated; and as `moveTicket`.
 */
export const dispatchTicket = async (
  desk: ActionDesk,
  d: Act & { departmentId: string; coDepartmentIds?: readonly string[]; note?: string },
): Promise<Ticket> => {
  const co = (d.coDepartmentIds ?? []).filter((id) => id !== d.departmentId)
  for (const id of [d.departmentId, ...co]) mustKnow(desk.rules, id, '承办单位')
  return actOnTicket(desk, d, async (ticket, at, tx) => ({
    action: 'dispatch',
    publicText: sayText(desk.rules, 'dispatched', { 单位: nameDepartment(desk.rules, d.departmentId) }),
    internalNote: d.note?.trim() ?? '',
    data: { departmentId: d.departmentId },
    changes: {
      lead_department_id: d.departmentId,
      co_department_ids: JSON.stringify(co),
      ...(await sentOut(tx, desk.rules, ticket, at)),
    },
    also: async (tx2, moved, now) => {
      await noteDecision(tx2, desk.rules, {
        ticket: moved,
        departmentId: d.departmentId,
        actor: d.actor,
        at: now,
      })
      await startUnitClocks(tx2, desk.rules, moved, now)
    },
  }))
}
