import { asPattern, quoteSentences } from '../answering/quote-sentences.ts'
import type { TalkContext } from '../contracts/conversation.ts'
import type { Decision } from '../contracts/decision.ts'
import type { Meaning } from '../contracts/meaning.ts'
import { findEntry } from '../knowledge-base/entry-repository.ts'
import { findGuideFields } from '../understanding/find-guide-fields.ts'
import { readFollowUp } from '../understanding/read-follow-up.ts'
import { answerFrom, shortMatter } from './answer-entry.ts'
import { askBack } from './ask-back.ts'
import { decline } from './decline-answer.ts'
import type { Desk } from './desk.ts'
import { lookUp, othersIn, specialIn } from './look-up.ts'
import { PHRASES } from './phrases.ts'
import type { TurnPlan } from './turn-plan.ts'

/** "嗯?", "第二个" with nothing offered: no matter of its own, so it drops none. */
const saysNothing = (meaning: Meaning, desk: Desk): boolean => {
  const { fields, slots, rest } = readFollowUp(meaning.text, desk.talkWords)
  return fields.length === 0 && slots.length === 0 && rest === ''
}

/** For people for whom other rules hold: the sentence that names them, rather than the rule for everybody. */
const tellSpecial = async (desk: Desk, meaning: Meaning, entryId: string): Promise<{ quote?: string }> => {
  const special = specialIn(desk, meaning).flat()
  const entry = special.length > 0 ? await findEntry(desk.db, entryId) : null
  const quote = entry ? quoteSentences(entry, asPattern(special)) : ''
  return quote ? { quote } : {}
}

/** Said instead of the usual words where we know why there is no answer. */
const whyDeclined = (meaning: Meaning, decision: Decision): string | undefined => {
  if (meaning.offTopic) return PHRASES.offTopic
  return decision.kind === 'none' && decision.missing ? PHRASES.missing(decision.missing) : undefined
}

/** Finds the answer in the knowledge base, asks back between two to four entries, or says it is not sure. */
export const planAnswer = async (
  desk: Desk,
  context: TalkContext,
  meaning: Meaning,
  onDelta?: (text: string) => void,
): Promise<TurnPlan> => {
  const looked = await lookUp(desk, meaning)
  const { decision } = looked
  const fields = findGuideFields(meaning.text, desk.talkWords)
  if (decision.kind === 'answer' && decision.hits[0]) {
    const found = {
      entryId: decision.hits[0].entryId,
      confidence: decision.confidence,
      fields,
      others: othersIn(looked),
      ...(await tellSpecial(desk, meaning, decision.hits[0].entryId)),
    }
    const plan = await answerFrom(desk, context, meaning, found, onDelta)
    if (plan) return plan
  }
  // A matter of its own drops the topic, also where we cannot tell what it is: "要什么材料" must not answer for the old one.
  const anew = saysNothing(meaning, desk)
    ? context
    : { ...context, topicEntryId: null, topicText: shortMatter(meaning.text), topicFields: fields }
  if (decision.kind === 'clarify') return askBack(anew, meaning, decision.hits, decision.confidence)
  const plan = decline(anew, meaning, decision.confidence, whyDeclined(meaning, decision))
  if (meaning.offTopic) return plan
  const gap = { nearestId: looked.hits[0]?.entryId ?? null }
  return { ...plan, decided: plan.decided.map((one) => ({ ...one, gap })) }
}
