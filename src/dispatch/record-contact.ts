import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { sayInstant } from '../tickets/explain-due.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket, takeActionKey } from '../tickets/ticket-repository.ts'

/** The ways a department gets in touch, with the words the citizen reads. */
export const CONTACT_WAYS = {
  phone: '电话',
  sms: '短信',
  message: '在线消息',
  visit: '上门',
  other: '其他方式',
} as const
export type ContactWay = keyof typeof CONTACT_WAYS

/**
 * Records that the citizen was contacted: way and time, the evidence behind the response rate (响应率). `contactedAt`
 * is ISO-8601 UTC, now when absent; a time in the future is taken as now. @throws AppError as `moveTicket`.
 */
export const recordContact = (
  desk: { db: Database; clock: Clock; rules: CityRules },
  c: {
    ticketId: string
    way: ContactWay
    note?: string
    contactedAt?: string
    actor: Actor
    version?: number
    actionKey?: string
  },
): Promise<Ticket> => {
  const at = isoNow(desk.clock)
  const contactedAt = c.contactedAt !== undefined && c.contactedAt < at ? c.contactedAt : at
  const when = sayInstant(new Date(contactedAt), desk.rules.calendar.timezone)
  return desk.db.transaction().execute(async (tx) => {
    const isDone = c.actionKey && (await takeActionKey(tx, c.actionKey, c.ticketId, at)) !== null
    const done = isDone ? await findTicket(tx, c.ticketId) : null
    if (done) return done
    return moveTicket(tx, {
      ticketId: c.ticketId,
      action: 'contact',
      actor: c.actor,
      ...(c.version === undefined ? {} : { version: c.version }),
      publicText: `承办单位登记：${when} 已与您联系(${CONTACT_WAYS[c.way]})。`,
      internalNote: c.note?.trim() ?? '',
      data: { way: c.way, contactedAt },
      words: { way: c.way },
      at,
    })
  })
}
