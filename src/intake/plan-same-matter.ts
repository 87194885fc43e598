import type { Conversation, TalkContext, TicketDraft } from '../contracts/conversation.ts'
import type { Meaning } from '../contracts/meaning.ts'
import { findSameMatter, type SameMatter } from '../dispatch/find-same-matter.ts'
import { isoNow } from '../platform/clock.ts'
import { sayInstant } from '../tickets/explain-due.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { STATE_LABELS } from '../tickets/state-labels.ts'
import { distinctTerms } from '../understanding/count-terms.ts'
import type { Desk } from './desk.ts'
import { categoryName } from './draft/show-draft.ts'
import { PHRASES } from './phrases.ts'
import { describe } from './plan-progress.ts'
import { readOption, saysCancel, saysYes } from './read-choice.ts'
import { notice, sayOnly, type TurnPlan } from './turn-plan.ts'

const SAY = PHRASES.sameMatter

/** So many terms that were not said before are news. */
const NEW_TERMS = 6

/** Whether a message tells more than the ticket already holds: a repeat without new facts gets the progress, not a second ticket. */
const hasNews = (known: string, said: string): boolean => {
  const before = distinctTerms(known)
  return [...distinctTerms(said)].filter((term) => !before.has(term)).length >= NEW_TERMS
}

const offer = (
  desk: Desk,
  talk: Conversation,
  draft: TicketDraft,
  { ticket, likeness }: SameMatter,
): TurnPlan => {
  const whose = likeness.isSamePerson ? 'own' : 'others'
  const zone = desk.rules.calendar.timezone
  const filed = sayInstant(new Date(ticket.openedAt), zone)
  const news = hasNews(`${ticket.matter}。${ticket.placeText}`, draft.matter)
  const unit = ticket.leadDepartmentId ? `由${nameDepartment(desk.rules, ticket.leadDepartmentId)}办理` : ''
  // Of somebody else's ticket only what is public about the matter: never their words, their number or their name.
  const others = `${filed}，已有 ${ticket.joinedCount + 1} 位市民反映了${draft.placeText}的“${categoryName(desk.rules, ticket.categoryId)}”，现在${STATE_LABELS[ticket.state]}${unit ? `，${unit}` : ''}，时限：${ticket.dueText ?? '以承办单位告知为准'}。`
  const own = `${filed}您反映过这件事。${describe(desk, ticket)}`
  const ownChoices = news ? [SAY.addFacts, SAY.another, SAY.enough] : [SAY.enough, SAY.another]
  // Own are those of this talk's citizen: a phone number proves nothing.
  const mayAdd = whose === 'own'
  const choices = mayAdd ? ownChoices : [SAY.join, SAY.another]
  const ask = mayAdd ? (news ? SAY.repeatAsk : SAY.repeatOnly) : SAY.joinAsk
  const pending = {
    kind: 'same-matter' as const,
    ticketId: ticket.id,
    whose: mayAdd ? ('own' as const) : ('others' as const),
  }
  const options = choices.map((value) => ({ label: value, value }))
  return sayOnly(
    {
      ...talk.context,
      draft,
      pending,
      options: choices.map((value) => ({ value, entryId: null })),
    },
    { kind: 'collect', text: `${whose === 'own' ? own : others}\n${ask}`, options },
  )
}

/**
 * Before a ticket is opened: the same person's own ticket of this matter, or one that somebody else has opened for the same thing at the
 * same place, with enough to judge by. Null when there is none, or when it was asked already.
 */
export const offerSameMatter = async (
  desk: Desk,
  talk: Conversation,
  draft: TicketDraft,
): Promise<TurnPlan | null> => {
  if (talk.context.pending?.kind === 'same-matter') return null
  const asked = {
    categoryId: draft.categoryId,
    matter: draft.matter,
    placeText: draft.placeText,
    districtId: draft.districtId,
    contactPhone: draft.contactPhone,
    citizenId: talk.citizenId,
    openedAt: isoNow(desk.clock),
  }
  const [best] = await findSameMatter(desk, asked, { forCitizen: true })
  // What is said in confidence is handled alone.
  if (!best || (draft.confidential && !best.likeness.isSamePerson)) return null
  return offer(desk, talk, draft, best)
}

/** The answer to "is it the same?"; null when something else was said, which the draft takes as before. */
export const planSameMatterChoice = (
  context: TalkContext,
  draft: TicketDraft,
  meaning: Meaning,
): TurnPlan | null => {
  const { pending } = context
  if (pending?.kind !== 'same-matter') return null
  const done = { ...context, draft: null, options: [], pending: null, topicEntryId: null }
  const picked = readOption(meaning.text, context.options)?.value
  const says = picked ?? (saysYes(meaning.text) ? context.options[0]?.value : undefined)
  const opens = (joinTo?: string): TurnPlan => ({
    says: [],
    context: done,
    effects: [{ kind: 'open-ticket', draft, ...(joinTo === undefined ? {} : { joinTo }) }],
    decided: [],
  })
  if (says === SAY.join) return opens(pending.ticketId)
  if (says === SAY.another || /^(?:不是|另一|另外|单独)/.test(meaning.text)) return opens()
  if (says === SAY.addFacts) {
    const effect = { kind: 'add-facts' as const, ticketId: pending.ticketId, text: draft.matter }
    return { says: [], context: done, effects: [effect], decided: [] }
  }
  if (says === SAY.enough || saysCancel(meaning.text)) return sayOnly(done, notice(SAY.kept))
  return null
}
