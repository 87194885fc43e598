import { AppError } from '../contracts/errors.ts'
import { eraseTalk } from '../conversations/erase-repository.ts'
import type { Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { loosenFiles } from '../tickets/files/file-repository.ts'
import { eraseTicketPerson, hasOpenBeside, markErased } from '../tickets/protection/erase-repository.ts'
import { reindexTicket } from '../tickets/search/index-ticket.ts'
import { OPEN_STATES } from '../tickets/states.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { stripIdentity } from '../understanding/strip-identity.ts'
import { cutTicketWords } from '../understanding/ticket-words.ts'
import { noteErased } from './retention-repository.ts'

/** Nobody is owed anything any more: only then may a person be taken out of a ticket. */
export const isOver = (ticket: Pick<Ticket, 'state'>): boolean =>
  !(OPEN_STATES as readonly string[]).includes(ticket.state)

/** Takes whoever wrote out of a ticket that is over, in the caller's transaction. `why`: retention or the citizen's request. @returns false when somebody moved it in between. */
export const eraseTicketContact = async (
  tx: Db,
  ticket: Ticket,
  how: { at: string; why: 'retention' | 'request' },
): Promise<boolean> => {
  const person = { name: ticket.contactName, phone: ticket.contactPhone }
  if (!(await eraseTicketPerson(tx, ticket.id, (text) => stripIdentity(text, person)))) return false
  await reindexTicket(tx, cutTicketWords, ticket.id)
  await loosenFiles(tx, { ticketId: ticket.id })
  await appendEvent(tx, {
    at: how.at,
    type: 'personal.erased',
    subject: { type: 'ticket', id: ticket.id },
    actor: { kind: 'system', id: 'retention' },
    data: { what: 'contact', why: how.why },
  })
  return true
}

/** Erases a talk and what was sent in it. What stands on a ticket goes with the person of the ticket. */
export const eraseWholeTalk = async (tx: Db, conversationId: string): Promise<void> => {
  await eraseTalk(tx, conversationId)
  await loosenFiles(tx, { conversationId })
}

/** Erases the talk a ticket came from, unless another ticket of that talk is still open. @returns whether it is erased. */
export const eraseTicketTalk = async (tx: Db, ticket: Ticket): Promise<boolean> => {
  const { conversationId } = ticket
  if (conversationId === null) return false
  const beside = { ticketId: ticket.id, conversationId, states: OPEN_STATES }
  if (await hasOpenBeside(tx, beside)) return false
  await eraseWholeTalk(tx, conversationId)
  return true
}

/** What a citizen's granted request asks for: person and talk, now. @throws AppError conflict when somebody moved it in between. */
export const eraseOnRequest = async (tx: Db, ticket: Ticket, at: string): Promise<boolean> => {
  // Talk, then ticket, then event: the order of locks.
  const isTalkGone = await eraseTicketTalk(tx, ticket)
  if (!(await eraseTicketContact(tx, ticket, { at, why: 'request' })))
    throw new AppError('conflict', '工单刚刚有变动，没有删除。请刷新后再处理。')
  await noteErased(tx, ticket.id, 'contact', at)
  if (isTalkGone) await noteErased(tx, ticket.id, 'transcript', at)
  await markErased(tx, ticket.id, at)
  return true
}
