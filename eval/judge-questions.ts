import { z } from 'zod'
import type { Desk } from '../src/intake/desk.ts'
import { openUnstoredTalk } from '../src/intake/open-unstored-talk.ts'
import { planTurn } from '../src/intake/plan-turn.ts'

export const QUESTION_KINDS = ['clean', 'colloquial', 'noisy', 'spoken', 'keyword', 'field', 'none'] as const

/** One line of eval/gold/questions.jsonl. Without `entryId` our base has no answer, and none must be given. */
export const GoldQuestion = z.strictObject({
  id: z.string(),
  query: z.string().min(1),
  entryId: z.string().optional(),
  /** Other entries that answer it just as well. */
  also: z.array(z.string()).default([]),
  kind: z.enum(QUESTION_KINDS),
})
export type GoldQuestion = z.infer<typeof GoldQuestion>

/** What the front desk did: gave an entry, asked back between entries, began a ticket, named another door, or said it is not sure. */
export type Outcome = 'answered' | 'asked-back' | 'draft' | 'other-door' | 'declined'

export type JudgedQuestion = {
  question: GoldQuestion
  /** The right entry's place among the hits, 1 = first; 0 = not among them, or there is none. */
  rank: number
  firstHit: string
  outcome: Outcome
  /** The entry cited, or those offered when asked back. */
  shown: string[]
  /** Answered with a right entry, or asked back with one of them among the options. */
  isRight: boolean
  ms: number
}

const goldOf = (question: GoldQuestion): string[] =>
  question.entryId === undefined ? [] : [question.entryId, ...question.also]

const OUTCOMES: Record<string, Outcome> = {
  answer: 'answered',
  clarify: 'asked-back',
  collect: 'draft',
  confirm: 'draft',
  decline: 'declined',
  notice: 'other-door',
  handover: 'other-door',
  ticket: 'draft',
}

/** Asks one question as the first message of a talk, on the product's own path, and compares with the gold. */
export const judgeQuestion = async (desk: Desk, question: GoldQuestion): Promise<JudgedQuestion> => {
  const startedAt = performance.now()
  const plan = await planTurn(desk, openUnstoredTalk(desk), question.query)
  const ms = performance.now() - startedAt
  const first = plan.says[0]
  const outcome = first ? (OUTCOMES[first.kind] ?? 'declined') : 'other-door'
  const offered = plan.context.options.flatMap(({ entryId }) => (entryId ? [entryId] : []))
  const cited = first?.citations?.map(({ entryId }) => entryId) ?? []
  const shown = outcome === 'answered' ? cited : outcome === 'asked-back' ? offered : []
  const hits = await desk.search(desk.understand(question.query, desk.clock.now()))
  const gold = goldOf(question)
  return {
    question,
    rank: hits.findIndex(({ entryId }) => gold.includes(entryId)) + 1,
    firstHit: hits[0] ? `${hits[0].entryId} (${hits[0].confidence.toFixed(2)})` : '',
    outcome,
    shown,
    isRight: shown.some((entryId) => gold.includes(entryId)),
    ms,
  }
}

export type QuestionFigures = {
  n: number
  recallAt1: number
  recallAt3: number
  answered: number
  askedBack: number
  draft: number
  declined: number
  /** Answered, or asked back with the right entry among the options; of the answerable. */
  helped: number
  /** Of all answers given, the share that cites a right entry. */
  answerPrecision: number
  /** Answers that cite a wrong entry, of all questions. */
  wrongAnswers: number
  /** Of all that were declined or shown another door, the share that has no answer. */
  declinePrecision: number
  /** Of all without an answer, the share that got none. */
  declineRecall: number
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)

/** The figures of a group of judged questions. A share of nothing is 1, so that an empty group cannot fail a gate. */
export const countQuestions = (judged: readonly JudgedQuestion[]): QuestionFigures => {
  const n = judged.length
  const answerable = judged.filter(({ question }) => question.entryId !== undefined)
  const without = judged.filter(({ question }) => question.entryId === undefined)
  const count = (outcome: Outcome): number => judged.filter((one) => one.outcome === outcome).length
  const answered = judged.filter(({ outcome }) => outcome === 'answered')
  const turnedAway = judged.filter(({ outcome }) => outcome === 'declined' || outcome === 'other-door')
  const isUnanswered = ({ outcome }: JudgedQuestion): boolean =>
    outcome !== 'answered' && outcome !== 'asked-back'
  return {
    n,
    recallAt1: share(answerable.filter(({ rank }) => rank === 1).length, answerable.length),
    recallAt3: share(answerable.filter(({ rank }) => rank >= 1 && rank <= 3).length, answerable.length),
    answered: share(answered.length, n),
    askedBack: share(count('asked-back'), n),
    draft: share(count('draft'), n),
    declined: share(turnedAway.length, n),
    helped: share(answerable.filter(({ isRight }) => isRight).length, answerable.length),
    answerPrecision: share(answered.filter(({ isRight }) => isRight).length, answered.length),
    wrongAnswers: share(answered.filter(({ isRight }) => !isRight).length, n),
    declinePrecision: share(
      turnedAway.filter(({ question }) => question.entryId === undefined).length,
      turnedAway.length,
    ),
    declineRecall: share(without.filter(isUnanswered).length, without.length),
  }
}
