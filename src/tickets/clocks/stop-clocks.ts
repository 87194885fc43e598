import type { Db } from '../../platform/db/schema.ts'
import type { Ticket } from '../ticket.ts'
import { listAlertsOf } from './alert-repository.ts'
import { listClocks, newestClocks, saveClockColumns, updateClock } from './clock-repository.ts'
import { showWarnings } from './show-clocks.ts'
import { CLOCK_STAGES, type ClockEnd, type ClockStage, type TicketClock } from './ticket-clock.ts'

/** A clock as it stands when it ends. A pause that still runs ends with it and puts nothing off. */
export const endClock = (clock: TicketClock, at: string, why: ClockEnd): TicketClock => ({
  ...clock,
  nextAlertAt: null,
  pausedAt: null,
  stoppedAt: at,
  stoppedWhy: why,
})

type Effect = { met?: readonly ClockStage[]; dropped?: readonly ClockStage[] }
const ALL = CLOCK_STAGES
const UNIT: readonly ClockStage[] = ['sign', 'contact', 'return']

/**
 * Which clocks an action ends. `met`: what they asked for was done, in time or late. `dropped`: it is no longer asked
 * for. A request (return, extension) ends nothing: refused, it must not have won time.
 */
const ENDS: Partial<Record<string, Effect>> = {
  sign: { met: ['sign'] },
  contact: { met: ['contact'] },
  reply: { dropped: ['return'] },
  approve_return: { dropped: UNIT },
  dispute: { dropped: UNIT },
  rework: { dropped: UNIT },
  reassign: { dropped: UNIT },
  confer: { dropped: UNIT },
  rate: { met: ['reply', 'whole'], dropped: UNIT },
  close: { met: ['reply', 'whole'], dropped: UNIT },
  uphold: { met: ['reply', 'whole'], dropped: UNIT },
  answer_directly: { met: ['reply'], dropped: UNIT },
  refer: { met: ['reply', 'whole'], dropped: UNIT },
  expire_info: { dropped: ALL },
  approve_termination: { met: ['reply', 'whole'], dropped: UNIT },
  archive: { dropped: ALL },
  withdraw: { dropped: ALL },
}

/** An answer that is published answers the citizen, whichever action published it. */
const endsOf = (action: string, state: string): Effect => {
  const effect = ENDS[action] ?? {}
  if (state !== 'replied') return effect
  return { met: [...(effect.met ?? []), 'reply'], dropped: [...(effect.dropped ?? []), ...UNIT] }
}

/** Recomputes what the lists show of a ticket's warnings, from its clocks and what was given. */
export const saveWarnings = async (
  tx: Db,
  ticketId: string,
  clocks: readonly TicketClock[],
): Promise<void> => {
  const warned = await listAlertsOf(tx, ticketId)
  await saveClockColumns(tx, ticketId, showWarnings(newestClocks(clocks), warned))
}

/**
 * Ends the clocks an action ends, inside the transaction of the move. Called for every move; most end none. `at` is
 * ISO-8601 UTC; a clock whose time was up before counts as late.
 */
export const stopClocks = async (tx: Db, ticket: Ticket, action: string, at: string): Promise<void> => {
  const effect = endsOf(action, ticket.state)
  if (!effect.met && !effect.dropped) return
  const clocks = await listClocks(tx, ticket.id)
  const running = newestClocks(clocks).filter((clock) => clock.stoppedAt === null)
  const ended = running.flatMap((clock) => {
    const why = effect.met?.includes(clock.stage)
      ? at > clock.dueAt && !isPausedBefore(clock)
        ? 'late'
        : 'met'
      : effect.dropped?.includes(clock.stage)
        ? 'dropped'
        : null
    if (why === null) return []
    const departmentId = clock.stage === 'whole' ? null : (ticket.leadDepartmentId ?? clock.departmentId)
    return [endClock({ ...clock, departmentId }, at, why)]
  })
  if (ended.length === 0) return
  for (const clock of ended) await updateClock(tx, clock)
  const isEnded = (clock: TicketClock): boolean =>
    ended.some((e) => e.stage === clock.stage && e.run === clock.run)
  await saveWarnings(tx, ticket.id, [...clocks.filter((clock) => !isEnded(clock)), ...ended])
}

/** Paused in time: whatever the wall clock says, its own time is not up. */
const isPausedBefore = (clock: TicketClock): boolean =>
  clock.pausedAt !== null && clock.pausedAt <= clock.dueAt
