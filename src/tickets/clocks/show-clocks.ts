import type { WarnLevel } from '../ticket.ts'
import { ALERT_LEVELS, type AlertLevel } from './alert-times.ts'
import type { ClockStage, TicketClock } from './ticket-clock.ts'

/** The worst warning given to one clock. */
export type Warned = { stage: ClockStage; run: number; term: number; level: AlertLevel }

/** What the lists read of a ticket's clocks; the columns of its row. */
export type ClockColumns = {
  sign_due_at: string | null
  due_at: string | null
  due_text: string | null
  policy_id: string | null
  urge_due_at: string | null
  supervise_due_at: string | null
}

/** The due times to show, of the newest run of each stage. What was answered keeps the time it was answered against. */
export const showClocks = (newest: readonly TicketClock[]): ClockColumns => {
  const of = (stage: ClockStage): TicketClock | undefined =>
    newest.find((clock) => clock.stage === stage && clock.stoppedWhy !== 'dropped')
  const running = (stage: ClockStage): string | null =>
    newest.find((clock) => clock.stage === stage && clock.stoppedAt === null)?.dueAt ?? null
  const reply = of('reply')
  return {
    sign_due_at: of('sign')?.dueAt ?? null,
    due_at: reply?.dueAt ?? null,
    due_text: reply?.dueText ?? null,
    policy_id: reply?.policyId ?? null,
    urge_due_at: running('urge'),
    supervise_due_at: running('supervise'),
  }
}

const COLOURS: readonly string[] = ['yellow', 'orange', 'red']

const rank = (level: AlertLevel): number => ALERT_LEVELS.indexOf(level)

/** The worst colour and the highest step of the ladder among the clocks that run; paused clocks warn nobody. */
export const showWarnings = (
  newest: readonly TicketClock[],
  warned: readonly Warned[],
): { warn_level: WarnLevel; escalated_to: string } => {
  const live = newest.filter((clock) => clock.stoppedAt === null && clock.pausedAt === null)
  const levels = warned
    .filter((w) => live.some((c) => c.stage === w.stage && c.run === w.run && c.term === w.term))
    .map((w) => w.level)
    .sort((a, b) => rank(b) - rank(a))
  const colour = levels.find((level) => COLOURS.includes(level))
  const step = levels.find((level) => !COLOURS.includes(level))
  return { warn_level: (colour as WarnLevel | undefined) ?? 'green', escalated_to: step ?? '' }
}
