import { type MustSay, speaksOf } from '../answering/is-about.ts'
import { quoteSentences } from '../answering/quote-sentences.ts'
import type { TalkContext } from '../contracts/conversation.ts'
import type { Entry } from '../contracts/entry.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Hit } from '../contracts/retrieval.ts'
import { findEntry } from '../knowledge-base/entry-repository.ts'
import { changeMatter, type FollowUp, readFollowUp } from '../understanding/read-follow-up.ts'
import { answerFrom } from './answer-entry.ts'
import { askBack } from './ask-back.ts'
import { decline } from './decline-answer.ts'
import type { Desk } from './desk.ts'
import { type Found, lookUp, othersIn } from './look-up.ts'
import { PHRASES } from './phrases.ts'
import type { TurnPlan } from './turn-plan.ts'

/** A longer message tells a matter of its own. */
const FOLLOW_UP_MAX = 24
/** As short as this and without a paper, a message in a talk more likely goes on than begins a matter … */
const SHORT_MAX = 12
/** … unless the base is this sure that it does. */
const SURE_OF_ANOTHER = 0.75
/** Next to nothing is left besides the words that ask for a field. */
const OWN_WORDS_MAX = 1

type Turn = { desk: Desk; context: TalkContext; meaning: Meaning; followUp: FollowUp; topic: Entry | null }

const asksOnlyFields = ({ fields, slots, rest }: FollowUp): boolean =>
  fields.length > 0 && slots.length === 0 && rest.length <= OWN_WORDS_MAX

/** Put as going on, or too short and without a paper to be a matter of its own. */
const isBoundToTopic = ({ meaning, followUp, topic }: Turn): boolean =>
  followUp.goesOn ||
  (topic !== null && meaning.text.length <= SHORT_MAX && followUp.slots.every(({ kind }) => kind !== '证件'))

/** What is new in a follow-up, as an entry must speak of it. */
const mustSay = ({ desk, followUp, meaning }: Turn): MustSay => {
  const meant = (isAbout: boolean) =>
    followUp.slots
      .filter(({ kind }) => (kind === '证件' || kind === '情形') === isAbout)
      .map(({ word }) => desk.talkWords.same.get(word) ?? [word])
  return {
    about: meant(true),
    mentions: meant(false),
    others: meaning.tokens.filter((token) => token.length >= 2 && followUp.rest.includes(token)),
  }
}

/** Words as one pattern, to find the sentences they occur in. */
const asPattern = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|') || '(?!)', 'g')

/**
 * The sentences of the topic that speak of what is new. Where only a wording of it does ("老人的身份证是长期的还用换吗"), those that
 * answer that wording.
 */
const quoteNew = (turn: Turn, topic: Entry): string => {
  const { about, mentions, others } = mustSay(turn)
  const said = [...about, ...mentions].flat()
  const quote = quoteSentences(topic, asPattern([...said, ...others]))
  const wording = topic.similar.find((similar) => said.some((word) => similar.includes(word)))
  if (quote || !wording) return quote
  const { words } = turn.desk.understand(wording, turn.desk.clock.now())
  const own = words.filter(
    (word) => word.length >= 2 && !topic.question.includes(word) && !said.includes(word),
  )
  return quoteSentences(topic, asPattern(own))
}

/** The same entry still answers: with the field asked for or the sentence that speaks of what is new. Null where it has neither. */
const answerSameTopic = async (
  turn: Turn,
  topic: Entry,
  matter: string,
  confidence: number,
): Promise<TurnPlan | null> => {
  const { desk, context, meaning, followUp } = turn
  const quote = quoteNew(turn, topic)
  // "排队要多久" is no question about how long the office takes.
  const isField = followUp.fields.length > 0 && followUp.rest.length <= OWN_WORDS_MAX
  if (!isField && !quote) return null
  const part = isField ? { fields: followUp.fields } : { quote }
  return answerFrom(desk, context, meaning, { entryId: topic.id, confidence, matter, isTold: true, ...part })
}

type Option = Pick<Hit, 'entryId' | 'question'>

const merge = (first: readonly Option[], second: readonly Option[]): Option[] => {
  const known = new Set(first.map(({ entryId }) => entryId))
  return [...first, ...second.filter(({ entryId }) => !known.has(entryId))]
}

/** An entry that speaks of what is new is worth offering from here on. */
const CARRIED_AT = 0.08
const CARRIED_MAX = 2
const ALONE_MAX = 2
/** What is found for a short message alone is found by chance below this. */
const ALONE_AT = 0.2

/**
 * What may be offered of the matter carried: what was decided on, else what is not quite unlikely. All of it speaks of what is new, which
 * the confidence of a bare search does not know.
 */
const likelyIn = ({ decision, hits }: Found): Option[] =>
  (decision.kind === 'none'
    ? hits.filter(({ confidence }) => confidence >= CARRIED_AT)
    : decision.hits
  ).slice(0, CARRIED_MAX)

const likelyAlone = ({ decision }: Found): Option[] =>
  decision.kind === 'none'
    ? []
    : decision.hits.filter(({ confidence }) => confidence >= ALONE_AT).slice(0, ALONE_MAX)

/**
 * Not sure. Says so where the topic says nothing of what is new, and asks which is meant, the topic as the general rule among the
 * choices; with nothing to choose from, who to ask.
 */
const askWhich = (turn: Turn, carried: Found, alone: Found): TurnPlan => {
  const { desk, context, meaning, topic, followUp } = turn
  const likely = merge(likelyIn(carried), likelyAlone(alone))
  const confidence = carried.decision.confidence
  if (!topic)
    return likely.length > 1
      ? askBack(context, meaning, likely, confidence)
      : decline(context, meaning, confidence)
  const word = followUp.slots.map((slot) => slot.word).join('') || followUp.rest
  const isSilent = word.length > OWN_WORDS_MAX && !speaksOf(topic, mustSay(turn))
  const why = PHRASES.notSaid(topic.question.replace(/[?？]$/, ''), isSilent ? word : '')
  if (likely.length > 0)
    return askBack(
      context,
      meaning,
      merge(likely, [{ entryId: topic.id, question: topic.question }]),
      confidence,
      why,
    )
  const department = desk.rules.departments.find(({ id }) => id === topic.department)
  return decline(context, meaning, confidence, `${why}${PHRASES.askThem(department)}`)
}

/**
 * Searches again with the matter and what is new. Answers only where that is sure, or where the topic itself comes first and speaks of it;
 * otherwise asks which is meant. Null for a message that could be a matter of its own and is no better understood with the topic.
 */
const planChange = async (turn: Turn, alone: Found, isBound: boolean): Promise<TurnPlan | null> => {
  const { desk, context, meaning, followUp, topic } = turn
  const matter = changeMatter(context.topicText || (topic?.question ?? ''), followUp, desk.talkWords)
  const must = mustSay(turn)
  const asked: Meaning = { ...desk.understand(matter, desk.clock.now()), intent: 'consult' }
  const carried = await lookUp(desk, asked, (entry) => speaksOf(entry, must))
  const first = carried.hits[0]
  if (topic && first?.entryId === topic.id) {
    const plan = await answerSameTopic(turn, topic, matter, first.confidence)
    // Its short answer again would pretend to answer what it does not speak of.
    return plan ?? askWhich(turn, carried, carried)
  }
  // Who, where from and what happened say nothing alone: what is found for them alone is found by chance.
  const mayStandAlone =
    followUp.rest.length > OWN_WORDS_MAX || followUp.slots.some(({ kind }) => kind === '证件')
  const agrees = likelyIn(carried).length === 0 || carried.hits[0]?.entryId === alone.hits[0]?.entryId
  const sure = [carried, ...(mayStandAlone && agrees ? [alone] : [])].find(
    ({ decision }) => decision.kind === 'answer',
  )
  const best = sure?.hits[0]
  if (!sure || !best) return isBound ? askWhich(turn, carried, mayStandAlone ? alone : carried) : null
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
  if (hits.length < 2 || context.pending?.kind !== 'offer-ticket') return null
  const about = { ...meaning, text: context.pending.matter }
  return askBack({ ...context, topicFields: fields }, about, hits, 0, PHRASES.chooseFirst)
}

const HOW = /怎么|咋|如何|怎样/
const MORE = /^(?:能|请|麻烦|再|可以)*(?:详细|具体|仔细)|(?:还有|然后|接下来|后面)呢/

/** "怎么办", "详细说说", "还有呢": the way through the matter, or all that is known of it, for what the short answer left out. */
const tellMore = async (turn: Turn, topic: Entry): Promise<TurnPlan | null> => {
  const { desk, context, meaning } = turn
  const isForAll = MORE.test(meaning.text)
  if (!isForAll && !HOW.test(meaning.text)) return null
  const matter = context.topicText || topic.question
  const found = { entryId: topic.id, confidence: 1, isTold: true, matter }
  if (topic.guide && !isForAll) return answerFrom(desk, context, meaning, { ...found, fields: ['steps'] })
  return answerFrom(desk, context, meaning, { ...found, quote: (topic.details || topic.answer).trim() })
}

const QUESTION_WORDS =
  /^(?:多久|多少|多长|几天|什么|怎么|哪里|能不能|可不可以|要不要|会不会|是不是|有没有|行不行)/

/**
 * "可以邮寄吗", "有效期多久": something the topic itself says, word for word, though no field of it. Null where no sentence of it holds
 * all that was asked.
 */
const quoteTopic = async (turn: Turn, topic: Entry): Promise<TurnPlan | null> => {
  const { desk, context, meaning, followUp } = turn
  if (followUp.slots.some(({ kind }) => kind === '证件')) return null
  const asked = meaning.words.filter(
    (word) => word.length >= 2 && !desk.talkWords.fillerWords.has(word) && !QUESTION_WORDS.test(word),
  )
  if (asked.length === 0) return null
  const quote = quoteSentences(topic, asPattern(asked), new Set(asked).size)
  if (!quote) return null
  const matter = context.topicText || topic.question
  return answerFrom(desk, context, meaning, { entryId: topic.id, confidence: 1, matter, quote, isTold: true })
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
  const turn = { desk, context, meaning, followUp, topic: isKnown ? topic : null }
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
  if (followUp.slots.length === 0 && followUp.rest === '') return null
  return planChange(turn, alone, isBound)
}
