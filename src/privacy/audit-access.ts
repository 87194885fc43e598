import { DateTime } from 'luxon'
import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent, readLastEventsOf } from '../platform/events/event-repository.ts'
import { enqueueJob } from '../platform/jobs/job-repository.ts'
import type { JobHandlers } from '../platform/jobs/run-jobs.ts'
import type { Log } from '../platform/log.ts'
import { type Head, verifyAccessLog } from '../tickets/protection/access-repository.ts'
import { alarm } from './watch-access.ts'

type Desk = { db: Database; clock: Clock; rules: CityRules; log: Log }
const AUDIT_JOB = 'access.audit'
const FROM_HOUR = 2

/** From two in the morning, once a day over all processes and restarts: the day is the job's key. */
export const scheduleAudit = async (desk: Desk): Promise<void> => {
  const local = DateTime.fromJSDate(desk.clock.now()).setZone(desk.rules.calendar.timezone)
  const day = local.toISODate()
  if (day === null || local.hour < FROM_HOUR) return
  const now = isoNow(desk.clock)
  const uniqueKey = `${AUDIT_JOB}:${day}`
  await enqueueJob(desk.db, { type: AUDIT_JOB, payload: {}, uniqueKey, runAt: now, now })
}

/** The head of the chain as the last audit wrote it down; null before the first. */
const lastHead = async (desk: Desk): Promise<Head | null> => {
  const [event] = await readLastEventsOf(desk.db, { type: 'chain', id: 'access' }, 1)
  const data = event?.data as { seq?: number; hash?: string } | undefined
  return data?.seq && data.hash ? { seq: data.seq, hash: data.hash } : null
}

/**
 * Recomputes the chain of the view and action log and compares it with the head the last audit wrote down: whoever rewrites the log from some
 * point on has to rewrite that too. The head goes to the log of the process at a level that is always written, because a copy outside of the
 * database is what nobody with the database can change. Broken, people in charge are alarmed.
 */
export const auditAccess = async (desk: Desk): Promise<{ rows: number; broken: boolean }> => {
  const found = await verifyAccessLog(desk.db, await lastHead(desk))
  const { rows, head, broken } = found
  if (broken) {
    desk.log.error({ seq: broken.seq, rows }, 'the chain of the access log is broken')
    await alarm(desk, {
      kind: 'chain',
      staffId: '',
      staffName: '',
      unitId: null,
      say: `查看与操作记录在第 ${broken.seq} 条断开：${broken.why}。请马上保全数据库和日志，查谁动过`,
      key: `chain:${broken.seq}:${isoNow(desk.clock).slice(0, 10)}`,
    })
    return { rows, broken: true }
  }
  desk.log.warn({ seq: head.seq, hash: head.hash, rows }, 'access log head, keep this line')
  await desk.db.transaction().execute((tx) =>
    appendEvent(tx, {
      at: isoNow(desk.clock),
      type: 'access.audited',
      subject: { type: 'chain', id: 'access' },
      actor: { kind: 'system', id: 'audit' },
      data: { rows, seq: head.seq, hash: head.hash },
    }),
  )
  return { rows, broken: false }
}

export const auditJobs = (desk: Desk): JobHandlers => ({
  [AUDIT_JOB]: async () => void (await auditAccess(desk)),
})
