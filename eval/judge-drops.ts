import type { Desk } from '../src/intake/desk.ts'
import { openUnstoredTalk } from '../src/intake/open-unstored-talk.ts'
import { planTurn } from '../src/intake/plan-turn.ts'
import type { TurnPlan } from '../src/intake/turn-plan.ts'
import { GoldQuestion } from './judge-questions.ts'
import { readJsonLines } from './read-inputs.ts'

/** What the talk was about before: a guide and a plain entry, of two offices. */
const BEFORE = ['身份证丢失怎么补领', '劳动仲裁怎么申请']

export type JudgedDrop = {
  query: string
  isSame: boolean
  /** Shown its entry when asked first, and not when asked in a talk about something else. */
  isLost: boolean
  /** Has no answer, got none when asked first, and one in a talk. */
  isFalse: boolean
  asFirst: string
  inTalk: string
}

const shownBy = ({ says, context }: TurnPlan): string[] => {
  const cited = says.flatMap(({ citations }) => (citations ?? []).map(({ entryId }) => entryId))
  const isAskedBack = says.some(({ kind }) => kind === 'clarify')
  return isAskedBack ? context.options.flatMap(({ entryId }) => (entryId ? [entryId] : [])) : cited
}
const describe = (plan: TurnPlan): string =>
  `${plan.says[0]?.kind ?? 'effect'} ${shownBy(plan).join(' ')}`.trim()
const isAnswer = ({ says }: TurnPlan): boolean => says.some(({ kind }) => kind === 'answer')

/**
 * Asks each gold question as a first message and again in the middle of a talk about something else: a new matter must drop the old
 * one, however short it is.
 */
export const judgeDrops = async (desk: Desk): Promise<JudgedDrop[]> => {
  const questions = readJsonLines('eval/gold/questions.jsonl', GoldQuestion)
  const judged: JudgedDrop[] = []
  for (const before of BEFORE) {
    const opened = await planTurn(desk, openUnstoredTalk(desk), before)
    for (const { query, entryId, also } of questions) {
      const first = await planTurn(desk, openUnstoredTalk(desk), query)
      const second = await planTurn(desk, { ...openUnstoredTalk(desk), context: opened.context }, query)
      const right = entryId === undefined ? [] : [entryId, ...also]
      const helps = (plan: TurnPlan): boolean => shownBy(plan).some((id) => right.includes(id))
      judged.push({
        query,
        isSame: describe(first) === describe(second),
        isLost: helps(first) && !helps(second),
        isFalse: right.length === 0 && !isAnswer(first) && isAnswer(second),
        asFirst: describe(first),
        inTalk: describe(second),
      })
    }
  }
  return judged
}

/** The figures, and every question that fared worse in a talk. */
export const writeDropsReport = (drops: readonly JudgedDrop[]): string => {
  const count = (holds: (drop: JudgedDrop) => boolean): string => {
    const n = drops.filter(holds).length
    return `${n} (${((n / drops.length) * 100).toFixed(1)}%)`
  }
  const worse = drops.filter(({ isLost, isFalse }) => isLost || isFalse)
  return [
    '',
    `Gold questions asked in the middle of a talk about something else: ${drops.length}. As when asked first: ${count((d) => d.isSame)}; entry lost: ${count((d) => d.isLost)}; answered without an answer: ${count((d) => d.isFalse)}`,
    '',
    ...worse.map(({ query, asFirst, inTalk }) => `- ${query}: ${asFirst} → ${inTalk}`),
    '',
  ].join('\n')
}
