import type { CityRules } from '../../contracts/city-rules.ts'
import type { Clock } from '../../contracts/ports.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database, Db } from '../../platform/db/schema.ts'
import { appendEvent } from '../../platform/events/event-repository.ts'
import { LIMITS } from '../../platform/limits.ts'
import type { Ticket } from '../ticket.ts'
import { insertAlert, listClocksToWarn } from './alert-repository.ts'
import { alertsOf, nextAlertAt } from './alert-times.ts'
import { findClock, listClocks, lockTicket, updateClock } from './clock-repository.ts'
import { type ClockRules, readClockRules } from './clock-rules.ts'
import { saveWarnings } from './stop-clocks.ts'
import type { TicketClock } from './ticket-clock.ts'

const give = async (
  tx: Db,
  rules: ClockRules,
  ticket: Ticket,
  clock: TicketClock,
  now: string,
): Promise<number> => {
  let given = 0
  for (const { level, at } of alertsOf(rules, clock)) {
    const dueToFireAt = at.toISOString()
    if (dueToFireAt > now) break
    const departmentId = clock.stage === 'whole' ? null : ticket.leadDepartmentId
    const { ticketId, stage, run, term, dueAt, firstDueAt } = clock
    const isOurs = await insertAlert(tx, {
      ...{ ticketId, stage, run, term, level, departmentId, dueAt, dueToFireAt },
      at: now,
    })
    if (!isOurs) continue
    given++
    await appendEvent(tx, {
      at: now,
      type: 'ticket.warned',
      subject: { type: 'ticket', id: ticketId },
      actor: { kind: 'system', id: 'clock' },
      data: { number: ticket.number, stage, level, departmentId, dueAt, firstDueAt },
    })
  }
  return given
}

/** The ticket's row is held first, as every move does: a move and a warning at once take turns. */
const warnOne = async (tx: Db, rules: CityRules, seen: TicketClock, now: string): Promise<number> => {
  const ticket = await lockTicket(tx, seen.ticketId)
  const clock = await findClock(tx, seen.ticketId, seen.stage)
  if (!ticket || !clock || clock.run !== seen.run) return 0
  // Stopped, paused, put off or warned by another process since it was looked for.
  if (clock.nextAlertAt === null || clock.nextAlertAt > now) return 0
  const inForce = await readClockRules(tx, rules)
  const given = await give(tx, inForce, ticket, clock, now)
  await updateClock(tx, { ...clock, nextAlertAt: nextAlertAt(inForce, clock, now) })
  await saveWarnings(tx, ticket.id, await listClocks(tx, ticket.id))
  return given
}

/**
 * Gives every warning that is due: yellow, orange, red, then the steps of the ladder; one row and one `ticket.warned`
 * event each, in one transaction a clock. Any number of processes may call it at once and stop anywhere: the row's key
 * lets each warning through once. What fell due while nothing ran is given late, in order. @returns how many.
 */
export const warnClocks = async (desk: { db: Database; clock: Clock; rules: CityRules }): Promise<number> => {
  const now = isoNow(desk.clock)
  let given = 0
  for (const clock of await listClocksToWarn(desk.db, now, LIMITS.clocksWarned)) {
    given += await desk.db.transaction().execute((tx) => warnOne(tx, desk.rules, clock, now))
  }
  return given
}
