import { z } from 'zod'
import type { CityRules } from '../../contracts/city-rules.ts'
import type { Clock } from '../../contracts/ports.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database, Db } from '../../platform/db/schema.ts'
import { appendEvent } from '../../platform/events/event-repository.ts'
import { enqueueJob } from '../../platform/jobs/job-repository.ts'
import type { JobHandlers } from '../../platform/jobs/run-jobs.ts'
import { isWorkingTime, sayInstant } from '../explain-due.ts'
import { createWorkCalendar, type WorkCalendar } from '../work-calendar.ts'
import { nextAlertAt } from './alert-times.ts'
import {
  findClock,
  listClocks,
  listProvisionalClocks,
  lockTicket,
  saveClockColumns,
} from './clock-repository.ts'
import { readClockRules } from './clock-rules.ts'
import { saveChanged } from './pause-clocks.ts'
import { inForceOf, listYearVersions } from './rule-repository.ts'
import type { TicketClock } from './ticket-clock.ts'

/** The job that counts clocks anew which reached into a year before its holiday plan was known. */
export const RECOUNT_JOB = 'clock.recount'
/** `at`: when the plan was imported; what started later was counted with it. */
const Payload = z.object({ year: z.number().int(), at: z.string() })

/** Enqueues the recount of a year, in the transaction of its first import; once a year, and only where a clock waits for it. */
export const enqueueRecount = async (tx: Db, year: number, at: string): Promise<void> => {
  if ((await listProvisionalClocks(tx)).length === 0) return
  const payload = { year, at } satisfies z.infer<typeof Payload>
  await enqueueJob(tx, {
    type: RECOUNT_JOB,
    payload,
    uniqueKey: `${RECOUNT_JOB}:${year}`,
    runAt: at,
    now: at,
  })
}

const PROVISIONAL_NOTE = /（\d{4}年放假安排还没有公布[^）]*）/

/** The time that was promised under the old calendar, measured out again under the new one. */
const measureAgain = (old: WorkCalendar, now: WorkCalendar, clock: TicketClock, dueAt: string): Date => {
  const from = new Date(clock.countsFrom)
  const due = new Date(dueAt)
  if (clock.unit !== 'working_days') {
    return now.addWorkingMinutes(from, old.workingMsBetween(from, due) / 60_000).due
  }
  const days = old.countDayEnds(from, due, clock.ends)
  return now.addWorkingDays(from, days, { starts: 'at_once', ends: clock.ends }).due
}

/** A clock as it stands once the plan of `year` is known. */
export const recounted = (
  old: WorkCalendar,
  now: WorkCalendar,
  clock: TicketClock,
  year: number,
): TicketClock => {
  const dueAt = measureAgain(old, now, clock, clock.dueAt).toISOString()
  const firstDueAt = measureAgain(old, now, clock, clock.firstDueAt).toISOString()
  const same = dueAt === clock.dueAt
  const told = same ? '时限不变' : `改为${sayInstant(new Date(dueAt), now.zone)}前`
  const text = clock.dueText.replace(PROVISIONAL_NOTE, '')
  return {
    ...clock,
    dueAt,
    firstDueAt,
    dueText: `${text}；${year}年放假安排公布后重新计算，${told}`,
    isProvisional: !now.kindOf(now.dayOf(new Date(dueAt))).isKnown,
  }
}

type Desk = { db: Database; clock: Clock; rules: CityRules }

/** Whether a clock reaches into a year. */
export const reaches = (clock: TicketClock, year: number): boolean =>
  Number(clock.startedAt.slice(0, 4)) <= year && year <= Number(clock.dueAt.slice(0, 4))

const recountOne = async (tx: Db, desk: Desk, seen: TicketClock, year: number): Promise<void> => {
  const ticket = await lockTicket(tx, seen.ticketId)
  const clock = await findClock(tx, seen.ticketId, seen.stage)
  if (!ticket || clock?.run !== seen.run || clock.stoppedAt !== null || !clock.isProvisional) return
  const inForce = await readClockRules(tx, desk.rules)
  const others = inForceOf(await listYearVersions(tx)).filter((stored) => stored.year !== year)
  const years = others.map((stored) => stored.plan)
  const old = createWorkCalendar({ ...desk.rules.calendar, knownYears: [], years })
  const next = recounted(old, inForce.calendar, clock, year)
  const at = isoNow(desk.clock)
  const nextAlert = clock.pausedAt === null ? nextAlertAt(inForce, next, at) : null
  await saveChanged(tx, ticket, await listClocks(tx, ticket.id), [{ ...next, nextAlertAt: nextAlert }])
  if (clock.stage === 'reply' && ticket.firstDueAt === clock.firstDueAt) {
    await saveClockColumns(tx, ticket.id, { first_due_at: next.firstDueAt })
  }
  await appendEvent(tx, {
    at,
    type: 'clock.recounted',
    subject: { type: 'ticket', id: ticket.id },
    actor: { kind: 'system', id: 'clock' },
    data: { stage: clock.stage, from: clock.dueAt, to: next.dueAt },
  })
}

/**
 * Counts anew every running clock that reached into `year` and started before `at`, when its plan was imported; the
 * sentence says so. A clock counted already is left alone, so running twice is safe. @returns how many were looked at.
 */
export const recountClocks = async (desk: Desk, year: number, at: string): Promise<number> => {
  const clocks = (await listProvisionalClocks(desk.db)).filter(
    (clock) => isWorkingTime(clock.unit) && clock.startedAt <= at && reaches(clock, year),
  )
  for (const clock of clocks) {
    await desk.db.transaction().execute((tx) => recountOne(tx, desk, clock, year))
  }
  return clocks.length
}

/** What the recount job does. */
export const recountJobs = (desk: Desk): JobHandlers => ({
  [RECOUNT_JOB]: async (payload) => {
    const { year, at } = Payload.parse(payload)
    await recountClocks(desk, year, at)
  },
})
