import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newId } from '../platform/id.ts'
import { noteAccess } from '../tickets/protection/access-repository.ts'
import {
  decideErasureRow,
  findErasure,
  findErasureOf,
  insertErasure,
} from '../tickets/protection/personal-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { eraseOnRequest, isOver } from './erase-ticket.ts'
import { isPreserved } from './retention-repository.ts'

type Desk = { db: Database; clock: Clock }

const note = async (
  tx: Db,
  actor: Pick<Actor, 'kind' | 'id'>,
  u: { ticketId: string; state: 'asked' | 'granted' | 'refused'; at: string },
): Promise<void> => {
  await appendEvent(tx, {
    at: u.at,
    type: 'personal.erasure',
    subject: { type: 'ticket', id: u.ticketId },
    actor: { kind: actor.kind, id: actor.id },
    data: { state: u.state },
  })
}

/** The citizen asks to be erased from a ticket (PIPL 47). Asked again while it waits, nothing changes. */
export const askErasure = (desk: Desk, ticket: Ticket, reason: string): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const newest = await findErasureOf(tx, ticket.id)
    if (newest?.state === 'asked' || newest?.state === 'granted') return
    const at = isoNow(desk.clock)
    await insertErasure(tx, {
      id: newId(),
      ticket_id: ticket.id,
      asked_at: at,
      reason: reason.trim(),
      state: 'asked',
      note: '',
      decided_by: null,
      decided_at: null,
      erased_at: null,
    })
    await note(tx, { kind: 'citizen', id: ticket.citizenId }, { ticketId: ticket.id, state: 'asked', at })
  })

/**
 * Somebody in charge decides. Granted, the person is taken out at once where the ticket is over, otherwise when it is. The citizen reads
 * the words of a refusal. @throws AppError not_found; conflict when it is decided; invalid_request for a refusal without words.
 */
export const decideErasure = (
  desk: Desk,
  actor: Extract<Actor, { kind: 'staff' }>,
  d: { id: string; approve: boolean; note: string },
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const request = await findErasure(tx, d.id)
    const ticket = request && (await findTicket(tx, request.ticket_id))
    if (!request || !ticket) throw new AppError('not_found', '没有找到这项申请。')
    if (!d.approve && d.note.trim().length < 4)
      throw new AppError(
        'invalid_request',
        '请写明为什么现在不能删、保存到什么时候，诉求人会看到，至少4个字。',
      )
    if (d.approve && (await isPreserved(tx, ticket.id)))
      throw new AppError('conflict', '这件工单正暂缓删除，先解除才能同意；不同意的请写明原因。')
    const at = isoNow(desk.clock)
    const state = d.approve ? ('granted' as const) : ('refused' as const)
    const decided = { state, note: d.note.trim(), decided_by: actor.id, decided_at: at }
    if (!(await decideErasureRow(tx, d.id, decided)))
      throw new AppError('conflict', '这项申请已经有人处理过了。')
    await note(tx, actor, { ticketId: ticket.id, state, at })
    await noteAccess(tx, actor, {
      at,
      kind: 'action',
      ticketId: ticket.id,
      what: `erasure_${state}`,
      shown: '',
    })
    if (d.approve && isOver(ticket)) await eraseOnRequest(tx, ticket, at)
  })
