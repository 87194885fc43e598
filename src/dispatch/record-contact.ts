import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { takeActionKey } from '../tickets/action-key-repository.ts'
import { sayInstant } from '../tickets/explain-due.ts'
import { sendFiles } from '../tickets/files/send-files.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import {
  CONTACT_RESULTS,
  CONTACT_WAYS,
  type ContactResult,
  type ContactWay,
} from '../tickets/state-labels.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'

const REACHED: readonly ContactResult[] = ['reached', 'declined']

type Contact = {
  ticketId: string
  way: ContactWay
  /** `reached` when absent. */
  result?: ContactResult
  note?: string
  /** ISO-8601 UTC, now when absent; a time in the future is taken as now. */
  contactedAt?: string | undefined
  /** Proof: a picture of the call, a signature. */
  fileIds?: readonly string[]
  actor: Actor
  version?: number
  actionKey?: string
}

const planContact = (rules: CityRules, c: Contact, at: string) => {
  const contactedAt = c.contactedAt !== undefined && c.contactedAt < at ? c.contactedAt : at
  const when = sayInstant(new Date(contactedAt), rules.calendar.timezone)
  const result = c.result ?? 'reached'
  const isReached = REACHED.includes(result)
  const said = isReached
    ? `承办单位登记：${when} 已与您联系(${CONTACT_WAYS[c.way]})。`
    : `承办单位登记：${when} 联系过您(${CONTACT_WAYS[c.way]})，${CONTACT_RESULTS[result]}。`
  return {
    action: isReached ? ('contact' as const) : ('try_contact' as const),
    publicText: said,
    internalNote: c.note?.trim() ?? '',
    data: { way: c.way, contactedAt, result },
    words: { way: c.way },
  }
}

/**
 * Records that the citizen was contacted: way, time, what came of it, and the proof; the evidence behind the response rate
 * (响应率). Whoever was not reached was not contacted: that is a try, and the contact's clock runs on.
 * @throws AppError as `moveTicket` and `sendFiles`.
 */
export const recordContact = (
  desk: { db: Database; clock: Clock; rules: CityRules },
  c: Contact,
): Promise<Ticket> => {
  const at = isoNow(desk.clock)
  return desk.db.transaction().execute(async (tx) => {
    const isDone = c.actionKey && (await takeActionKey(tx, c.actionKey, c.ticketId, at)) !== null
    const done = isDone ? await findTicket(tx, c.ticketId) : null
    if (done) return done
    const moved = await moveTicket(tx, {
      ticketId: c.ticketId,
      actor: c.actor,
      ...(c.version === undefined ? {} : { version: c.version }),
      ...planContact(desk.rules, c, at),
      at,
    })
    const { id: ticketId, version: stepSeq } = moved
    await sendFiles(tx, { ticketId, stepSeq, actor: c.actor, fileIds: c.fileIds ?? [] })
    return moved
  })
}
