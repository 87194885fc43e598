import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { LIMITS } from '../platform/limits.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { endFollowUp, type FollowUp, listUnanswered } from './follow-up-repository.ts'

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }
const DAY_MS = 24 * 60 * 60 * 1000

/** Closes a ticket nobody rated, for this reason; nothing where it moved on. `solved` stays empty: no rate may count it. */
export const closeUnrated = async (
  tx: Db,
  ticketId: string,
  why: { publicText: string; unasked?: string },
  at: string,
): Promise<boolean> => {
  const ticket = await findTicket(tx, ticketId)
  if (ticket?.state !== 'followup') return false
  await moveTicket(tx, {
    ticketId,
    action: 'close',
    actor: SYSTEM,
    version: ticket.version,
    publicText: why.publicText,
    ...(why.unasked ? { data: { unasked: why.unasked } } : {}),
    changes: { closed_at: at },
    at,
  })
  return true
}

const endSilent = (
  desk: { db: Database; clock: Clock; rules: CityRules },
  followUp: FollowUp,
): Promise<boolean> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const publicText = `${desk.rules.city.followUp.answerDays} 天内没有收到评价，工单办结。您仍然可以评价。`
    const closed = await closeUnrated(tx, followUp.ticket_id, { publicText }, at)
    await endFollowUp(tx, followUp.ticket_id, 'silent', at)
    return closed
  })

/**
 * Closes tickets whose citizen did not answer within the city's days, counted from the question and not from the reply, one
 * page at a time: silence is not satisfaction. @returns how many were closed.
 */
export const closeSilent = async (desk: {
  db: Database
  clock: Clock
  rules: CityRules
}): Promise<number> => {
  const before = isoAfter(desk.clock, -desk.rules.city.followUp.answerDays * DAY_MS)
  let closed = 0
  for (const followUp of await listUnanswered(desk.db, before, LIMITS.pageSize)) {
    try {
      if (await endSilent(desk, followUp)) closed++
    } catch (error) {
      // The citizen answered in this very moment: then it isn't silence.
      if (!(error instanceof AppError && error.code === 'conflict')) throw error
    }
  }
  return closed
}
