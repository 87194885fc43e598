import { sayLadder } from '../clock-words.ts'
import type { GivenAlert } from './alert-repository.ts'
import { STAGE_LABELS, type TicketClock } from './ticket-clock.ts'

const LEVEL_LABELS: Record<string, string> = { yellow: '黄灯', orange: '橙灯', red: '红灯，已超期' }

/** One clock as staff read it: what runs, until when, why then, and who was warned when. Instants are ISO-8601 UTC. */
export type ClockStory = {
  stage: string
  label: string
  /** running 计时中, paused 暂停, met 按时, late 超期完成, dropped 不再计时. */
  state: 'running' | 'paused' | 'met' | 'late' | 'dropped'
  startedAt: string
  firstDueAt: string
  dueAt: string
  text: string
  policyId: string
  alerts: { level: string; label: string; at: string }[]
}

/** Every clock of a ticket in the order they started, each with the warnings given to it. */
export const presentClocks = (clocks: readonly TicketClock[], alerts: readonly GivenAlert[]): ClockStory[] =>
  clocks
    .map((clock) => ({
      stage: clock.stage,
      label: STAGE_LABELS[clock.stage],
      state: clock.stoppedWhy || (clock.pausedAt === null ? ('running' as const) : ('paused' as const)),
      startedAt: clock.startedAt,
      firstDueAt: clock.firstDueAt,
      dueAt: clock.dueAt,
      text: clock.dueText,
      policyId: clock.policyId,
      alerts: alerts
        .filter((a) => a.stage === clock.stage && a.run === clock.run)
        .map((a) => ({ level: a.level, label: LEVEL_LABELS[a.level] ?? sayLadder(a.level), at: a.at })),
    }))
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt))
