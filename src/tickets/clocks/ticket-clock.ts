import { z } from 'zod'
import { DeadlineFile } from '../../contracts/knowledge-file.ts'
import type { Schema } from '../../platform/db/schema.ts'

/** The clocks a ticket can have. `return` is a window: past it the unit keeps the ticket, and nobody is warned. */
export const CLOCK_STAGES = ['sign', 'contact', 'return', 'reply', 'whole', 'urge', 'supervise'] as const
export type ClockStage = (typeof CLOCK_STAGES)[number]
/** These ask for a word, not for the work: they run on while the work stands still. */
export const ASKING_STAGES: readonly ClockStage[] = ['urge', 'supervise']

/** How a clock ended: in time, late, or no longer asked for (sent elsewhere, withdrawn). */
export type ClockEnd = 'met' | 'late' | 'dropped'

/** One run of one clock of a ticket. Instants are ISO-8601 UTC. */
export type TicketClock = {
  ticketId: string
  stage: ClockStage
  run: number
  departmentId: string | null
  startedAt: string
  countsFrom: string
  firstDueAt: string
  dueAt: string
  dueText: string
  policyId: string
  policyVersion: number
  amount: number
  unit: DeadlineFile['unit']
  ends: 'closing' | 'midnight'
  isProvisional: boolean
  pausedAt: string | null
  pauseReason: string
  pausedMinutes: number
  extended: number
  term: number
  nextAlertAt: string | null
  stoppedAt: string | null
  stoppedWhy: ClockEnd | ''
}

/** What each clock is called. */
export const STAGE_LABELS: Record<ClockStage, string> = {
  sign: '签收',
  contact: '联系诉求人',
  return: '退单',
  reply: '答复',
  whole: '办结',
  urge: '回应催办',
  supervise: '督办反馈',
}

const Stage = z.enum(CLOCK_STAGES)
const Ends = z.enum(['closing', 'midnight'])
const Why = z.enum(['met', 'late', 'dropped', ''])

/** Reads a row. @throws when a stored value is outside the contract: that is a fault, not an input. */
export const toClock = (r: Schema['ticket_clock']): TicketClock => ({
  ticketId: r.ticket_id,
  stage: Stage.parse(r.stage),
  run: r.run,
  departmentId: r.department_id,
  startedAt: r.started_at,
  countsFrom: r.counts_from,
  firstDueAt: r.first_due_at,
  dueAt: r.due_at,
  dueText: r.due_text,
  policyId: r.policy_id,
  policyVersion: r.policy_version,
  amount: r.amount,
  unit: DeadlineFile.shape.unit.parse(r.unit),
  ends: Ends.parse(r.ends),
  isProvisional: r.is_provisional === 1,
  pausedAt: r.paused_at,
  pauseReason: r.pause_reason,
  pausedMinutes: r.paused_minutes,
  extended: r.extended,
  term: r.term,
  nextAlertAt: r.next_alert_at,
  stoppedAt: r.stopped_at,
  stoppedWhy: Why.parse(r.stopped_why),
})

/** The row of a clock, for storing. */
export const fromClock = (c: TicketClock): Schema['ticket_clock'] => ({
  ticket_id: c.ticketId,
  stage: c.stage,
  run: c.run,
  department_id: c.departmentId,
  started_at: c.startedAt,
  counts_from: c.countsFrom,
  first_due_at: c.firstDueAt,
  due_at: c.dueAt,
  due_text: c.dueText,
  policy_id: c.policyId,
  policy_version: c.policyVersion,
  amount: c.amount,
  unit: c.unit,
  ends: c.ends,
  is_provisional: c.isProvisional ? 1 : 0,
  paused_at: c.pausedAt,
  pause_reason: c.pauseReason,
  paused_minutes: c.pausedMinutes,
  extended: c.extended,
  term: c.term,
  next_alert_at: c.nextAlertAt,
  stopped_at: c.stoppedAt,
  stopped_why: c.stoppedWhy,
})
