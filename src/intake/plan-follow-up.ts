import { speaksOf } from '../answering/is-about.ts'
import type { TalkContext } from '../contracts/conversation.ts'
import type { Meaning } from '../contracts/meaning.ts'
import { findEntry } from '../knowledge-base/entry-repository.ts'
import { DEMANDS, WANTS_HANDLING } from '../understanding/intent-rules.ts'
import { changeMatter, type FollowUp, readFollowUp } from '../understanding/read-follow-up.ts'
import { answerFrom } from './answer-entry.ts'
import { askBack } from './ask-back.ts'
import { askWhich, likelyIn } from './ask-which.ts'
import type { Desk } from './desk.ts'
import { type FollowUpTurn, mayBeginAnew, mustSay, OWN_WORDS_MAX } from './follow-up-turn.ts'
import { type Found, lookUp, othersIn } from './look-up.ts'
import { PHRASES } from './phrases.ts'
import { answerSameTopic, quoteTopic, tellMore } from './tell-topic.ts'
import type { TurnPlan } from './turn-plan.ts'

/** A longer message tells a matter of its own. */
const FOLLOW_UP_MAX = 24
/** As short as this and without a paper, a message in a talk more likely goes on than begins a matter … */
const SHORT_MAX = 12
/** … unless the base is this sure that it does. */
const SURE_OF_ANOTHER = 0.75

const asksOnlyFields = ({ fields, slots, rest }: FollowUp): boolean =>
  fields.length > 0 && slots.length === 0 && rest.length <= OWN_WORDS_MAX

/** A question of ours which matter is meant is still open. */
const choiceWaits = ({ pending, options }: TalkContext): boolean =>
  pending?.kind === 'offer-ticket' && options.filter(({ entryId }) => entryId !== null).length >= 2

/** Put as going on, or too short and without a paper to be a matter of its own. */
const isBoundToTopic = ({ context, meaning, followUp, topic }: FollowUpTurn): boolean =>
  followUp.goesOn ||
  ((topic !== null || choiceWaits(context)) &&
    meaning.text.length <= SHORT_MAX &&
    followUp.slots.every(({ kind }) => kind !== '证件'))

/**
 * Searches again with the matter and what is new. Answers only where that is sure, or where the topic itself comes first and speaks of it;
 * otherwise asks which is meant. Null for a message that could be a matter of its own and is no better understood with the topic.
 */
const planChange = async (turn: FollowUpTurn, alone: Found, isBound: boolean): Promise<TurnPlan | null> => {
  const { desk, context, meaning, followUp, topic } = turn
  const matter = changeMatter(context.topicText || (topic?.question ?? ''), followUp, desk.talkWords)
  const must = mustSay(turn)
  const asked: Meaning = { ...desk.understand(matter, desk.clock.now()), intent: 'consult' }
  const carried = await lookUp(desk, asked, (entry) => speaksOf(entry, must))
  const first = carried.hits[0]
  // Who, where from and what happened say nothing alone: what is found for them alone is found by chance.
  const mayStandAlone =
    followUp.rest.length > OWN_WORDS_MAX || followUp.slots.some(({ kind }) => kind === '证件')
  const own = mayStandAlone ? alone : carried
  if (topic && first?.entryId === topic.id) {
    const isRival = mayBeginAnew(turn) && alone.decision.kind === 'answer'
    const plan = isRival ? null : await answerSameTopic(turn, topic, matter, first.confidence)
    // Its short answer again would pretend to answer what it does not speak of.
    return plan ?? askWhich(turn, carried, own)
  }
  const agrees = likelyIn(carried).length === 0 || carried.hits[0]?.entryId === alone.hits[0]?.entryId
  const sure = [carried, ...(mayStandAlone && agrees ? [alone] : [])].find(
    ({ decision }) => decision.kind === 'answer',
  )
  const best = sure?.hits[0]
  if (!sure || !best) return isBound ? askWhich(turn, carried, own) : null
  const fields = followUp.fields.length > 0 ? followUp.fields : context.topicFields
  return answerFrom(desk, context, meaning, {
    entryId: best.entryId,
    confidence: best.confidence,
    others: othersIn(sure),
    matter,
    fields,
  })
}

/** "要什么材料" while we ask which matter is meant: the choice still waits, and what is wanted of it is kept. */
const askAgain = (context: TalkContext, meaning: Meaning, { fields }: FollowUp): TurnPlan | null => {
  const hits = context.options.flatMap(({ value, entryId }) =>
    entryId ? [{ question: value, entryId }] : [],
  )
  if (!choiceWaits(context) || context.pending?.kind !== 'offer-ticket') return null
  const about = { ...meaning, text: context.pending.matter }
  return askBack({ ...context, topicFields: fields }, about, hits, 0, PHRASES.chooseFirst)
}

/**
 * "那我老婆呢", "孩子的呢": a message that goes on about the matter with nothing but who, where from or which paper. Such words tell of no
 * danger, whatever they are like.
 */
export const onlyGoesOn = (desk: Desk, context: TalkContext, meaning: Meaning): boolean => {
  if (!context.topicEntryId || context.draft) return false
  const { goesOn, slots, rest, fields } = readFollowUp(meaning.text, desk.talkWords)
  return (
    goesOn &&
    rest === '' &&
    fields.length === 0 &&
    slots.length > 0 &&
    slots.every(({ kind }) => kind !== '情形')
  )
}

/**
 * "公司呢", "老板不肯给呢" in a talk about something: however much the words alone sound like a complaint, put like this they ask about the
 * matter. Not where a draft is open or a person is asked to do something.
 */
export const asksOn = (desk: Desk, context: TalkContext, { text, intent }: Meaning): boolean =>
  (context.topicEntryId !== null || choiceWaits(context)) &&
  context.draft === null &&
  ['complaint', 'report', 'help'].includes(intent) &&
  text.length <= SHORT_MAX &&
  readFollowUp(text, desk.talkWords).goesOn &&
  !DEMANDS.test(text) &&
  !WANTS_HANDLING.test(text)

/**
 * A message read against the matter the talk is about: a field of it ("在哪办,几点下班"), or the matter with one thing changed
 * ("老人呢", "护照呢"). Null when it is a matter of its own: then the topic is dropped.
 */
export const planFollowUp = async (
  desk: Desk,
  context: TalkContext,
  meaning: Meaning,
): Promise<TurnPlan | null> => {
  if (meaning.text.length > FOLLOW_UP_MAX) return null
  const followUp = readFollowUp(meaning.text, desk.talkWords)
  const topic = context.topicEntryId ? await findEntry(desk.db, context.topicEntryId) : null
  const isKnown = topic?.state === 'published'
  if (asksOnlyFields(followUp)) {
    if (!isKnown) return askAgain(context, meaning, followUp)
    const matter = context.topicText || topic.question
    const found = { entryId: topic.id, confidence: 1, fields: followUp.fields, isTold: true, matter }
    return answerFrom(desk, context, meaning, found)
  }
  if (!isKnown && context.topicText === '') return null
  const turn: FollowUpTurn = { desk, context, meaning, followUp, topic: isKnown ? topic : null }
  if (followUp.slots.length === 0 && followUp.rest === '' && isKnown) {
    const more = await tellMore(turn, topic)
    if (more) return more
  }
  const isBound = isBoundToTopic(turn)
  const alone = await lookUp(desk, { ...meaning, intent: 'consult' })
  const mustBeSure = isBound && !followUp.goesOn ? SURE_OF_ANOTHER : isBound ? 1 : 0
  if (alone.decision.kind === 'answer' && alone.decision.confidence >= mustBeSure) return null
  const said = isKnown && !followUp.goesOn ? await quoteTopic(turn, topic) : null
  if (said) return said
  if (!isBound && alone.decision.kind !== 'none') return null
  // "什么时候截止" before a matter is chosen: of which, only the choice can say.
  if (!isKnown && isBound && !followUp.goesOn && followUp.slots.length === 0)
    return askAgain(context, meaning, followUp)
  if (followUp.slots.length === 0 && followUp.rest === '') return null
  return planChange(turn, alone, isBound)
}
