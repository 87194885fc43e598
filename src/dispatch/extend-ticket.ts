import type { CityRules } from '../contracts/city-rules.ts'
import { isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { sayText } from '../tickets/citizen-texts.ts'
import { extendClock, previewExtension } from '../tickets/clocks/extend-clock.ts'
import { refusalOf } from '../tickets/refuse-action.ts'
import { listSteps } from '../tickets/step-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { deskTerm } from '../tickets/ticket-clocks.ts'
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

/** Counted from now, judged as of the request; before there is one, as of now. */
const termsOf = async (db: Db, rules: CityRules, ticket: Ticket, at: string) => {
  const steps = ticket.state === 'extend_req' ? await listSteps(db, ticket.id) : []
  const asked = steps.findLast((s) => s.action === 'request_extension')
  return { at, asOf: asked?.at ?? at, most: rules.city.flow.extensions }
}

/** What an extension granted now would do, one sentence for whoever asks for it and whoever grants it. @throws AppError conflict, in words. */
export const sayExtension = async (
  desk: Pick<ActionDesk, 'db' | 'rules' | 'clock'>,
  ticket: Ticket,
): Promise<{ dueAt: string; text: string }> => {
  const terms = await termsOf(desk.db, desk.rules, ticket, isoNow(desk.clock))
  const { dueAt, from, until, term, isProvisional } = await previewExtension(
    desk.db,
    desk.rules,
    ticket,
    terms,
  )
  const unsure = isProvisional ? '。那一年的放假安排还没有导入，导入后会重新计算' : ''
  return { dueAt, text: `延长 ${term}：答复时限从${from}延到${until}${unsure}。` }
}

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
    const next = await extendClock(tx, desk.rules, ticket, await termsOf(tx, desk.rules, ticket, at))
    const text = sayText(desk.rules, 'extension-approved', { 时限: next.dueText ?? '' })
    return {
      action: 'approve_extension',
      publicText: text,
      internalNote: e.note.trim(),
      changes: { extension_count: ticket.extensionCount + 1 },
      tell: text,
    }
  })
