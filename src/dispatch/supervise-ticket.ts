import type { Ticket } from '../tickets/ticket.ts'
import { type Act, type ActionDesk, actOnTicket } from './act-on-ticket.ts'

/** A supervisor puts a ticket under supervision (督办), or ends it: a flag beside the states that blocks nobody. @throws AppError as `moveTicket`. */
export const superviseTicket = (
  desk: ActionDesk,
  s: Act & { on: boolean; reason: string },
): Promise<Ticket> =>
  actOnTicket(desk, s, () => ({
    action: s.on ? 'supervise' : 'end_supervision',
    publicText: '',
    internalNote: s.reason.trim(),
    words: { reason: s.reason },
    changes: { supervised: s.on ? 1 : 0 },
  }))
