import { speaksOf } from '../answering/is-about.ts'
import type { Hit } from '../contracts/retrieval.ts'
import { unitNow } from '../tickets/rules-now.ts'
import { askBack } from './ask-back.ts'
import { decline } from './decline-answer.ts'
import { type FollowUpTurn, mayBeginAnew, mustSay, OWN_WORDS_MAX } from './follow-up-turn.ts'
import type { Found } from './look-up.ts'
import { PHRASES } from './phrases.ts'
import type { TurnPlan } from './turn-plan.ts'

type Option = Pick<Hit, 'entryId' | 'question'>

const merge = (first: readonly Option[], second: readonly Option[]): Option[] => {
  const known = new Set(first.map(({ entryId }) => entryId))
  return [...first, ...second.filter(({ entryId }) => !known.has(entryId))]
}

/** An entry that speaks of what is new is worth offering from here on: the confidence of a bare search does not know that it does. */
const CARRIED_AT = 0.08
const CARRIED_MAX = 2
/** What is found for a short message alone is found by chance below this. */
const ALONE_AT = 0.12
const ALONE_MAX = 3

/** What may be offered of the matter carried. */
export const likelyIn = ({ decision, hits }: Found): Option[] =>
  (decision.kind === 'none'
    ? hits.filter(({ confidence }) => confidence >= CARRIED_AT)
    : decision.hits
  ).slice(0, CARRIED_MAX)

const likelyAlone = ({ decision }: Found): Option[] =>
  decision.kind === 'none'
    ? []
    : decision.hits.filter(({ confidence }) => confidence >= ALONE_AT).slice(0, ALONE_MAX)

/** What the topic does not say of a follow-up, in words; the new word is named where it is one. */
const wordSilence = (turn: FollowUpTurn): string => {
  const { topic, followUp } = turn
  if (!topic) return ''
  const must = mustSay(turn)
  const word = followUp.slots.map((slot) => slot.word).join('') || must.others.join('')
  const isSilent = word.length > OWN_WORDS_MAX && !speaksOf(topic, must)
  return PHRASES.notSaid(topic.question.replace(/[?？]$/, ''), isSilent ? word : '')
}

const declineFollowUp = (turn: FollowUpTurn, confidence: number): TurnPlan => {
  const { desk, context, meaning, topic } = turn
  if (!topic) return decline(context, meaning, confidence)
  const department = unitNow(desk.rules, topic.department) ?? undefined
  // Whose phone it is we only know where the message is about the topic.
  const ask = mayBeginAnew(turn) ? PHRASES.unsure : PHRASES.askThem(department)
  return decline(context, meaning, confidence, `${wordSilence(turn)}${ask}`)
}

/**
 * Neither reading of a follow-up is sure. Offers what both found; the topic, as the general rule, where the message goes on about it, saying
 * that it is silent on what is new. With nothing to choose from, says so and who to ask.
 */
export const askWhich = (turn: FollowUpTurn, carried: Found, alone: Found): TurnPlan => {
  const { context, meaning, topic } = turn
  const { confidence } = carried.decision
  const likely = merge(likelyIn(carried), likelyAlone(alone))
  const others = likely.filter(({ entryId }) => entryId !== topic?.id)
  if (others.length === 0) return declineFollowUp(turn, confidence)
  if (!topic || (mayBeginAnew(turn) && others.length > 1)) {
    return others.length > 1
      ? askBack(context, meaning, others, confidence)
      : decline(context, meaning, confidence)
  }
  const options = [...others.slice(0, 3), { entryId: topic.id, question: topic.question }]
  return askBack(context, meaning, options, confidence, wordSilence(turn))
}
