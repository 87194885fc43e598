import type { Conversation } from '../contracts/conversation.ts'
import type { Meaning } from '../contracts/meaning.ts'
import { STATE_LABELS } from '../tickets/state-labels.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicketByNumber, listTicketsOfCitizen } from '../tickets/ticket-repository.ts'
import type { Desk } from './desk.ts'
import { askOrShow } from './draft/show-draft.ts'
import { PHRASES } from './phrases.ts'
import { notice, sayOnly, type TurnPlan } from './turn-plan.ts'

const SHOWN = 3
const AMONG = 20

/** One ticket's progress in a sentence: who has it, how far it is, by when. */
export const describe = (desk: Pick<Desk, 'rules'>, ticket: Ticket): string => {
  const unit = desk.rules.departments.find((d) => d.id === ticket.leadDepartmentId)?.short ?? '研判台'
  const due = ticket.dueText && !ticket.closedAt ? `时限：${ticket.dueText}。` : ''
  const reply = ticket.publicReply ? `\n答复：${ticket.publicReply}` : ''
  return `工单 ${ticket.number}“${ticket.title}”：${STATE_LABELS[ticket.state]}，在${unit}。${due}${reply}`
}

/** "我的工单到哪了": told at once for the citizen's own tickets; others need the query code. */
export const planProgress = async (
  desk: Desk,
  conversation: Conversation,
  meaning: Meaning,
): Promise<TurnPlan> => {
  const { context } = conversation
  const number = meaning.entities.ticketNumbers[0]
  if (number) {
    const ticket = await findTicketByNumber(desk.db, number)
    const text =
      ticket?.citizenId === conversation.citizenId
        ? describe(desk, ticket)
        : PHRASES.notYourTicket(number, desk.publicBaseUrl)
    return sayOnly(context, notice(text))
  }
  const own = await listTicketsOfCitizen(desk.db, conversation.citizenId, SHOWN)
  if (own.length === 0) return sayOnly(context, notice(PHRASES.noTicket))
  return sayOnly(context, notice(own.map((t) => describe(desk, t)).join('\n')))
}

const FACTS = /^(?:我要|我想|再)?补充(?:一下|一点|情况|说明)?[::,,\s]*([\s\S]{2,})$/

/**
 * The citizen's ticket that words without more are about: one they name, else the one that was asked about (待补充), else their newest
 * open one, or one that ended for want of their words; null without any.
 */
const findOwnOpen = async (
  desk: Desk,
  citizenId: string,
  named: readonly string[] = [],
): Promise<Ticket | null> => {
  const own = await listTicketsOfCitizen(desk.db, citizenId, AMONG)
  return (
    own.find((t) => named.includes(t.number) && t.closedAt === null) ??
    own.find((t) => t.state === 'need_info') ??
    own.find((t) => t.closedAt === null && t.state !== 'withdrawn') ??
    own.find((t) => t.state === 'terminated') ??
    null
  )
}

/** Photos without a word go into the draft that is open, to the newest open ticket, or wait for the matter to be told. */
export const planPhotos = async (
  desk: Desk,
  conversation: Conversation,
  { kept: photos }: { kept: number },
): Promise<TurnPlan> => {
  const { context } = conversation
  if (photos === 0) return sayOnly(context, notice(PHRASES.photosLost))
  if (context.draft) {
    const { draft, reply } = askOrShow(context.draft, desk.rules, PHRASES.photosKept(photos))
    return sayOnly({ ...context, draft }, reply)
  }
  const open = await findOwnOpen(desk, conversation.citizenId)
  if (!open) return sayOnly(context, notice(PHRASES.photosAlone(photos)))
  const effect = { kind: 'add-facts' as const, ticketId: open.id, text: PHRASES.photosAdded(photos) }
  return { says: [], context, effects: [effect], decided: [] }
}

/** "补充：今天又不亮了" goes to the citizen's newest open ticket, or to one that ended without an answer; null when it is about something else. */
export const planFacts = async (
  desk: Desk,
  conversation: Conversation,
  meaning: Meaning,
): Promise<TurnPlan | null> => {
  const said = FACTS.exec(meaning.text)?.[1]
  if (!said) return null
  const open = await findOwnOpen(desk, conversation.citizenId, meaning.entities.ticketNumbers)
  if (!open) return null
  const effect = { kind: 'add-facts' as const, ticketId: open.id, text: said }
  return { says: [], context: conversation.context, effects: [effect], decided: [] }
}
