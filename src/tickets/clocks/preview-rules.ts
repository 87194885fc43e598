import type { CityRules } from '../../contracts/city-rules.ts'
import type { CalendarYearFile, DeadlineFile } from '../../contracts/knowledge-file.ts'
import type { Db } from '../../platform/db/schema.ts'
import { LIMITS } from '../../platform/limits.ts'
import { reckonClock } from '../start-clocks.ts'
import type { Ticket } from '../ticket.ts'
import { listTicketsByIds } from '../ticket-repository.ts'
import { createWorkCalendar } from '../work-calendar.ts'
import { listProvisionalClocks, listRunningClocks } from './clock-repository.ts'
import { readClockRules } from './clock-rules.ts'
import { reaches, recounted } from './recount-clocks.ts'
import { inForceOf, listYearVersions } from './rule-repository.ts'
import { STAGE_LABELS, type TicketClock } from './ticket-clock.ts'

/** One running clock that other rules would give another time. Instants are ISO-8601 UTC. */
export type ClockChange = { number: string; stage: string; from: string; to: string; text: string }
/** What a change of rules would mean: how many running clocks were looked at, how many differ, and some of them. */
export type RulesEffect = { looked: number; changed: number; rows: ClockChange[] }

const SHOWN = 50

const ticketsOf = async (db: Db, clocks: readonly TicketClock[]): Promise<Map<string, Ticket>> =>
  new Map((await listTicketsByIds(db, [...new Set(clocks.map((c) => c.ticketId))])).map((t) => [t.id, t]))

/** An order's rules are chosen by its level. */
const chosenBy = (clock: TicketClock, ticket: Ticket): Ticket =>
  clock.stage === 'supervise' && ticket.superviseLevel !== ''
    ? { ...ticket, urgency: ticket.superviseLevel }
    : ticket

/**
 * What open tickets would have been promised by another policy table. They keep what they were promised: a running clock keeps the
 * rule it started by. So this shows what a table means by cases everybody knows, of the clocks due first.
 */
export const previewPolicies = async (
  db: Db,
  rules: CityRules,
  policies: readonly DeadlineFile[],
): Promise<RulesEffect> => {
  const inForce = await readClockRules(db, rules)
  const clocks = await listRunningClocks(db, LIMITS.clocksPreviewed)
  const tickets = await ticketsOf(db, clocks)
  const rows = clocks.flatMap((clock) => {
    const ticket = tickets.get(clock.ticketId)
    if (!ticket) return []
    const asked = chosenBy(clock, ticket)
    const start = new Date(clock.startedAt)
    const now = reckonClock(inForce, clock.stage, asked, start)
    const then = reckonClock({ calendar: inForce.calendar, policies }, clock.stage, asked, start)
    const [from, to] = [now?.due.at.toISOString() ?? '', then?.due.at.toISOString() ?? '']
    if (from === to) return []
    const text = then?.due.text ?? '没有这项时限'
    return [{ number: ticket.number, stage: STAGE_LABELS[clock.stage], from, to, text }]
  })
  return { looked: clocks.length, changed: rows.length, rows: rows.slice(0, SHOWN) }
}

/**
 * Which running clocks the first plan of a year moves, and to when: those that were counted into it before it was known. A plan
 * that corrects a known year moves none.
 */
export const previewYear = async (
  db: Db,
  rules: CityRules,
  plan: CalendarYearFile,
): Promise<RulesEffect & { isNew: boolean }> => {
  const inForce = inForceOf(await listYearVersions(db))
  const isNew = !inForce.some((stored) => stored.year === plan.year)
  const clocks = isNew ? (await listProvisionalClocks(db)).filter((clock) => reaches(clock, plan.year)) : []
  const tickets = await ticketsOf(db, clocks)
  const years = inForce.map((stored) => stored.plan)
  const [old, now] = [years, [...years, plan]].map((known) =>
    createWorkCalendar({ ...rules.calendar, knownYears: [], years: known }),
  )
  const rows = clocks.flatMap((clock) => {
    const number = tickets.get(clock.ticketId)?.number
    if (!number || !old || !now) return []
    const { dueAt, dueText } = recounted(old, now, clock, plan.year)
    if (dueAt === clock.dueAt) return []
    return [{ number, stage: STAGE_LABELS[clock.stage], from: clock.dueAt, to: dueAt, text: dueText }]
  })
  return { isNew, looked: clocks.length, changed: rows.length, rows: rows.slice(0, SHOWN) }
}
