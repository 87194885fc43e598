import { sayText } from '../tickets/citizen-texts.ts'
import { extendClock } from '../tickets/clocks/extend-clock.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { deskTerm } from '../tickets/ticket-clocks.ts'
import { listSteps } from '../tickets/ticket-repository.ts'
import { refusalOf } from '../tickets/transitions.ts'
import { type Act, type ActionDesk, actOnTicket } from './act-on-ticket.ts'

/**
 * The lead department asks for more time (延期) before the due time, once by default. The citizen is told at once that
 * it asks and why; the clock runs on until the hotline decides. @throws AppError conflict when due or used up; and as
 * `moveTicket`.
 */
export const requestExtension = (desk: ActionDesk, e: Act & { reason: string }): Promise<Ticket> =>
  actOnTicket(desk, e, async (_ticket, at, tx) => ({
    action: 'request_extension',
    publicText: sayText(desk.rules, 'extension-asked', { 理由: e.reason.trim() }),
    words: { reason: e.reason },
    changes: await deskTerm(tx, desk.rules, at),
  }))

/**
 * The hotline decides on an extension. Approved, the due time moves by the city's term and the citizen is told the new
 * one with its reason; refused, the old one holds and they are told so. @throws AppError as `moveTicket`.
 */
export const reviewExtension = (
  desk: ActionDesk,
  e: Act & { approve: boolean; note: string },
): Promise<Ticket> =>
  actOnTicket(desk, e, async (ticket, at, tx) => {
    if (!e.approve || refusalOf(ticket, 'approve_extension', e.actor) !== null) {
      const text = sayText(desk.rules, 'extension-refused')
      const action = e.approve ? 'approve_extension' : 'refuse_extension'
      return { action, publicText: text, internalNote: e.note.trim(), words: { reason: e.note }, tell: text }
    }
    const asked = (await listSteps(tx, ticket.id)).findLast((s) => s.action === 'request_extension')
    const most = desk.rules.city.flow.extensions
    const asOf = asked?.at ?? at
    const next = await extendClock(tx, desk.rules, ticket, { at, asOf, most })
    const text = sayText(desk.rules, 'extension-approved', { 时限: next.dueText ?? '' })
    return {
      action: 'approve_extension',
      publicText: text,
      internalNote: e.note.trim(),
      changes: { extension_count: ticket.extensionCount + 1 },
      tell: text,
    }
  })
