import type { Conversation } from '../../contracts/conversation.ts'
import type { TicketState } from '../../contracts/ticket.ts'
import { listCitizensOfNumber, listTalksOfCitizens } from '../../conversations/conversation-repository.ts'
import { listThread } from '../../conversations/message-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { categoryName } from '../../intake/draft/show-draft.ts'
import type { TalkForm } from '../../intake/form/talk-form.ts'
import {
  type BesideTicket,
  listLikeTickets,
  listTicketsOfCitizens,
  listTicketsOfPhone,
} from '../../tickets/caller-repository.ts'
import { STATE_LABELS } from '../../tickets/state-labels.ts'
import { stripIdentity } from '../../understanding/strip-identity.ts'

const TICKETS = 20
const TALKS = 10
const LIKE = 8
const PREVIEW_LOOKS_BACK = 30

const presentTicket = (desk: Desk, ticket: BesideTicket) => ({
  number: ticket.number,
  title: stripIdentity(ticket.title),
  stateLabel: STATE_LABELS[ticket.state as TicketState],
  isOpen: ticket.closedAt === null,
  category: categoryName(desk.rules, ticket.categoryId),
  place: ticket.confidential ? stripIdentity(ticket.placeText) : ticket.placeText,
  department: desk.rules.departments.find((d) => d.id === ticket.departmentId)?.short ?? '热线',
  openedAt: ticket.openedAt,
})

/** Open and closed tickets about the same thing, by category and place. Confidential ones are not told of. */
export const presentLike = async (desk: Desk, form: TalkForm) => {
  const { categoryId, placeText, districtId, matter } = form.draft
  if (!matter || (!placeText && !districtId)) return []
  const found = await listLikeTickets(desk.db, desk.clock, { categoryId, placeText, districtId, limit: LIKE })
  return found
    .filter((ticket) => !ticket.confidential)
    .map((ticket) => ({ ...presentTicket(desk, ticket), samePlace: ticket.samePlace }))
}

const presentTalkLine = async (desk: Desk, talk: Conversation, sameCitizen: boolean) => {
  const thread = await listThread(desk.db, talk.id, 0, PREVIEW_LOOKS_BACK)
  const own = thread.find((m) => m.author === 'citizen' && m.text.trim().length > 4)
  return {
    id: talk.id,
    channel: talk.channel,
    heldBy: talk.heldBy,
    at: talk.lastMessageAt,
    // Stripped before it is cut: half a number is still a number.
    preview: stripIdentity(own?.text ?? '').slice(0, 60),
    by: sameCitizen ? ('account' as const) : ('number' as const),
  }
}

/**
 * What this caller brought before, on any channel: by their own account, and by the number they left. A number may be
 * shared by a family or an office: of confidential tickets under it only how many there are is told.
 */
export const presentHistory = async (desk: Desk, talk: Conversation, phone: string) => {
  const byNumber = phone ? await listTicketsOfPhone(desk.db, phone, TICKETS) : []
  const callers = phone ? await listCitizensOfNumber(desk.db, phone) : []
  const open = byNumber.filter((ticket) => !ticket.confidential)
  const others = [...callers, ...open.map((t) => t.citizenId)].filter((id) => id !== talk.citizenId)
  const own = await listTicketsOfCitizens(desk.db, [talk.citizenId], TICKETS)
  const theirs = open.filter((t) => t.citizenId !== talk.citizenId)
  const talks = await listTalksOfCitizens(desk.db, [...new Set([talk.citizenId, ...others])], TALKS + 1)
  const before = talks.filter(({ id }) => id !== talk.id).slice(0, TALKS)
  return {
    tickets: [
      ...own.map((t) => ({ ...presentTicket(desk, t), by: 'account' as const })),
      ...theirs.map((t) => ({ ...presentTicket(desk, t), by: 'number' as const })),
    ],
    talks: await Promise.all(before.map((t) => presentTalkLine(desk, t, t.citizenId === talk.citizenId))),
    hidden: byNumber.filter((t) => t.confidential && t.citizenId !== talk.citizenId).length,
  }
}
