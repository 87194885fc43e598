import type { Conversation, TalkContext } from '../contracts/conversation.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Reply } from '../contracts/message.ts'
import { splitQuestions } from '../understanding/split-questions.ts'
import type { Desk } from './desk.ts'
import { PHRASES } from './phrases.ts'
import type { TurnPlan } from './turn-plan.ts'

/** More answers than this at once nobody reads. */
const REPLIES_MAX = 3
/** A message that holds one of these is told as a whole: a complaint is not taken apart. */
const NOT_TAKEN_APART: readonly Meaning['intent'][] = [
  'complaint',
  'report',
  'suggestion',
  'praise',
  'human',
  'progress',
]

type PlanOne = (desk: Desk, conversation: Conversation, meaning: Meaning) => Promise<TurnPlan>

/** Options of all replies, those of a question of ours first, so that "第二个" means its second. */
const joinOptions = (plans: readonly TurnPlan[]): TalkContext['options'] => {
  const asked = plans.filter(({ says }) => says[0]?.kind === 'clarify')
  const others = plans.filter((plan) => !asked.includes(plan) && plan.says[0]?.kind !== 'answer')
  return [...asked, ...others].flatMap(({ context }) => context.options)
}

/** Answers to several questions carry no "next questions": what was asked is enough to read. */
const withoutNext = (reply: Reply): Reply => {
  if (reply.kind !== 'answer') return reply
  const { options: _next, ...rest } = reply
  return rest
}

const join = (plans: readonly TurnPlan[], left: number): TurnPlan => {
  const says = plans.flatMap((plan) => plan.says.map(withoutNext))
  const last = says.at(-1)
  if (last && left > 0)
    says[says.length - 1] = { ...last, text: `${last.text}\n${PHRASES.moreQuestions(left)}` }
  const final = plans.at(-1)?.context
  const pending = plans.map(({ context }) => context.pending).findLast((one) => one !== null) ?? null
  if (!final) throw new Error('joined no plans')
  return {
    says,
    context: { ...final, options: joinOptions(plans), pending },
    effects: plans.flatMap(({ effects }) => effects),
    decided: plans.flatMap(({ decided }) => decided),
  }
}

/**
 * Several questions in one message are each answered, at most three, in order, each as if it had been asked after the one before.
 * Null when the message is one question.
 */
export const planQuestions = async (
  desk: Desk,
  conversation: Conversation,
  meaning: Meaning,
  planOne: PlanOne,
): Promise<TurnPlan | null> => {
  if (NOT_TAKEN_APART.includes(meaning.intent)) return null
  const questions = splitQuestions(meaning.text, desk.talkWords)
  if (questions.length < 2) return null
  const meanings = questions.map((question) => desk.understand(question, desk.clock.now()))
  if (meanings.some(({ intent, specialRoute }) => specialRoute || NOT_TAKEN_APART.includes(intent)))
    return null
  const plans: TurnPlan[] = []
  let { context } = conversation
  for (const one of meanings.slice(0, REPLIES_MAX)) {
    const plan = await planOne(desk, { ...conversation, context }, one)
    // Anything but words (a draft, a person) is for the message as a whole.
    if (plan.effects.length > 0 || plan.context.draft || plan.says.length !== 1) return null
    plans.push(plan)
    context = plan.context
  }
  return join(plans, questions.length - plans.length)
}
