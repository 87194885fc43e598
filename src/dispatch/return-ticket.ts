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
import { findTicket } from '../tickets/ticket-repository.ts'

type Desk = { db: Database; clock: Clock; rules: CityRules }

/**
 * The lead department asks to give a ticket back (退单), with its reason and, where it knows, the unit it belongs to.
 * The clock runs on: a refused return must not have won time. @throws AppError as `moveTicket`.
 */
export const requestReturn = async (
  desk: Desk,
  r: {
    ticketId: string
    reason: string
    proposedDepartmentId?: string | null
    actor: Actor
    version?: number
  },
): Promise<Ticket> => {
  const proposed = r.proposedDepartmentId ?? null
  if (proposed !== null && !desk.rules.departments.some((d) => d.id === proposed)) {
    throw new AppError('invalid_request', '没有这个建议单位，请从列表里选。')
  }
  const unit = r.actor.kind === 'staff' && r.actor.departmentId ? r.actor.departmentId : ''
  return desk.db.transaction().execute((tx) =>
    moveTicket(tx, {
      ticketId: r.ticketId,
      action: 'request_return',
      actor: r.actor,
      ...(r.version === undefined ? {} : { version: r.version }),
      publicText: `${nameDepartment(desk.rules, unit)}认为这件事不归它办，热线正在核实。办理期限不变。`,
      internalNote: r.reason.trim(),
      data: { proposedDepartmentId: proposed },
      words: { reason: r.reason },
      at: isoNow(desk.clock),
    }),
  )
}

const approve = {
  action: 'approve_return' as const,
  publicText: '热线核实后收回，重新确定承办单位。办理期限不变。',
}
const refuse = {
  action: 'refuse_return' as const,
  publicText: '热线核实后，仍由原单位办理。',
}

/**
 * The desk decides on a return: approved, the ticket is on the triage desk again without a lead department and the
 * return is counted; refused, it waits for the same department's signature. @throws AppError as `moveTicket`.
 */
export const reviewReturn = (
  desk: { db: Database; clock: Clock; rules: CityRules },
  r: { ticketId: string; approve: boolean; note: string; actor: Actor; version?: number },
): Promise<Ticket> =>
  desk.db.transaction().execute(async (tx) => {
    const ticket = await findTicket(tx, r.ticketId)
    if (!ticket) throw new AppError('not_found', '没有找到这件工单。')
    const handedBack = {
      lead_department_id: null,
      co_department_ids: '[]',
      handler_id: null,
      dispatched_at: null,
      sign_due_at: null,
      signed_at: null,
      return_count: ticket.returnCount + 1,
    }
    const at = isoNow(desk.clock)
    const reviewed = await moveTicket(tx, {
      ...(r.approve ? approve : refuse),
      ticketId: r.ticketId,
      actor: r.actor,
      ...(r.version === undefined ? {} : { version: r.version }),
      internalNote: r.note.trim(),
      data: { departmentId: ticket.leadDepartmentId },
      changes: r.approve ? handedBack : { handler_id: null, signed_at: null },
      words: { reason: r.note },
      at,
    })
    // Who had signed signs again; who had not is still late by the first clock.
    const signsAgain = !r.approve && ticket.signedAt !== null
    return signsAgain ? startClocks(tx, desk.rules, reviewed, ['sign'], at) : reviewed
  })
