import { sayText } from '../tickets/citizen-texts.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { startClocks } from '../tickets/start-clocks.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { type Act, type ActionDesk, actOnTicket } from './act-on-ticket.ts'

/**
 * A handler signs for their department (签收): from now on it is being handled, and by whom is known.
 * @throws AppError as `moveTicket`; of two who sign at once, one gets the conflict.
 */
export const signTicket = (desk: ActionDesk, s: Act): Promise<Ticket> => {
  const unit = s.actor.kind === 'staff' && s.actor.departmentId ? s.actor.departmentId : ''
  return actOnTicket(desk, s, (_ticket, at) => ({
    action: 'sign',
    publicText: sayText(desk.rules, 'signed', { 单位: nameDepartment(desk.rules, unit) }),
    changes: { signed_at: at, handler_id: s.actor.id },
    also: (tx, moved, now) => startClocks(tx, desk.rules, moved, ['contact'], now),
  }))
}
