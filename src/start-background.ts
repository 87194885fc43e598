import { setImmediate as letOthersWork } from 'node:timers/promises'
import type { Channel } from './contracts/ports.ts'
import { deliverOutbox } from './conversations/deliver-outbox.ts'
import { returnLapsedHolds } from './conversations/return-holds.ts'
import { digestJobs, scheduleDigest } from './dispatch/digest/mail-digest.ts'
import { sendJobs } from './dispatch/sending/deliver-send.ts'
import { sweepTickets } from './dispatch/sweep-tickets.ts'
import { settleUnits } from './dispatch/units/settle-units.ts'
import { backgroundJobs, sweepFollowUps } from './feedback/background-jobs.ts'
import { lessonJobs } from './feedback/teach-from-ticket.ts'
import { makeDueReports } from './insight/reports/make-due-reports.ts'
import { answerLeftovers } from './intake/handle-message.ts'
import { forgetProposed } from './learning/learned-wording-repository.ts'
import type { OpenDesk } from './open-desk.ts'
import { isoAfter } from './platform/clock.ts'
import type { EventTail } from './platform/events/tail-events.ts'
import { type JobHandlers, runDueJobs, startLoop } from './platform/jobs/run-jobs.ts'
import { LIMITS } from './platform/limits.ts'
import { auditJobs, scheduleAudit } from './privacy/audit-access.ts'
import { retentionJobs, scheduleRetention } from './privacy/run-retention.ts'
import { watchAccess } from './privacy/watch-access.ts'
import { retrainWhenDue } from './retrain-when-due.ts'
import { warnClocks } from './tickets/clocks/warn-clocks.ts'
import { sweepFiles } from './tickets/files/sweep-files.ts'

const JOBS_EVERY_MS = 500
const OUTBOX_EVERY_MS = 300
/** Warnings are promised to the minute. */
const CLOCKS_EVERY_MS = 5_000
const HOLDS_EVERY_MS = 10_000
const LEFTOVERS_EVERY_MS = 30_000
const VECTORS_EVERY_MS = 1_000
const TRY_AGAIN_MS = 5_000
/** Figures are so old at most, and say how many events they do not know yet. */
const COUNT_EVERY_MS = 10_000
/** Who looks at what they should not is known while they still sit there. */
const WATCH_EVERY_MS = 10_000
const FORGET_EVERY_MS = 60 * 60 * 1000
const RETRAIN_EVERY_MS = 60 * 60 * 1000

const forgetStale = (desk: OpenDesk): Promise<number> => {
  const before = isoAfter(desk.clock, -LIMITS.proposedWordingMs)
  return desk.db.transaction().execute((tx) => forgetProposed(tx, before))
}

/** What happens once a night: the chain of the log is checked, what is over its term is erased. */
const keepNightly = async (desk: OpenDesk, handlers: JobHandlers): Promise<void> => {
  await scheduleAudit(desk)
  await scheduleRetention(desk)
  await runDueJobs(desk, handlers)
}

/** Starts everything that happens by itself: due jobs, the outbox, messages a stopped server left. */
export const startBackground = (desk: OpenDesk, channels: readonly Channel[]) => {
  const handlers = { ...backgroundJobs(desk), ...lessonJobs(desk) }
  // The chain is read before anything is erased.
  const nightly = { ...auditJobs(desk), ...retentionJobs(desk) }
  const sends = { ...sendJobs(desk), ...digestJobs(desk) }
  const stopping = new AbortController()
  const loops = [
    startLoop('jobs', JOBS_EVERY_MS, () => runDueJobs(desk, handlers), desk.log),
    // Other people's machines may be slow: they get a loop of their own.
    startLoop('sends', JOBS_EVERY_MS, () => runDueJobs(desk, sends), desk.log),
    startLoop('outbox', OUTBOX_EVERY_MS, () => deliverOutbox(desk, channels), desk.log),
    startLoop('leftovers', LEFTOVERS_EVERY_MS, () => answerLeftovers(desk), desk.log),
    startLoop('clocks', CLOCKS_EVERY_MS, () => warnClocks(desk), desk.log),
    startLoop('sweeps', LEFTOVERS_EVERY_MS, () => sweepFollowUps(desk), desk.log),
    startLoop('tickets', LEFTOVERS_EVERY_MS, () => sweepTickets(desk), desk.log),
    startLoop('units', LEFTOVERS_EVERY_MS, () => settleUnits(desk), desk.log),
    startLoop('holds', HOLDS_EVERY_MS, () => returnLapsedHolds(desk), desk.log),
    startLoop('metrics', COUNT_EVERY_MS, () => makeDueReports(desk, stopping.signal), desk.log),
    startLoop('digest', LEFTOVERS_EVERY_MS, () => scheduleDigest(desk), desk.log),
    startLoop('watch', WATCH_EVERY_MS, () => watchAccess(desk), desk.log),
    startLoop('nightly', LEFTOVERS_EVERY_MS, () => keepNightly(desk, nightly), desk.log),
    startLoop('forget', FORGET_EVERY_MS, () => forgetStale(desk), desk.log),
    startLoop('files', FORGET_EVERY_MS, () => sweepFiles(desk), desk.log),
    startLoop('retrain', RETRAIN_EVERY_MS, () => retrainWhenDue(desk), desk.log),
  ]
  return {
    stop: async (): Promise<void> => {
      stopping.abort()
      await Promise.all(loops.map((l) => l.stop()))
    },
  }
}

/**
 * Keeps this process's vectors in step with its entries. `mayCompute` is for processes that run the jobs; the others read from the
 * database what those compute.
 */
const followVectors = (desk: OpenDesk, mayCompute: boolean) => {
  const { semantic } = desk
  if (!semantic) return { stop: async (): Promise<void> => {} }
  const loop = startLoop('vectors', VECTORS_EVERY_MS, () => semantic.fill(mayCompute), desk.log)
  return {
    stop: async (): Promise<void> => {
      semantic.stop()
      await loop.stop()
    },
  }
}

/**
 * Keeps this process's index in step with the event log. An import publishes thousands of entries at once: they are
 * indexed one by one beside the tail, and between two of them citizens are answered.
 */
export const followEntries = (desk: OpenDesk, tail: EventTail) => {
  const changed = new Set<string>()
  let running: Promise<void> = Promise.resolve()
  let busy = false
  const catchUp = async (): Promise<void> => {
    // An entry that changes again while its turn is waited for is taken in once.
    for (const id of changed) {
      changed.delete(id)
      await desk
        .refreshEntry(id)
        .catch((error: unknown) => desk.log.error({ err: error, entryId: id }, 'entry could not be indexed'))
      await letOthersWork()
    }
    busy = false
  }
  const unlisten = tail.listen((event) => {
    if (event.subjectType !== 'entry') return
    changed.add(event.subjectId)
    if (busy) return
    busy = true
    running = catchUp()
  })
  return {
    stop: async (): Promise<void> => {
      unlisten()
      changed.clear()
      await running
    },
  }
}

/** Does `refresh` after events of these subjects; many at once are taken in together. */
const followSubjects = (
  { log }: OpenDesk,
  tail: EventTail,
  { subjects, refresh, fault }: { subjects: readonly string[]; refresh: () => Promise<void>; fault: string },
) => {
  let running: Promise<void> = Promise.resolve()
  let waiting = false
  let again: NodeJS.Timeout | undefined
  const follow = (): void => {
    if (waiting) return
    waiting = true
    clearTimeout(again)
    running = running
      .then(() => {
        waiting = false
        return refresh()
      })
      .catch((error: unknown) => {
        log.error({ err: error }, fault)
        // A right taken away or a pause must not wait for the next change.
        again = setTimeout(follow, TRY_AGAIN_MS)
      })
  }
  const unlisten = tail.listen((event) => {
    if (subjects.includes(event.subjectType)) follow()
  })
  return {
    stop: async (): Promise<void> => {
      unlisten()
      await running
      clearTimeout(again)
    },
  }
}

/** Keeps this process's advice on matters in step with what dispatchers decide and what is learned from it. */
export const followMatters = (desk: OpenDesk, tail: EventTail) =>
  followSubjects(desk, tail, {
    subjects: ['matter', 'model'],
    refresh: desk.refreshMatters,
    fault: 'decisions could not be taken in',
  })

/** Keeps this process's rules (catalogue, units, categories, threshold) in step with what administrators change. */
const followRules = (desk: OpenDesk, tail: EventTail) =>
  followSubjects(desk, tail, {
    subjects: ['rules'],
    refresh: desk.refreshRules,
    fault: 'rules could not be taken in',
  })

/** Keeps all this process has in memory in step with the event log: entries, matters, rules, and vectors (`followVectors`). */
export const followAll = (desk: OpenDesk, tail: EventTail, mayCompute: boolean) => {
  const followers = [
    followEntries(desk, tail),
    followMatters(desk, tail),
    followRules(desk, tail),
    followVectors(desk, mayCompute),
  ]
  return {
    stop: async (): Promise<void> => {
      for (const follower of followers) await follower.stop()
    },
  }
}
