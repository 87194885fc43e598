import type { CutWords } from '../../contracts/ports.ts'
import type { Db, Schema } from '../../platform/db/schema.ts'
import type { Ticket } from '../ticket.ts'
import { findTicket } from '../ticket-repository.ts'
import { factWord, seqOf } from './fact-words.ts'
import { insertSearchLines, listAddedFacts, readSearchWords, saveSearchWords } from './search-repository.ts'

/** What a ticket's line is made of. */
export type Findable = Pick<
  Ticket,
  | 'id'
  | 'number'
  | 'type'
  | 'categoryId'
  | 'districtId'
  | 'title'
  | 'matter'
  | 'wish'
  | 'placeText'
  | 'contactName'
  | 'contactPhone'
  | 'confidential'
  | 'state'
  | 'warnLevel'
  | 'leadDepartmentId'
  | 'coDepartmentIds'
  | 'invitedUnitIds'
>

/** The units as the database writes them when they change later, see `keep-unit-words.ts`. */
const unitsOf = ({ leadDepartmentId: lead, coDepartmentIds, invitedUnitIds, state }: Findable): string => {
  const leads = lead === null ? [] : [lead]
  const conferring = state === 'conferring' ? invitedUnitIds : []
  const units = [...new Set([...leads, ...coDepartmentIds, ...conferring])].sort()
  return [...units.map(factWord.unit), ...leads.map(factWord.lead)].map((word) => ` ${word}`).join('')
}

const wordsOf = (ticket: Findable, cut: CutWords, added: readonly string[]): string => {
  const person = { name: ticket.contactName, phone: ticket.contactPhone }
  const place = cut(ticket.placeText, person)
  const branch = ticket.categoryId.split('-')[0] ?? ''
  return [
    factWord.type(ticket.type),
    ...new Set([factWord.category(branch), factWord.category(ticket.categoryId)]),
    ...(ticket.districtId === null ? [] : [factWord.district(ticket.districtId)]),
    ...place.map(factWord.place),
    ...new Set([...cut([ticket.title, ticket.matter, ticket.wish, ...added].join('\n'), person), ...place]),
  ].join(' ')
}

/** A ticket as it is found. The phone of a confidential one is left out: no number may lead to it. */
export const searchLineOf = (
  ticket: Findable,
  cut: CutWords,
  added: readonly string[] = [],
): Schema['ticket_search'] => {
  const phone = ticket.confidential ? '' : ticket.contactPhone.replace(/\D/g, '')
  return {
    seq: seqOf(ticket.number),
    ticket_id: ticket.id,
    state: ticket.state,
    warn_level: ticket.warnLevel,
    phone4: phone.length < 4 ? '' : phone.slice(-4),
    phone,
    words: wordsOf(ticket, cut, added),
    units: unitsOf(ticket),
  }
}

/** Makes tickets findable, in the transaction that opens them. */
export const indexTickets = (tx: Db, cut: CutWords, tickets: readonly Findable[]): Promise<void> =>
  insertSearchLines(
    tx,
    tickets.map((ticket) => searchLineOf(ticket, cut)),
  )

/** Steps whose words a citizen added to their matter. */
export const ADDING = ['add_facts', 'give_info', 'reopen'] as const

/** Makes a ticket findable by its words as they are now, after somebody changed them: the database has forgotten its line. */
export const reindexTicket = async (tx: Db, cut: CutWords, ticketId: string): Promise<void> => {
  const ticket = await findTicket(tx, ticketId)
  if (!ticket) return
  const added = await listAddedFacts(tx, [ticketId], ADDING)
  await insertSearchLines(tx, [searchLineOf(ticket, cut, added.get(ticketId))])
}

/** Makes a ticket findable by what was added to it, in the transaction that adds it. */
export const indexAdded = async (tx: Db, cut: CutWords, ticket: Findable, text: string): Promise<void> => {
  const seq = seqOf(ticket.number)
  const known = await readSearchWords(tx, seq)
  if (known === null) return indexTickets(tx, cut, [{ ...ticket, matter: `${ticket.matter}\n${text}` }])
  const person = { name: ticket.contactName, phone: ticket.contactPhone }
  const words = new Set(known.split(' '))
  const before = words.size
  for (const word of cut(text, person)) words.add(word)
  if (words.size > before) await saveSearchWords(tx, seq, [...words].join(' '))
}
