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

type ClockRule = Pick<DeadlineFile, 'id' | 'amount' | 'unit' | 'starts' | 'ends'>

/** The rule for a stage of a ticket on the day its clock starts; null where the city has none and needs none. */
const ruleFor = (rules: Reckoning, stage: ClockStage, ticket: Clocked, from: Date): ClockRule | null => {
  const on = rules.calendar.dayOf(from)
  const { type, categoryId, urgency, channel, districtId } = ticket
  const asked = { stage, type, categoryId, urgency, channel, districtId, on }
  return chooseDeadline(rules.policies, asked) ?? WITHOUT_RULE[stage]
}

/** What the sentence of a due time calls the clock. */
const nameClock = (stage: ClockStage, ticket: Clocked): string =>
  stage === 'reply' ? TYPE_LABELS[ticket.type] : STAGE_LABELS[stage]

/** The rule for a stage and the due time it gives from an instant; null where the city has none and needs none. */
export const reckonClock = (rules: Reckoning, stage: ClockStage, ticket: Clocked, from: Date) => {
  const policy = ruleFor(rules, stage, ticket, from)
  return policy && { policy, due: explainDue(rules.calendar, policy, nameClock(stage, ticket), from) }
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

type Reckoned = Pick<TicketClock, 'countsFrom' | 'dueAt' | 'dueText' | 'isProvisional' | 'nextAlertAt'>

/** Tickets that are opened together begin at one instant: what a rule makes of it is reckoned once for all of them. */
const reckoned = new WeakMap<ClockRules, { at: string; by: Map<string, Reckoned> }>()

const reckonOnce = (
  rules: ClockRules,
  stage: ClockStage,
  name: string,
  rule: ClockRule,
  at: string,
): Reckoned => {
  let kept = reckoned.get(rules)
  if (kept?.at !== at) {
    kept = { at, by: new Map() }
    reckoned.set(rules, kept)
  }
  const key = `${rule.id} ${stage} ${name}`
  const known = kept.by.get(key)
  if (known) return known
  const due = explainDue(rules.calendar, rule, name, new Date(at))
  const [countsFrom, dueAt] = [due.countsFrom.toISOString(), due.at.toISOString()]
  const timed = { countsFrom, dueAt, unit: rule.unit, ends: rule.ends ?? ('closing' as const), stage }
  const nextAlert = nextAlertAt(rules, timed, null)
  const made = {
    countsFrom,
    dueAt,
    dueText: due.text,
    isProvisional: due.isProvisional,
    nextAlertAt: nextAlert,
  }
  kept.by.set(key, made)
  return made
}

const newClock = (
  rules: ClockRules,
  ticket: Ticket,
  stage: ClockStage,
  run: number,
  at: string,
): TicketClock | null => {
  const policy = ruleFor(rules, stage, ticket, new Date(at))
  if (!policy) return null
  const due = reckonOnce(rules, stage, nameClock(stage, ticket), policy, at)
  return {
    ticketId: ticket.id,
    stage,
    run,
    departmentId: stage === 'whole' ? null : ticket.leadDepartmentId,
    startedAt: at,
    countsFrom: due.countsFrom,
    firstDueAt: due.dueAt,
    dueAt: due.dueAt,
    dueText: due.dueText,
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
    nextAlertAt: due.nextAlertAt,
    stoppedAt: null,
    stoppedWhy: '',
  }
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
