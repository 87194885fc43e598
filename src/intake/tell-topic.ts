import { asPattern, quoteSentences } from '../answering/quote-sentences.ts'
import type { Entry } from '../contracts/entry.ts'
import { answerFrom } from './answer-entry.ts'
import { type FollowUpTurn, mustSay, OWN_WORDS_MAX, sayingWords } from './follow-up-turn.ts'
import type { TurnPlan } from './turn-plan.ts'

/**
 * The sentences of the topic that speak of what is new. Where only a wording of it does ("老人的身份证是长期的还用换吗"), those that
 * answer that wording.
 */
const quoteNew = (turn: FollowUpTurn, topic: Entry): string => {
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
export const answerSameTopic = async (
  turn: FollowUpTurn,
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

const HOW = /怎么|咋|如何|怎样/
const MORE = /^(?:能|请|麻烦|再|可以)*(?:详细|具体|仔细)|(?:还有|然后|接下来|后面)呢/

/** "怎么办", "详细说说", "还有呢": the way through the matter, or all that is known of it, for what the short answer left out. */
export const tellMore = async (turn: FollowUpTurn, topic: Entry): Promise<TurnPlan | null> => {
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
export const quoteTopic = async (turn: FollowUpTurn, topic: Entry): Promise<TurnPlan | null> => {
  const { desk, context, meaning, followUp } = turn
  if (followUp.slots.some(({ kind }) => kind === '证件')) return null
  const asked = sayingWords(turn, meaning.words).filter(
    (word) => word.length >= 2 && !QUESTION_WORDS.test(word),
  )
  if (asked.length === 0) return null
  const quote = quoteSentences(topic, asPattern(asked), new Set(asked).size)
  if (!quote) return null
  const matter = context.topicText || topic.question
  return answerFrom(desk, context, meaning, { entryId: topic.id, confidence: 1, matter, quote, isTold: true })
}
