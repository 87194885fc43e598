import type { DeadlineFile } from '../contracts/knowledge-file.ts'
import type { OpenTicket } from '../contracts/ticket.ts'

/** What a deadline rule is chosen by. `on` is the day the clock starts, YYYY-MM-DD. */
export type DeadlineQuestion = {
  stage: DeadlineFile['stage']
  type: OpenTicket['type']
  categoryId: string
  urgency: OpenTicket['urgency']
  channel: string
  districtId: string | null
  on: string
}

const inForce = (p: DeadlineFile, on: string): boolean =>
  p.effectiveFrom <= on && (p.effectiveUntil === undefined || on <= p.effectiveUntil)

const applies = (p: DeadlineFile, q: DeadlineQuestion): boolean =>
  p.stage === q.stage &&
  inForce(p, q.on) &&
  (p.type === 'any' || p.type === q.type) &&
  (p.urgency === 'any' || p.urgency === q.urgency) &&
  (p.category === undefined || q.categoryId === p.category || q.categoryId.startsWith(`${p.category}-`)) &&
  (p.channel === undefined || p.channel === q.channel) &&
  (p.region === undefined || p.region === q.districtId)

// The order the city's file promises: category (a leaf before its branch), urgency, channel, region, then type.
const specificity = (p: DeadlineFile): number =>
  (p.category === undefined ? 0 : p.category.includes('-') ? 32 : 16) +
  (p.urgency === 'any' ? 0 : 8) +
  (p.channel === undefined ? 0 : 4) +
  (p.region === undefined ? 0 : 2) +
  (p.type === 'any' ? 0 : 1)

/** The rules that apply to a question, the one that counts first: what `chooseDeadline` chose from, and in which order. */
export const rankDeadlines = (
  policies: readonly DeadlineFile[],
  question: DeadlineQuestion,
): DeadlineFile[] =>
  policies
    .filter((policy) => applies(policy, question))
    .map((policy, at) => ({ policy, at }))
    .sort(
      (a, b) =>
        specificity(b.policy) - specificity(a.policy) ||
        b.policy.effectiveFrom.localeCompare(a.policy.effectiveFrom) ||
        a.at - b.at,
    )
    .map(({ policy }) => policy)

/**
 * The rule that sets a deadline: the most specific one in force on the day. Between equals the newer one, then the
 * one written first. Null when the city has no rule for this stage.
 */
export const chooseDeadline = (
  policies: readonly DeadlineFile[],
  question: DeadlineQuestion,
): DeadlineFile | null => {
  let best: DeadlineFile | null = null
  for (const policy of policies) {
    if (!applies(policy, question)) continue
    const gain = best ? specificity(policy) - specificity(best) : 1
    if (gain > 0 || (gain === 0 && best && policy.effectiveFrom > best.effectiveFrom)) best = policy
  }
  return best
}
