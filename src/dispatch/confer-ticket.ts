import { AppError } from '../contracts/errors.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { conferTerm, sentOut, startUnitClocks } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicket, mustKnow } from './act-on-ticket.ts'
import { noteDecision } from './note-decision.ts'

/**
 * The hotline calls the units in question to a conference (会商) on whose matter it is. Two units at least; it has a
 * term of its own while the citizen's due time runs on. @throws AppError invalid_request, and as `moveTicket`.
 */
export const conferOnTicket = async (
  desk: ActionDesk,
  c: Act & { unitIds: readonly string[]; reason: string },
): Promise<Ticket> => {
  const unitIds = [...new Set(c.unitIds)]
  for (const id of unitIds) mustKnow(desk.rules, id, '单位')
  if (unitIds.length < 2) throw new AppError('invalid_request', '会商至少要两个单位参加。')
  const names = unitIds.map((id) => nameDepartment(desk.rules, id)).join('、')
  return actOnTicket(desk, c, async (_ticket, at, tx) => ({
    action: 'confer',
    publicText: '这件事涉及几个单位，热线正在召集会商，确定由谁办理后在这里告诉您。',
    internalNote: `参加单位：${names}。${c.reason.trim()}`,
    data: { unitIds },
    words: { reason: c.reason },
    changes: await conferTerm(tx, desk.rules, at),
  }))
}

/**
 * The hotline designates the unit (指定承办) after a conference, or when returns are used up. A designated unit cannot
 * return the ticket. @throws AppError as `dispatchTicket`.
 */
export const designateUnit = async (
  desk: ActionDesk,
  d: Act & { departmentId: string; reason: string },
): Promise<Ticket> => {
  mustKnow(desk.rules, d.departmentId, '承办单位')
  return actOnTicket(desk, d, async (ticket, at, tx) => ({
    action: 'designate',
    publicText: `热线指定由${nameDepartment(desk.rules, d.departmentId)}办理。`,
    internalNote: d.reason.trim(),
    data: { departmentId: d.departmentId },
    words: { reason: d.reason },
    changes: {
      lead_department_id: d.departmentId,
      co_department_ids: '[]',
      designated: 1,
      ...(await sentOut(tx, desk.rules, ticket, at, false)),
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
