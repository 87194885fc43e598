import { sayText } from '../tickets/citizen-texts.ts'
import { sayInstant } from '../tickets/explain-due.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { enqueueGive } from '../tickets/send-job.ts'
import { forecastClock, startClocks } from '../tickets/start-clocks.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { SuperviseLevel } from '../tickets/ticket.ts'
import { type Act, type ActionDesk, actOnTicket } from './act-on-ticket.ts'

export { SuperviseLevel }

const holder = (desk: ActionDesk, ticket: Ticket): string =>
  ticket.leadDepartmentId === null ? '热线' : nameDepartment(desk.rules, ticket.leadDepartmentId)

/**
 * A supervisor puts a ticket under supervision (督办): reason, level, and a clock of its own by the city's rule for the level. It
 * moves no state and blocks nobody; the unit's own system is told, the citizen reads it on the timeline. After the unit has
 * answered, a further order may follow. @throws AppError as `moveTicket`.
 */
export const superviseTicket = (
  desk: ActionDesk,
  s: Act & { level: SuperviseLevel; reason: string },
): Promise<Ticket> =>
  actOnTicket(desk, s, async (ticket, at, tx) => {
    // The rules choose by urgency; of an order, that is its level.
    const pressing = { ...ticket, urgency: s.level }
    const due = await forecastClock(tx, desk.rules, 'supervise', pressing, at)
    const by = sayInstant(new Date(due?.dueAt ?? at), desk.rules.calendar.timezone)
    return {
      action: 'supervise',
      publicText: sayText(desk.rules, 'supervised', { 单位: holder(desk, ticket), 时间: by }),
      internalNote: s.reason.trim(),
      words: { reason: s.reason },
      data: { level: s.level },
      changes: { supervised: 1, supervise_level: s.level, supervise_answered_at: null },
      also: async (tx, moved, at) => {
        await startClocks(tx, desk.rules, { ...moved, urgency: s.level }, ['supervise'], at)
        await enqueueGive(tx, moved, at, 'supervision')
      },
    }
  })

/** The unit says how far it is and why it took so long; where no unit has the ticket, the hotline does. Only staff read it. @throws AppError as `moveTicket`. */
export const answerSupervision = (desk: ActionDesk, a: Act & { text: string }): Promise<Ticket> =>
  actOnTicket(desk, a, (_ticket, at) => ({
    action: 'answer_supervision',
    publicText: '',
    internalNote: a.text.trim(),
    words: { text: a.text },
    changes: { supervise_answered_at: at },
  }))

/** The supervisor lifts the order (解除督办), with the reason. @throws AppError as `moveTicket`. */
export const liftSupervision = (desk: ActionDesk, s: Act & { reason: string }): Promise<Ticket> =>
  actOnTicket(desk, s, () => ({
    action: 'end_supervision',
    publicText: '',
    internalNote: s.reason.trim(),
    words: { reason: s.reason },
    changes: { supervised: 0 },
  }))
