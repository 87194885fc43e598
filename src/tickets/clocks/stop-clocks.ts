import type { TicketAction, TicketState } from '../../contracts/ticket.ts'
import type { Db } from '../../platform/db/schema.ts'
import { appendEvent } from '../../platform/events/event-repository.ts'
import { findLastTimeOf } from '../step-repository.ts'
import type { Ticket } from '../ticket.ts'
import { listAlertsOf } from './alert-repository.ts'
import { listClocks, newestClocks, saveClockColumns, updateClock } from './clock-repository.ts'
import { showWarnings } from './show-clocks.ts'
import {
  ASKING_STAGES,
  CLOCK_STAGES,
  type ClockEnd,
  type ClockStage,
  type TicketClock,
} from './ticket-clock.ts'

/** A clock as it stands when it ends. A pause that still runs ends with it and puts nothing off. */
export const endClock = (clock: TicketClock, at: string, why: ClockEnd): TicketClock => ({
  ...clock,
  nextAlertAt: null,
  pausedAt: null,
  stoppedAt: at,
  stoppedWhy: why,
})

/** Writes that a clock ended, so that rates can be counted from the log alone. `doneAt`: see the event. */
export const noteEnd = async (
  tx: Db,
  clock: TicketClock,
  end: { action: string; doneAt: string; at: string },
): Promise<void> => {
  const { stage, run, stoppedWhy: why, firstDueAt, dueAt, departmentId } = clock
  await appendEvent(tx, {
    at: end.at,
    type: 'clock.ended',
    subject: { type: 'ticket', id: clock.ticketId },
    actor: { kind: 'system', id: 'clock' },
    data: { stage, run, why, action: end.action, firstDueAt, dueAt, doneAt: end.doneAt, departmentId },
  })
}

type Effect = { met?: readonly ClockStage[]; dropped?: readonly ClockStage[] }
const UNIT: readonly ClockStage[] = ['sign', 'contact', 'return']
/** Done when the unit wrote its answer, however long the hotline audited it. */
const BY_ANSWER: readonly ClockStage[] = ['reply', ...ASKING_STAGES]

/**
 * What an action ends by itself. `met`: what the clock asked for was done, in time or late. `dropped`: it is no longer
 * asked for. A request (return, extension) ends nothing: refused, it must not have won time.
 */
const ENDED_BY: Partial<Record<TicketAction, Effect>> = {
  sign: { met: ['sign'] },
  contact: { met: ['contact'] },
  reply: { dropped: ['return'] },
  expire_info: { dropped: CLOCK_STAGES },
  answer_urge: { met: ['urge'] },
  answer_supervision: { met: ['supervise'] },
  end_supervision: { dropped: ['supervise'] },
}

/** The answer itself answers whoever asked for a word. */
const OVER: Effect = { met: ['reply', 'whole', ...ASKING_STAGES], dropped: UNIT }
/** What ends because of where a ticket is now, whichever action brought it there. */
const ENDED_IN: Partial<Record<TicketState, Effect>> = {
  accepted: { dropped: UNIT },
  merged: { dropped: CLOCK_STAGES },
  conferring: { dropped: UNIT },
  replied: { met: ['reply', ...ASKING_STAGES], dropped: UNIT },
  closed: OVER,
  terminated: OVER,
  referred: OVER,
  archived: OVER,
  withdrawn: { dropped: CLOCK_STAGES },
}

/** Null = nothing can end: a step that stays where it was, or the triage of a ticket no unit has seen yet. */
const effectOf = (action: TicketAction, state: TicketState): Effect | null =>
  action === 'triage' ? null : (ENDED_BY[action] ?? ENDED_IN[state] ?? null)

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
export const stopClocks = async (tx: Db, ticket: Ticket, action: TicketAction, at: string): Promise<void> => {
  const effect = effectOf(action, ticket.state)
  if (!effect) return
  const clocks = await listClocks(tx, ticket.id)
  const running = newestClocks(clocks).filter((clock) => clock.stoppedAt === null)
  // Published late because the hotline audited for long is not the unit's lateness: its own answer counts.
  const written = action === 'pass_reply' ? await findLastTimeOf(tx, ticket.id, 'reply') : null
  const answeredAt = written ?? at
  const ended = running.flatMap((clock) => {
    const done = BY_ANSWER.includes(clock.stage) ? answeredAt : at
    const why = effect.met?.includes(clock.stage)
      ? done > clock.dueAt && !isPausedBefore(clock)
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
  for (const clock of ended) {
    await updateClock(tx, clock)
    // The window of returns is no promise to anybody: no rate counts it.
    const doneAt = BY_ANSWER.includes(clock.stage) ? answeredAt : at
    if (clock.stage !== 'return') await noteEnd(tx, clock, { action, doneAt, at })
  }
  const isEnded = (clock: TicketClock): boolean =>
    ended.some((e) => e.stage === clock.stage && e.run === clock.run)
  const isOver = (stage: ClockStage): boolean => ended.some((e) => e.stage === stage)
  if (isOver('urge')) await saveClockColumns(tx, ticket.id, { urge_due_at: null })
  if (isOver('supervise')) await saveClockColumns(tx, ticket.id, { supervise_due_at: null })
  await saveWarnings(tx, ticket.id, [...clocks.filter((clock) => !isEnded(clock)), ...ended])
}

/** Paused in time: whatever the wall clock says, its own time is not up. */
const isPausedBefore = (clock: TicketClock): boolean =>
  clock.pausedAt !== null && clock.pausedAt <= clock.dueAt
