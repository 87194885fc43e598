import type { Conversation, TalkContext } from '../contracts/conversation.ts'
import type { Meaning } from '../contracts/meaning.ts'
import { MESSAGE_TEXT_MAX } from '../contracts/message.ts'
import type { TicketType } from '../contracts/ticket.ts'
import { asksOwnRecord } from '../understanding/asks-own-record.ts'
import { findOtherCity } from '../understanding/find-other-city.ts'
import { asksSomething, DEMANDS, WANTS_HANDLING } from '../understanding/intent-rules.ts'
import { answerFrom } from './answer-entry.ts'
import { decline, declineOptions, declineOwnRecord } from './decline-answer.ts'
import type { Desk } from './desk.ts'
import { readUnrecorded } from './leave-unrecorded.ts'
import { lookUp } from './look-up.ts'
import { PHRASES } from './phrases.ts'
import { planAgain } from './plan-again.ts'
import { planAnswer } from './plan-answer.ts'
import { planDanger, planHuman, planSmallTalk, planSpecialRoute, routeNow } from './plan-doors.ts'
import { beginDraft } from './plan-draft.ts'
import { asksOn, onlyGoesOn, planFollowUp } from './plan-follow-up.ts'
import { planOpenDraft } from './plan-open-draft.ts'
import { planFacts, planProgress } from './plan-progress.ts'
import { planQuestions } from './plan-questions.ts'
import { planRating } from './plan-rating.ts'
import { planUnasked } from './plan-unasked.ts'
import { planUrge } from './plan-urge.ts'
import { readOption, readRejection, readWish, saysThanks, saysYes } from './read-choice.ts'
import { confirmsAnswer } from './read-lesson.ts'
import { notice, sayOnly, type TurnPlan } from './turn-plan.ts'

const TICKET_INTENTS: Partial<Record<Meaning['intent'], TicketType>> = {
  help: 'help',
  complaint: 'complaint',
  report: 'report',
  suggestion: 'suggestion',
  praise: 'praise',
}

const entriesOf = (options: TalkContext['options']): { entryId: string; question: string }[] =>
  options.flatMap(({ entryId, value }) => (entryId ? [{ entryId, question: value }] : []))

/** The offered option that was picked, as an answer, a draft, or another turn of the talk. */
const planOption = async (
  desk: Desk,
  conversation: Conversation,
  meaning: Meaning,
  onDelta?: (text: string) => void,
): Promise<TurnPlan | null> => {
  const { context } = conversation
  const picked = readOption(meaning.text, context.options)
  if (picked?.entryId) {
    // What was asked of the matter before we asked back ("要什么材料") is asked of the one picked.
    const isAskedBack = context.pending?.kind === 'offer-ticket' && context.topicEntryId === null
    const fields = isAskedBack ? context.topicFields : []
    const others = isAskedBack ? entriesOf(context.options) : []
    const asked =
      isAskedBack && context.pending?.kind === 'offer-ticket' ? { asked: context.pending.matter } : {}
    const found = { entryId: picked.entryId, confidence: 1, matter: picked.value, fields, others, ...asked }
    return answerFrom(desk, context, meaning, found, onDelta)
  }
  if (picked?.value === PHRASES.human) return planHuman(conversation, context)
  if (!context.draft && context.topicEntryId && confirmsAnswer(meaning.text))
    return sayOnly(context, notice(PHRASES.thanks))
  const offered = context.options.length > 0 || context.topicEntryId !== null
  const rejection = !context.draft && offered ? readRejection(meaning.text) : null
  if (rejection) {
    if (rejection.instead === '') return declineOptions(context, meaning)
    const instead = desk.understand(rejection.instead, desk.clock.now())
    const anew = {
      ...context,
      topicEntryId: null,
      topicText: '',
      topicFields: [],
      alternatives: [],
      options: [],
    }
    return planByIntent(desk, { ...conversation, context: anew }, instead, onDelta)
  }
  // "好的" after an answer is thanks; a yes means the ticket only where we said that we were not sure.
  const wantsTicket = picked?.value === PHRASES.offerTicket || (context.misses > 0 && saysYes(meaning.text))
  if (context.pending?.kind === 'offer-ticket' && wantsTicket) {
    const { matter, type } = context.pending
    return beginDraft(
      desk,
      context,
      desk.understand(matter, desk.clock.now()),
      type,
      callerNumber(conversation),
    )
  }
  return null
}

/** On the telephone the caller's number is known; they see it in the draft and may change it. */
const callerNumber = (talk: Conversation): string =>
  talk.channel === 'voice' && /^\+?\d{7,15}$/.test(talk.channelUserId) ? talk.channelUserId : ''

/** Asked of our tickets, not of an office's own records. */
const NAMES_TICKET = /工单|投诉|举报|反映|诉求|热线|12345|\d{8}-\d{5}/
/** Told so that somebody does something: read as a whole, never against what was asked before. */
const WANTS_DOING: readonly Meaning['intent'][] = [
  'complaint',
  'report',
  'suggestion',
  'praise',
  'human',
  'progress',
]
/** "…怎么投诉", "去哪举报": answered, and the complaint can be left here as well. */
const ASKS_TO_COMPLAIN = /投诉|举报|反映|报修|维权/

const planByIntent = async (
  desk: Desk,
  conversation: Conversation,
  said: Meaning,
  onDelta?: (text: string) => void,
): Promise<TurnPlan> => {
  const { context } = conversation
  const meaning: Meaning = asksOn(desk, context, said) ? { ...said, intent: 'consult' } : said
  const facts = await planFacts(desk, conversation, meaning)
  if (facts) return facts
  const urge = await planUrge(desk, conversation, meaning)
  if (urge) return urge
  if (asksOwnRecord(meaning.text) && !NAMES_TICKET.test(meaning.text))
    return declineOwnRecord(desk, context, meaning)
  if (meaning.intent === 'progress') return planProgress(desk, conversation, meaning)
  if (meaning.intent === 'smalltalk' || saysThanks(meaning.text))
    return planSmallTalk(desk, context, meaning.text)
  if (!WANTS_DOING.includes(meaning.intent)) {
    const followUp = await planFollowUp(desk, context, meaning)
    if (followUp) return followUp
    const other = findOtherCity(meaning.text, desk.talkWords)
    if (other) return decline(context, meaning, 0, PHRASES.otherCity(other, desk.rules.city.name))
  }
  const type = TICKET_INTENTS[meaning.intent]
  if (!type) {
    const plan = await planAnswer(desk, context, meaning, onDelta)
    return ASKS_TO_COMPLAIN.test(meaning.text) ? offerTicket(plan, meaning, 'complaint') : plan
  }
  if (!(await isAnswerable(desk, meaning, type)))
    return beginDraft(desk, context, meaning, type, callerNumber(conversation))
  return offerTicket(await planAnswer(desk, context, meaning, onDelta), meaning, type)
}

/** The matter itself: several questions are each answered, everything else as one. */
const planMatter = async (
  desk: Desk,
  conversation: Conversation,
  meaning: Meaning,
  onDelta?: (text: string) => void,
): Promise<TurnPlan> =>
  (await planQuestions(desk, conversation, meaning, planByIntent)) ??
  planByIntent(desk, conversation, meaning, onDelta)

/** Kinds of matter that may turn out to be a question; a suggestion or a praise is for somebody, not about something. */
const MAY_ASK: readonly TicketType[] = ['help', 'complaint', 'report']

/**
 * "帮我查一下身份证怎么补办" and "楼上漏水他不修怎么办" sound like requests but are questions the base answers. "织锦路的路灯不亮了"
 * tells of one lamp at one place, and "你们管不管" wants somebody to come: no leaflet repairs it.
 */
const isAnswerable = async (desk: Desk, meaning: Meaning, type: TicketType): Promise<boolean> => {
  const { text, entities } = meaning
  if (!MAY_ASK.includes(type) || DEMANDS.test(text)) return false
  const asks = asksSomething(text)
  if (!asks && (WANTS_HANDLING.test(text) || entities.places.length > 0)) return false
  return (await lookUp(desk, meaning)).decision.kind !== 'none'
}

/** Who asked for help and got words can have the ticket with one tap. */
const offerTicket = (plan: TurnPlan, meaning: Meaning, type: TicketType): TurnPlan => {
  const [answer, ...rest] = plan.says
  if (answer?.kind !== 'answer' && answer?.kind !== 'clarify') return plan
  const option = { label: PHRASES.offerTicket, value: PHRASES.offerTicket }
  const kept = { value: option.value, entryId: null }
  // Before the next questions of an answer, of which pages show a few; after the choices of a question of ours, which are counted.
  const isFirst = answer.kind === 'answer'
  const [shown, known] = [answer.options ?? [], plan.context.options]
  return {
    ...plan,
    says: [{ ...answer, options: isFirst ? [option, ...shown] : [...shown, option] }, ...rest],
    context: {
      ...plan.context,
      options: isFirst ? [kept, ...known] : [...known, kept],
      pending: { kind: 'offer-ticket', matter: meaning.text, type },
    },
  }
}

/** A sentence in English, not a word of it in Chinese and not pinyin. */
const ENGLISH =
  /\b(?:i|my|me|you|the|is|are|what|where|how|when|can|could|do|does|please|to|for|in|need|want|lost|help)\b/gi
const isEnglish = (text: string): boolean =>
  !/\p{Script=Han}/u.test(text) && new Set(text.match(ENGLISH) ?? []).size >= 3

/**
 * Decides the whole answer to one message, without writing anything. The order is the promise: danger first, then
 * the other doors, then a person when asked for, then our own open questions, then the matter itself.
 */
export const planTurn = async (
  desk: Desk,
  conversation: Conversation,
  text: string,
  onDelta?: (text: string) => void,
): Promise<TurnPlan> => {
  const { context } = conversation
  if (text.trim() === '') return sayOnly(context, notice(PHRASES.empty))
  if (text.length > MESSAGE_TEXT_MAX) return sayOnly(context, notice(PHRASES.tooLong(MESSAGE_TEXT_MAX)))
  const unrecorded = readUnrecorded(desk.rules, text)
  if (unrecorded) return sayOnly(context, notice(unrecorded.says))
  const meaning = desk.understand(text, desk.clock.now())
  if (!/[\p{L}\p{N}]/u.test(meaning.text)) return sayOnly(context, notice(PHRASES.noWords))
  const isPlain = onlyGoesOn(desk, context, meaning)
  if (meaning.specialRoute?.danger && !isPlain)
    return planDanger(context, routeNow(desk.rules, meaning.specialRoute))
  if (meaning.intent === 'human') return planHuman(conversation, context)
  const wish = readWish(meaning.text)
  // What else was asked stays open: the next words may still answer it.
  if (wish) return { says: [], context, effects: [{ kind: 'choose-contact', wish }], decided: [] }
  if (context.pending?.kind === 'rate') {
    const rating = planRating(context, context.pending, meaning.text)
    if (rating) return rating
  }
  if (context.pending?.kind === 'again') {
    const again = planAgain(context, context.pending, meaning.text)
    if (again) return again
  }
  const unasked = await planUnasked(desk, conversation, meaning.text)
  if (unasked) return unasked
  const picked = await planOption(desk, conversation, meaning, onDelta)
  if (picked) return picked
  const drafting = await planOpenDraft(desk, conversation, meaning, onDelta)
  if (drafting) return drafting
  if (meaning.specialRoute && !isPlain)
    return planSpecialRoute(context, routeNow(desk.rules, meaning.specialRoute))
  if (isEnglish(meaning.text)) return decline(context, meaning, 0, PHRASES.onlyChinese)
  return planMatter(desk, conversation, meaning, onDelta)
}
