import { DateTime } from 'luxon'
import { isoNow } from '../platform/clock.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { enqueueJob } from '../platform/jobs/job-repository.ts'
import type { JobHandlers } from '../platform/jobs/run-jobs.ts'
import { listGrantedErasures } from '../tickets/protection/personal-repository.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { eraseOnRequest, isOver } from './erase-ticket.ts'
import { eraseOverdue, type KeepingDesk } from './keeping.ts'
import { isPreserved } from './retention-repository.ts'

const RETENTION_JOB = 'retention.run'
const FROM_HOUR = 3
const REQUESTS = 500

/** From three in the morning, once a day over all processes and restarts: the day is the job's key. */
export const scheduleRetention = async (desk: KeepingDesk): Promise<void> => {
  const local = DateTime.fromJSDate(desk.clock.now()).setZone(desk.rules.calendar.timezone)
  const day = local.toISODate()
  if (day === null || local.hour < FROM_HOUR) return
  const now = isoNow(desk.clock)
  const uniqueKey = `${RETENTION_JOB}:${day}`
  await enqueueJob(desk.db, { type: RETENTION_JOB, payload: {}, uniqueKey, runAt: now, now })
}

/** Requests that were granted while their ticket was open, and is over now. */
const eraseGranted = async (desk: KeepingDesk): Promise<number> => {
  let erased = 0
  for (const id of await listGrantedErasures(desk.db, REQUESTS)) {
    const isDone = await desk.db.transaction().execute(async (tx) => {
      const ticket = await findTicket(tx, id)
      if (!ticket || !isOver(ticket) || (await isPreserved(tx, id))) return false
      return eraseOnRequest(tx, ticket, isoNow(desk.clock))
    })
    if (isDone) erased++
  }
  return erased
}

/**
 * Erases what citizens asked for and what is over its term, and writes down how much of each kind: counts, nobody's data. Figures are counted
 * from the event log, which it does not touch.
 */
export const runRetention = async (desk: KeepingDesk): Promise<Record<string, number>> => {
  const asked = await eraseGranted(desk)
  const erased = { ...(await eraseOverdue(desk)), ...(asked > 0 ? { requests: asked } : {}) }
  await desk.db.transaction().execute((tx) =>
    appendEvent(tx, {
      at: isoNow(desk.clock),
      type: 'retention.ran',
      subject: { type: 'retention', id: 'daily' },
      actor: { kind: 'system', id: 'retention' },
      data: { erased },
    }),
  )
  return erased
}

export const retentionJobs = (desk: KeepingDesk): JobHandlers => ({
  [RETENTION_JOB]: async () => void (await runRetention(desk)),
})
