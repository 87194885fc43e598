import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor, TicketState } from '../contracts/ticket.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Database } from '../platform/db/schema.ts'
import { LIMITS } from '../platform/limits.ts'
import { sayText } from '../tickets/citizen-texts.ts'
import { carryJoined } from '../tickets/joint/carry-joined.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { listTickets, type TicketFilter } from '../tickets/ticket-list-repository.ts'
import { actOnTicket } from './act-on-ticket.ts'
import { resumeTicket } from './suspend-ticket.ts'

type Desk = { db: Database; engine: Engine; clock: Clock; rules: CityRules }

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }
const DAY_MS = 24 * 60 * 60 * 1000

/** The citizen was asked and did not answer: the ticket ends, and what they add later opens it again. */
const endUnanswered = (desk: Desk, ticket: Ticket): Promise<Ticket> => {
  const text = sayText(desk.rules, 'info-expired', { 天数: String(desk.rules.city.flow.infoDays) })
  return actOnTicket(desk, { ticketId: ticket.id, actor: SYSTEM, version: ticket.version }, (_t, at) => ({
    action: 'expire_info',
    publicText: text,
    changes: { closed_at: at, paused_at: null },
    also: (tx, moved, now) => carryJoined(tx, moved, 'expire_info', desk.rules, now),
    tell: text,
  }))
}

const archive = (desk: Desk, ticket: Ticket): Promise<Ticket> =>
  actOnTicket(desk, { ticketId: ticket.id, actor: SYSTEM, version: ticket.version }, () => ({
    action: 'archive',
    publicText: '',
  }))

const sweep = async (
  desk: Desk,
  states: TicketState[],
  filter: TicketFilter,
  work: (desk: Desk, ticket: Ticket) => Promise<Ticket>,
): Promise<number> => {
  const page = { limit: LIMITS.pageSize }
  const { tickets } = await listTickets(desk.db, desk.engine, { states, ...filter }, page)
  let moved = 0
  for (const ticket of tickets) {
    try {
      await work(desk, ticket)
      moved++
    } catch (error) {
      // Somebody acted in this very moment: then it is theirs.
      if (!(error instanceof AppError && error.code === 'conflict')) throw error
    }
  }
  return moved
}

/**
 * What tickets do by themselves when a time has come: questions nobody answered end, pauses end, what is long over is
 * archived. One page each; may run in several processes at once. @returns how many moved.
 */
export const sweepTickets = async (desk: Desk): Promise<number> => {
  const due = { stepDueBefore: isoNow(desk.clock) }
  const old = { closedBefore: isoAfter(desk.clock, -desk.rules.city.flow.archiveAfterDays * DAY_MS) }
  const ended = await sweep(desk, ['need_info'], due, endUnanswered)
  const resumed = await sweep(desk, ['suspended'], due, (_desk, ticket) =>
    resumeTicket(desk, { ticketId: ticket.id, actor: SYSTEM, version: ticket.version }),
  )
  const archived = await sweep(desk, ['closed', 'terminated', 'referred'], old, archive)
  return ended + resumed + archived
}
