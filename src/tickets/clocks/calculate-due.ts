import type { CityRules } from '../../contracts/city-rules.ts'
import type { DeadlineFile } from '../../contracts/knowledge-file.ts'
import type { Db } from '../../platform/db/schema.ts'
import { rankDeadlines } from '../choose-deadline.ts'
import { sayTerm } from '../explain-due.ts'
import { type Clocked, reckonClock } from '../start-clocks.ts'
import { nextAlertAt } from './alert-times.ts'
import { readClockRules } from './clock-rules.ts'
import type { ClockStage } from './ticket-clock.ts'

/** Why a rule applies: what it names beside the stage. */
const sayScope = (policy: DeadlineFile): string => {
  const named = [
    policy.category === undefined ? '' : '分类',
    policy.urgency === 'any' ? '' : '紧急程度',
    policy.channel === undefined ? '' : '渠道',
    policy.region === undefined ? '' : '地区',
    policy.type === 'any' ? '' : '诉求类型',
  ].filter((word) => word !== '')
  return named.length === 0 ? '适用于所有工单' : `指明了${named.join('、')}`
}

/**
 * When a clock that starts at `start` (ISO-8601 UTC) would be due by the rules in force, the sentence that shows the counting, the
 * rules that apply with the one that counts first, and when its first warning comes. `dueAt` null = the city has no such term.
 */
export const calculateDue = async (
  db: Db,
  rules: CityRules,
  asked: { stage: ClockStage; ticket: Clocked; start: string },
) => {
  const inForce = await readClockRules(db, rules)
  const start = new Date(asked.start)
  const on = inForce.calendar.dayOf(start)
  const made = reckonClock(inForce, asked.stage, asked.ticket, start)
  const applying = rankDeadlines(inForce.policies, { ...asked.ticket, stage: asked.stage, on })
  const clock = made && {
    countsFrom: made.due.countsFrom.toISOString(),
    dueAt: made.due.at.toISOString(),
    unit: made.policy.unit,
    ends: made.policy.ends ?? ('closing' as const),
    stage: asked.stage,
  }
  return {
    dueAt: clock?.dueAt ?? null,
    text: made?.due.text ?? '',
    isProvisional: made?.due.isProvisional ?? false,
    warnAt: clock ? nextAlertAt(inForce, clock, null) : null,
    rules: applying.map((policy) => ({
      id: policy.id,
      term: sayTerm(policy),
      why: sayScope(policy),
      basis: policy.basis,
    })),
  }
}
