import type { CityRules } from '../contracts/city-rules.ts'
import type { DeadlineFile } from '../contracts/knowledge-file.ts'
import type { OpenTicket } from '../contracts/ticket.ts'
import { chooseDeadline } from './choose-deadline.ts'
import { explainDue } from './explain-due.ts'
import { TYPE_LABELS } from './state-labels.ts'
import { createWorkCalendar } from './work-calendar.ts'

type Clocked = {
  type: OpenTicket['type']
  categoryId: string
  urgency: OpenTicket['urgency']
  channel: string
  districtId: string | null
}

/** A running clock as a ticket stores it: ISO-8601 UTC, the sentence that explains it, the rule it follows. */
export type RunningClock = { dueAt: string; dueText: string; policyId: string }

// A city whose file forgot a stage still gets a clock: no ticket may wait without one.
const WITHOUT_RULE: Record<'sign' | 'reply', Pick<DeadlineFile, 'id' | 'amount' | 'unit'>> = {
  sign: { id: 'no-rule', amount: 1, unit: 'working_days' },
  reply: { id: 'no-rule', amount: 5, unit: 'working_days' },
}

/**
 * Starts the clock of a stage at `start` (ISO-8601 UTC) by the city's deadline rules and calendar. Where the city has
 * no rule for the stage, one working day to sign and five to reply.
 */
export const startClock = (
  rules: CityRules,
  stage: 'sign' | 'reply',
  ticket: Clocked,
  start: string,
): RunningClock => {
  const calendar = createWorkCalendar(rules.calendar)
  const from = new Date(start)
  const policy =
    chooseDeadline(rules.deadlines.policies, { ...ticket, stage, on: calendar.dayOf(from) }) ??
    WITHOUT_RULE[stage]
  const what = stage === 'sign' ? '签收' : TYPE_LABELS[ticket.type]
  const due = explainDue(calendar, policy, what, from)
  return { dueAt: due.at.toISOString(), dueText: due.text, policyId: policy.id }
}
