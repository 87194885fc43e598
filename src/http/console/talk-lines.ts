import type { Conversation } from '../../contracts/conversation.ts'
import { findConversation } from '../../conversations/conversation-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { sayInstant } from '../../tickets/explain-due.ts'
import { listTicketsOfConversation } from '../../tickets/ticket-repository.ts'
import { hiderOf } from './find-ticket.ts'
import { nameStaff, openingOf } from './present-talk.ts'

const TICKETS_SHOWN = 5

/** A talk as a line behind a figure: when, where, what about, who took it and what came of it; it names nobody who wrote. */
export type TalkLine = {
  /** Null where a confidential ticket came of it: a figure leads nobody to who wrote, as the ticket itself does not. */
  id: string | null
  channel: string
  at: string
  said: string
  agentName: string | null
  tickets: string[]
}

type Names = Map<string, string>

/** A few agents took all the talks: each is looked up once. */
const nameAgent = async (desk: Desk, id: string, names: Names): Promise<string> => {
  const name = names.get(id) ?? (await nameStaff(desk, id))
  names.set(id, name)
  return name
}

const lineOf = async (desk: Desk, talk: Conversation, names: Names): Promise<TalkLine> => {
  const tickets = await listTicketsOfConversation(desk.db, talk.id, TICKETS_SHOWN)
  const hide = (text: string): string =>
    tickets.reduce((rest, ticket) => (ticket.confidential ? hiderOf(ticket)(rest) : rest), text)
  return {
    id: tickets.some(({ confidential }) => confidential) ? null : talk.id,
    channel: talk.channel,
    at: talk.createdAt,
    said: hide(await openingOf(desk, talk)),
    agentName: talk.agentId ? await nameAgent(desk, talk.agentId, names) : null,
    tickets: tickets.map(({ number }) => number),
  }
}

/** These talks in their order. One that was erased in time is only counted: it has no line. */
export const listTalkLines = async (desk: Desk, ids: readonly string[]): Promise<TalkLine[]> => {
  const lines: TalkLine[] = []
  const names: Names = new Map()
  for (const id of ids) {
    const talk = await findConversation(desk.db, id)
    if (talk) lines.push(await lineOf(desk, talk, names))
  }
  return lines
}

/** The same as rows of a file, in the city's time. */
export const talkRows = (desk: Desk, lines: readonly TalkLine[], nameChannel: (id: string) => string) => [
  ['开始', '渠道', '说了什么', '坐席', '登记的工单'],
  ...lines.map((line) => [
    sayInstant(new Date(line.at), desk.rules.calendar.timezone),
    nameChannel(line.channel),
    line.said,
    line.agentName ?? '',
    line.tickets.join('、'),
  ]),
]
