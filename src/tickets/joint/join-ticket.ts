import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import type { Actor } from '../../contracts/ticket.ts'
import type { Db } from '../../platform/db/schema.ts'
import { sayText } from '../citizen-texts.ts'
import { moveTicket } from '../move-ticket.ts'
import { recallParts } from '../part-repository.ts'
import type { Ticket } from '../ticket.ts'
import { findTicket } from '../ticket-repository.ts'

/** Nobody leads a joined ticket, nothing of its own way is left open: its master goes the way for both. */
const HANDED_OVER = {
  lead_department_id: null,
  co_department_ids: '[]',
  handler_id: null,
  dispatched_at: null,
  sign_due_at: null,
  signed_at: null,
  return_due_at: null,
  paused_at: null,
  designated: 0,
  open_parts: 0,
  draft_reply: null,
  draft_by: null,
} as const

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }

const mustFind = async (tx: Db, id: string): Promise<Ticket> => {
  const ticket = await findTicket(tx, id)
  if (!ticket) throw new AppError('not_found', '没有找到要并入的工单。')
  return ticket
}

/**
 * Joins a ticket to the one that is handled for both (并案), inside the caller's transaction. Its clocks end, the master's bind; its
 * number, its query code and its citizen stay its own: they read what becomes of the master, are answered in their own talk and rate for
 * themselves, and nobody learns who else asked. A master that is itself joined stands for its own master, so there are no chains.
 * @throws AppError conflict when the ticket leads others itself, when the master is answered already, or for a ticket with itself; and
 * as `moveTicket`.
 */
export const joinTicketIn = async (
  tx: Db,
  rules: CityRules,
  j: { ticketId: string; masterId: string; actor: Actor; version?: number; at: string },
): Promise<Ticket> => {
  const named = await mustFind(tx, j.masterId)
  const master = named.state === 'merged' && named.masterId ? await mustFind(tx, named.masterId) : named
  if (master.id === j.ticketId) throw new AppError('conflict', '这两件已经在一起了，不能并入自己。')
  const { at, actor } = j
  const asking = await mustFind(tx, j.ticketId)
  // The master first: when it is answered already nothing was written yet, and the other goes its own way.
  await moveTicket(tx, {
    ticketId: master.id,
    action: 'take_in',
    actor: SYSTEM,
    publicText: '',
    internalNote: `收进同一件事的工单 ${asking.number}：${asking.title}`,
    data: { withNumber: asking.number },
    changes: (before) => ({ joined_count: before.joinedCount + 1 }),
    at,
  })
  const ticket = await moveTicket(tx, {
    ticketId: j.ticketId,
    action: 'join',
    actor,
    ...(j.version === undefined ? {} : { version: j.version }),
    rules,
    publicText: sayText(rules, 'joined'),
    internalNote: `并入 ${master.number}`,
    data: { withNumber: master.number },
    changes: { ...HANDED_OVER, master_id: master.id },
    at,
  })
  await recallParts(tx, ticket.id, at)
  return ticket
}
