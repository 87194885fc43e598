import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import type { Clock } from '../../contracts/ports.ts'
import type { Actor } from '../../contracts/ticket.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database, Db } from '../../platform/db/schema.ts'
import { appendEvent } from '../../platform/events/event-repository.ts'
import { newId } from '../../platform/id.ts'
import { isAtDesk, seesContact } from '../mask-contact.ts'
import type { Ticket } from '../ticket.ts'
import { noteAccess } from './access-repository.ts'
import {
  decideRequest,
  findNewestOf,
  findRequest,
  insertRequest,
  listGrantedOf,
} from './unmask-repository.ts'

type Desk = { db: Database; clock: Clock; rules: CityRules }
type StaffActor = Extract<Actor, { kind: 'staff' }>

const note = async (
  tx: Db,
  actor: Actor,
  u: { ticketId: string; state: 'asked' | 'granted' | 'refused'; at: string },
): Promise<void> => {
  await appendEvent(tx, {
    at: u.at,
    type: 'contact.unmask',
    subject: { type: 'ticket', id: u.ticketId },
    actor: { kind: actor.kind, id: actor.id },
    data: { state: u.state },
  })
  await noteAccess(tx, actor, { at: u.at, kind: 'unmask', ticketId: u.ticketId, what: u.state, shown: '' })
}

/**
 * Asks to see who wrote, with a reason. Asked again while it waits, nothing changes.
 * @throws AppError invalid_request without a reason, or where nothing is hidden from them.
 */
export const askUnmask = async (
  desk: Desk,
  ticket: Ticket,
  actor: StaffActor,
  reason: string,
): Promise<void> => {
  if (seesContact(ticket, actor)) throw new AppError('invalid_request', '您已经能看到联系方式，不用申请。')
  if (reason.trim().length < 4) throw new AppError('invalid_request', '请写明为什么要看联系方式，至少4个字。')
  await desk.db.transaction().execute(async (tx) => {
    if ((await findNewestOf(tx, ticket.id, actor.id))?.state === 'asked') return
    const at = isoNow(desk.clock)
    await insertRequest(tx, {
      id: newId(),
      ticket_id: ticket.id,
      staff_id: actor.id,
      staff_name: actor.name,
      unit_id: actor.departmentId,
      reason: reason.trim(),
      asked_at: at,
      state: 'asked',
      decided_by: null,
      decided_at: null,
      note: '',
      until: null,
    })
    await note(tx, actor, { ticketId: ticket.id, state: 'asked', at })
  })
}

/**
 * Somebody else decides. Granted, the asker alone sees name and phone for the city's number of minutes.
 * @throws AppError not_found; forbidden for one's own request; conflict when it is decided; invalid_request for a
 * refusal without words.
 */
export const decideUnmask = (
  desk: Desk,
  actor: StaffActor,
  d: { id: string; approve: boolean; note: string },
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const request = await findRequest(tx, d.id)
    if (!request) throw new AppError('not_found', '没有找到这项申请。')
    if (request.staff_id === actor.id) throw new AppError('forbidden', '自己的申请要由另一个人审批。')
    if (!d.approve && d.note.trim().length < 2)
      throw new AppError('invalid_request', '请写一句为什么不同意，申请人会看到。')
    const at = isoNow(desk.clock)
    const ends = new Date(desk.clock.now().getTime() + desk.rules.city.flow.unmaskMinutes * 60_000)
    const state = d.approve ? ('granted' as const) : ('refused' as const)
    const isFirst = await decideRequest(tx, d.id, {
      state,
      decided_by: actor.id,
      decided_at: at,
      note: d.note.trim(),
      until: d.approve ? ends.toISOString() : null,
    })
    if (!isFirst) throw new AppError('conflict', '这项申请已经有人审批过了。')
    await note(tx, actor, { ticketId: request.ticket_id, state, at })
  })

/** How this person's request on this ticket stands; `isOpen` while the window lasts. Null = they never asked. */
export const standingOf = async (db: Db, ticketId: string, staffId: string, now: string) => {
  const newest = await findNewestOf(db, ticketId, staffId)
  if (!newest) return null
  const { state, note: words, until } = newest
  return { state, note: words, until, isOpen: state === 'granted' && until !== null && now < until }
}

/** Whether this person may see who wrote now: by their part in the ticket, or because somebody allowed it and the window is open. */
export const knowsContact = async (db: Db, ticket: Ticket, viewer: Actor, now: string): Promise<boolean> =>
  seesContact(ticket, viewer) ||
  (viewer.kind === 'staff' && ((await standingOf(db, ticket.id, viewer.id, now))?.isOpen ?? false))

/**
 * Whether this person may have learned who wrote: at the desk from the talk, in the lead unit, or from a look that was allowed once.
 * From what they write name and phone are taken out wherever they stand. From what others write only what looks like an identity is: read
 * back, it would tell them whether a name they guessed is the right one.
 */
export const mayHaveLearned = async (db: Db, ticket: Ticket, author: Actor): Promise<boolean> =>
  isAtDesk(author) ||
  seesContact(ticket, author) ||
  (author.kind === 'staff' && (await listGrantedOf(db, ticket.id)).has(author.id))
