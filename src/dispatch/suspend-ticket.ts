import { AppError } from '../contracts/errors.ts'
import { sayText } from '../tickets/citizen-texts.ts'
import { pauseClocks, resumeClocks } from '../tickets/clocks/pause-clocks.ts'
import { sayInstant } from '../tickets/explain-due.ts'
import { refusalOf } from '../tickets/refuse-action.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { pausedRow } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicket } from './act-on-ticket.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * The lead department stops for a while (暂停) for a reason outside its hands: the clock stands still, at most until
 * `until` (ISO-8601 UTC), when it runs on by itself. The citizen is told why and until when.
 * @throws AppError invalid_request for a date in the past or beyond the city's longest pause; and as `moveTicket`.
 */
export const suspendTicket = async (
  desk: ActionDesk,
  s: Act & { reason: string; until: string },
): Promise<Ticket> => {
  const now = desk.clock.now().getTime()
  const until = new Date(s.until)
  const { suspendMaxDays } = desk.rules.city.flow
  if (!(until.getTime() > now && until.getTime() <= now + suspendMaxDays * DAY_MS)) {
    throw new AppError('invalid_request', `暂停到哪天，请选今天以后 ${suspendMaxDays} 天以内的日期。`)
  }
  const by = sayInstant(until, desk.rules.calendar.timezone)
  const text = sayText(desk.rules, 'suspended', { 理由: s.reason.trim(), 时间: by })
  return actOnTicket(desk, s, (ticket, at) => ({
    action: 'suspend',
    publicText: text,
    words: { reason: s.reason },
    data: { until: until.toISOString() },
    changes: { ...pausedRow(at, until.toISOString()), suspension_count: ticket.suspensionCount + 1 },
    also: (tx, moved, now) => pauseClocks(tx, moved, { reason: s.reason.trim(), at: now }),
    tell: text,
  }))
}

/** Handling goes on, by hand or because the date has come; the due time moves by the pause. @throws AppError as `moveTicket`. */
export const resumeTicket = (desk: ActionDesk, r: Act): Promise<Ticket> =>
  actOnTicket(desk, r, async (ticket, at, tx) => {
    const isAllowed = refusalOf(ticket, 'resume', r.actor) === null
    const due = (isAllowed ? await resumeClocks(tx, desk.rules, ticket, { at }) : ticket).dueAt
    const by = due ? `，最迟${sayInstant(new Date(due), desk.rules.calendar.timezone)}答复您` : ''
    return {
      action: 'resume',
      publicText: `已恢复办理${by}。`,
      changes: { paused_at: null },
      tell: `已恢复办理${by}。`,
    }
  })
