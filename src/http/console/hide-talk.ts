import type { Conversation } from '../../contracts/conversation.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { listTicketsOfConversation } from '../../tickets/ticket-repository.ts'
import { hiderOf, noteView } from './find-ticket.ts'

const TICKETS_OF_TALK = 20
/** Where words stand in what we said: the rest are ids and codes. */
const WORDS: ReadonlySet<string> = new Set(['text', 'value', 'label', 'title', 'quote'])

/** Goes through a reply and hides in its words. */
const hideWithin = (value: unknown, hide: (text: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((one) => hideWithin(one, hide))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      typeof one === 'string' && WORDS.has(key) ? hide(one) : hideWithin(one, hide),
    ]),
  )
}

/**
 * How this person reads a talk. A confidential ticket (保密) came from some talks, and who wrote it stands in them: whoever speaks with the
 * citizen now reads the words as they are, everybody else without name, number and door, as on the ticket. Both are looks at the ticket and
 * are written down as such.
 */
export const readerOf = async (desk: Desk, member: StaffMember, talk: Conversation) => {
  const all = await listTicketsOfConversation(desk.db, talk.id, TICKETS_OF_TALK)
  const secret = all.filter((ticket) => ticket.confidential)
  const isHolder = talk.heldBy === 'agent' && talk.agentId === member.id
  for (const ticket of secret) await noteView(desk, member, ticket.id, 'view', isHolder ? 'whole' : 'masked')
  const isHidden = secret.length > 0 && !isHolder
  const hide = (text: string): string =>
    isHidden ? secret.reduce((rest, ticket: Ticket) => hiderOf(ticket)(rest), text) : text
  return { isHidden, hide, within: <T>(words: T): T => (isHidden ? (hideWithin(words, hide) as T) : words) }
}
