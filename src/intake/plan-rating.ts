import type { TalkContext } from '../contracts/conversation.ts'
import type { Reply } from '../contracts/message.ts'
import { readSatisfied, readSolved } from './read-choice.ts'
import { type Effect, notice, sayOnly, type TurnPlan } from './turn-plan.ts'

type Rating = Extract<NonNullable<TalkContext['pending']>, { kind: 'rate' }>

/** The bare "no"; what stands beside it is already the reason. */
const UNSOLVED = /(还)?(没有?|未)(得到)?解决/
const REASON_MIN = 3
const GRADES = ['非常满意', '满意', '基本满意', '不满意', '非常不满意']
const asOptions = (labels: readonly string[]) => labels.map((label) => ({ label, value: label }))

/** Asked apart from solved, in five grades. */
export const SATISFIED_QUESTION: Reply = {
  kind: 'notice',
  asks: 'satisfied',
  text: '谢谢。对这次办理，您满意吗？',
  options: asOptions(GRADES),
}
const askReason: Reply = {
  kind: 'notice',
  asks: 'reason',
  text: '哪里没有解决？请说一句，我连同工单交给热线核实。',
}

const waitFor = (context: TalkContext, pending: Rating, ask: Reply): TurnPlan =>
  sayOnly(
    { ...context, pending, options: (ask.options ?? []).map((o) => ({ value: o.value, entryId: null })) },
    ask,
  )

const rate = (rating: Rating, reason: string): Effect => ({
  kind: 'rate',
  ticketId: rating.ticketId,
  solved: rating.solved ?? 'solved',
  reason,
  ...(rating.satisfied ? { satisfied: rating.satisfied } : {}),
})

/** What is kept, then the next ticket of the same question, if there is one. */
const finish = (context: TalkContext, rating: Rating, effect: Effect): TurnPlan => {
  const [next, ...more] = rating.more
  const pending: Rating | null =
    next === undefined ? null : { kind: 'rate', ticketId: next, asks: 'solved', more }
  return {
    says: [],
    context: { ...context, pending, options: [] },
    effects: next === undefined ? [effect] : [effect, { kind: 'ask-solved', ticketId: next }],
    decided: [],
  }
}

/** Unsolved goes to the hotline at once: whoever leaves before the second question has still been heard. */
const object = (context: TalkContext, rating: Rating, reason: string): TurnPlan => ({
  says: [],
  context: {
    ...context,
    pending: { ...rating, solved: 'unsolved', asks: 'satisfied' },
    options: GRADES.map((value) => ({ value, entryId: null })),
  },
  effects: [rate({ ...rating, solved: 'unsolved' }, reason)],
  decided: [],
})

/**
 * Reads the answer to "解决了吗？满意吗？". Solved and satisfied are asked apart; "没解决" is asked for its reason, with
 * which it goes to the hotline to be verified. Null when the message is about something else.
 */
export const planRating = (context: TalkContext, rating: Rating, text: string): TurnPlan | null => {
  if (rating.asks === 'solved') {
    const solved = readSolved(text)
    if (!solved || text.length > 60) return null
    const reason = text.replace(UNSOLVED, '').replace(/^[\s\p{P}]+/u, '')
    if (solved === 'unsolved' && reason.length >= REASON_MIN) return object(context, rating, text.trim())
    if (solved === 'unsolved') return waitFor(context, { ...rating, solved, asks: 'reason' }, askReason)
    // Recorded at once: whoever leaves before the second question has still been heard.
    const next = waitFor(context, { ...rating, solved, asks: 'satisfied' }, SATISFIED_QUESTION)
    return { ...next, effects: [rate({ ...rating, solved }, '')] }
  }
  if (rating.asks === 'satisfied') {
    const satisfied = readSatisfied(text)
    if (!satisfied || text.length > 60) return null
    const { ticketId } = rating
    if (rating.solved === 'unsolved') return finish(context, rating, { kind: 'grade', ticketId, satisfied })
    return finish(context, rating, rate({ ...rating, satisfied }, ''))
  }
  if (text.trim().length < 2) return sayOnly(context, notice('请多写几个字，说说哪里没有解决。'))
  return object(context, rating, text.trim().slice(0, 500))
}
