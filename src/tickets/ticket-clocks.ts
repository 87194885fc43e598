import type { CityRules } from '../contracts/city-rules.ts'
import type { Db } from '../platform/db/schema.ts'
import { readClockRules } from './clocks/clock-rules.ts'
import { explainDue } from './explain-due.ts'
import { enqueueGive } from './send-job.ts'
import { forecastClock, startClocks } from './start-clocks.ts'
import type { Ticket } from './ticket.ts'
import type { TicketChanges } from './ticket-repository.ts'

/**
 * The terms of the states themselves, beside the clocks of the ticket (`clocks/`), and what several actions do to both.
 * Everything happens in the caller's transaction; instants are ISO-8601 UTC.
 */

const DAY_MS = 24 * 60 * 60 * 1000

const inWorkingDays = async (tx: Db, rules: CityRules, amount: number, at: string): Promise<string> => {
  const { calendar } = await readClockRules(tx, rules)
  return explainDue(calendar, { amount, unit: 'working_days' }, '', new Date(at)).at.toISOString()
}

/** The hotline decides by then: returns, extensions, terminations, audits, objections. */
export const deskTerm = async (tx: Db, rules: CityRules, at: string): Promise<TicketChanges> => ({
  step_due_at: await inWorkingDays(tx, rules, rules.city.flow.deskWorkingDays, at),
})

/** A bad rating is handled by then, and may be appealed against until then. */
export const badRatingDue = (tx: Db, rules: CityRules, at: string): Promise<string> =>
  inWorkingDays(tx, rules, rules.city.followUp.badRatingWorkingDays, at)

/** A conference ends by then. */
export const conferTerm = async (tx: Db, rules: CityRules, at: string): Promise<TicketChanges> => ({
  step_due_at: await inWorkingDays(tx, rules, rules.city.flow.conferWorkingDays, at),
})

/** A co-handler or lower unit reports by then. */
export const partDue = (tx: Db, rules: CityRules, at: string): Promise<string> =>
  inWorkingDays(tx, rules, rules.city.flow.partWorkingDays, at)

/** The end of the wait for the citizen's answer. */
export const infoUntil = (rules: CityRules, at: string): string =>
  new Date(new Date(at).getTime() + rules.city.flow.infoDays * DAY_MS).toISOString()

/** The row of a ticket whose clocks stand still from `at`, until `until` at most. */
export const pausedRow = (at: string, until: string): TicketChanges => ({
  paused_at: at,
  step_due_at: until,
})

/** The row of a ticket that is sent to a unit. `isReturnable` false: a designated unit has no window of returns. */
export const sentOut = async (
  tx: Db,
  rules: CityRules,
  ticket: Ticket,
  at: string,
  isReturnable = true,
): Promise<TicketChanges> =>
  givenTo(isReturnable ? ((await forecastClock(tx, rules, 'return', ticket, at))?.dueAt ?? null) : null, at)

/** The same with the end of the window of returns known; null = there is none. */
export const givenTo = (returnDueAt: string | null, at: string): TicketChanges => ({
  dispatched_at: at,
  return_due_at: returnDueAt,
  signed_at: null,
  handler_id: null,
})

/**
 * What follows the move that sent a unit the ticket: the clock to sign, the window in which it may return it, and the sending to
 * its own system where it has one.
 */
export const startUnitClocks = async (
  tx: Db,
  rules: CityRules,
  moved: Ticket,
  at: string,
): Promise<Ticket> => {
  const ticket = await startClocks(tx, rules, moved, moved.designated ? ['sign'] : ['sign', 'return'], at)
  await enqueueGive(tx, ticket, at)
  return ticket
}

/** The sentence of a new term for the whole ticket, said before `startNewTerm` starts it. */
export const sayNewTerm = async (tx: Db, rules: CityRules, ticket: Ticket, at: string): Promise<string> =>
  (await forecastClock(tx, rules, 'reply', ticket, at))?.dueText ?? ''

/** A new term counts from now; what was promised first stays on record. */
export const startNewTerm = (tx: Db, rules: CityRules, moved: Ticket, at: string): Promise<Ticket> =>
  startClocks(tx, rules, moved, ['reply', 'whole'], at)
