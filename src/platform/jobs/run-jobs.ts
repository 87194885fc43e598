import type { Clock } from '../../contracts/ports.ts'
import { isoAfter, isoNow } from '../clock.ts'
import type { Engine } from '../db/dialect.ts'
import type { Db } from '../db/schema.ts'
import { LIMITS } from '../limits.ts'
import type { Log } from '../log.ts'
import { claimJob, failJob, finishJob, postponeJob } from './job-repository.ts'

/** What each type of job does. A handler that throws is tried again later, with growing waits, or with `Postponed` as if it had not been tried. */
export type JobHandlers = Record<string, (payload: unknown) => Promise<void>>

/** Thrown by a handler whose work has to wait for something that is switched off: no try is used up. */
export class Postponed extends Error {}
/** `wakePostponed` comes long before; this is for a process that was told too late. */
const POSTPONED_MS = 5 * 60 * 1000

const FIRST_WAIT_MS = 5_000

/** Runs due jobs one after another until none is due or the batch is full. @returns how many ran. */
export const runDueJobs = async (
  desk: { db: Db; engine: Engine; clock: Clock; log: Log },
  handlers: JobHandlers,
): Promise<number> => {
  const types = Object.keys(handlers)
  for (let ran = 0; ran < LIMITS.jobBatch; ran++) {
    const job = await claimJob(
      desk.db,
      desk.engine,
      types,
      isoNow(desk.clock),
      isoAfter(desk.clock, LIMITS.jobLockMs),
    )
    if (!job) return ran
    if (job.attempts > job.maxAttempts) {
      // Every try before ended without a word: the job takes its process down, and would do so for ever.
      await failJob(desk.db, job, 'its worker died at every try', isoNow(desk.clock), isoNow(desk.clock))
      continue
    }
    try {
      await handlers[job.type]?.(job.payload)
      await finishJob(desk.db, job.id, isoNow(desk.clock))
    } catch (error) {
      if (error instanceof Postponed) {
        await postponeJob(desk.db, job, isoAfter(desk.clock, POSTPONED_MS))
        continue
      }
      desk.log.error({ err: error, jobId: job.id, jobType: job.type, attempts: job.attempts }, 'job failed')
      const wait = FIRST_WAIT_MS * 2 ** job.attempts
      await failJob(desk.db, job, String(error), isoAfter(desk.clock, wait), isoNow(desk.clock))
    }
  }
  return LIMITS.jobBatch
}

/** Calls `work` every `everyMs` until stopped; never two at once; an error is logged and the loop goes on. */
export const startLoop = (name: string, everyMs: number, work: () => Promise<unknown>, log: Log) => {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  const turn = (): void => {
    running = work()
      .catch((error: unknown) => log.error({ err: error, loop: name }, 'background loop failed'))
      .finally(() => {
        if (!stopped) timer = setTimeout(turn, everyMs)
      })
  }
  turn()
  return {
    stop: async (): Promise<void> => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
