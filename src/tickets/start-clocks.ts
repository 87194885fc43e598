import type { CityRules } from '../contracts/city-rules.ts'
import type { DeadlineFile } from '../contracts/knowledge-file.ts'
import type { OpenTicket } from '../contracts/ticket.ts'
import type { Db } from '../platform/db/schema.ts'
import { chooseDeadline } from './choose-deadline.ts'
import { nextAlertAt } from './clocks/alert-times.ts'
import {
  insertClocks,
  listClocks,
  newestClocks,
  saveClockColumns,
  updateClock,
} from './clocks/clock-repository.ts'
import { type ClockRules, readClockRules } from './clocks/clock-rules.ts'
import { showClocks } from './clocks/show-clocks.ts'
import { endClock, noteEnd } from './clocks/stop-clocks.ts'
import { type ClockStage, STAGE_LABELS, type TicketClock } from './clocks/ticket-clock.ts'
import { explainDue } from './explain-due.ts'
import { TYPE_LABELS } from './state-labels.ts'
import type { Ticket } from './ticket.ts'

export type { ClockStage } from './clocks/ticket-clock.ts'

export type Clocked = {
  type: OpenTicket['type']
  categoryId: string
  urgency: OpenTicket['urgency']
  channel: string
  districtId: string | null
}

/** A due time as a list reads it: ISO-8601 UTC, the sentence that explains it, the rule it follows. */
export type RunningClock = { dueAt: string; dueText: string; policyId: string }

// A city whose file forgot a stage still gets a clock: no ticket may wait without one.
const WITHOUT_RULE: Record<ClockStage, Pick<DeadlineFile, 'id' | 'amount' | 'unit' | 'ends'> | null> = {
  sign: { id: 'no-rule', amount: 1, unit: 'working_days' },
  contact: { id: 'no-rule', amount: 1, unit: 'working_days' },
  return: { id: 'no-rule', amount: 1, unit: 'working_days' },
  reply: { id: 'no-rule', amount: 5, unit: 'working_days' },
  whole: null,
  urge: { id: 'no-rule', amount: 1, unit: 'working_days' },
  supervise: { id: 'no-rule', amount: 3, unit: 'working_days' },
}

export type Reckoning = Pick<ClockRules, 'calendar' | 'policies'>

/** The rule for a stage and the due time it gives from an instant; null where the city has none and needs none. */
export const reckonClock = (rules: Reckoning, stage: ClockStage, ticket: Clocked, from: Date) => {
  const on = rules.calendar.dayOf(from)
  const policy = chooseDeadline(rules.policies, { ...ticket, stage, on }) ?? WITHOUT_RULE[stage]
  if (!policy) return null
  const what = stage === 'reply' ? TYPE_LABELS[ticket.type] : STAGE_LABELS[stage]
  return { policy, due: explainDue(rules.calendar, policy, what, from) }
}

/**
 * When a stage that starts at `start` (ISO-8601 UTC) will be due by the rules in force, for words that are said before
 * the clock runs. Null when the city has no rule for it and needs none.
 */
export const forecastClock = async (
  db: Db,
  rules: CityRules,
  stage: ClockStage,
  ticket: Clocked,
  start: string,
): Promise<RunningClock | null> => {
  const made = reckonClock(await readClockRules(db, rules), stage, ticket, new Date(start))
  return made && { dueAt: made.due.at.toISOString(), dueText: made.due.text, policyId: made.policy.id }
}

const newClock = (
  rules: ClockRules,
  ticket: Ticket,
  stage: ClockStage,
  run: number,
  at: string,
): TicketClock | null => {
  const made = reckonClock(rules, stage, ticket, new Date(at))
  if (!made) return null
  const { policy, due } = made
  const dueAt = due.at.toISOString()
  const clock: TicketClock = {
    ticketId: ticket.id,
    stage,
    run,
    departmentId: stage === 'whole' ? null : ticket.leadDepartmentId,
    startedAt: at,
    countsFrom: due.countsFrom.toISOString(),
    firstDueAt: dueAt,
    dueAt,
    dueText: due.text,
    policyId: policy.id,
    policyVersion: rules.policyVersion,
    amount: policy.amount,
    unit: policy.unit,
    ends: policy.ends ?? 'closing',
    isProvisional: due.isProvisional,
    pausedAt: null,
    pauseReason: '',
    pausedMinutes: 0,
    extended: 0,
    term: 1,
    nextAlertAt: null,
    stoppedAt: null,
    stoppedWhy: '',
  }
  return { ...clock, nextAlertAt: nextAlertAt(rules, clock, null) }
}

/** The first run of these clocks of a ticket that has none of them yet; a stage without a rule that needs none has none. */
export const firstClocks = (
  rules: ClockRules,
  ticket: Ticket,
  stages: readonly ClockStage[],
  at: string,
): TicketClock[] =>
  stages.flatMap((stage) => {
    const clock = newClock(rules, ticket, stage, 1, at)
    return clock ? [clock] : []
  })

/**
 * Starts clocks of a ticket at `at` (ISO-8601 UTC), inside the caller's transaction and after the move that asks for
 * them: by the policy table and calendar in force. A clock of the same stage that still runs is dropped: the new run
 * counts. Asked again for an instant at which the stage was started already, nothing changes.
 * @returns the ticket with the due times its lists show.
 */
export const startClocks = async (
  tx: Db,
  rules: CityRules,
  ticket: Ticket,
  stages: readonly ClockStage[],
  at: string,
): Promise<Ticket> => {
  const inForce = await readClockRules(tx, rules)
  const newest = newestClocks(await listClocks(tx, ticket.id))
  const made: TicketClock[] = []
  for (const stage of stages) {
    const last = newest.find((clock) => clock.stage === stage)
    if (last && last.stoppedAt === null && last.startedAt === at) continue
    const clock = newClock(inForce, ticket, stage, (last?.run ?? 0) + 1, at)
    if (!clock) continue
    if (last && last.stoppedAt === null) {
      const dropped = endClock(last, at, 'dropped')
      await updateClock(tx, dropped)
      if (stage !== 'return') await noteEnd(tx, dropped, { action: 'restart', doneAt: at, at })
    }
    made.push(clock)
  }
  await insertClocks(tx, made)
  const columns = showClocks([...newest.filter((c) => !made.some((m) => m.stage === c.stage)), ...made])
  const firstDueAt = ticket.firstDueAt ?? columns.due_at
  await saveClockColumns(tx, ticket.id, { ...columns, first_due_at: firstDueAt })
  return {
    ...ticket,
    firstDueAt,
    signDueAt: columns.sign_due_at,
    dueAt: columns.due_at,
    dueText: columns.due_text,
    policyId: columns.policy_id,
    urgeDueAt: columns.urge_due_at,
    superviseDueAt: columns.supervise_due_at,
  }
}
