import type { Channel } from './contracts/ports.ts'
import { deliverOutbox } from './conversations/deliver-outbox.ts'
import { backgroundJobs, sweepFollowUps } from './feedback/background-jobs.ts'
import { answerLeftovers } from './intake/handle-message.ts'
import type { OpenDesk } from './open-desk.ts'
import { runDueJobs, startLoop } from './platform/jobs/run-jobs.ts'

const JOBS_EVERY_MS = 500
const OUTBOX_EVERY_MS = 300
const LEFTOVERS_EVERY_MS = 30_000

/** Starts everything that happens by itself: due jobs, the outbox, messages a stopped server left. */
export const startBackground = (desk: OpenDesk, channels: readonly Channel[]) => {
  const handlers = backgroundJobs(desk)
  const loops = [
    startLoop('jobs', JOBS_EVERY_MS, () => runDueJobs(desk, handlers), desk.log),
    startLoop('outbox', OUTBOX_EVERY_MS, () => deliverOutbox(desk, channels), desk.log),
    startLoop('leftovers', LEFTOVERS_EVERY_MS, () => answerLeftovers(desk), desk.log),
    startLoop('sweeps', LEFTOVERS_EVERY_MS, () => sweepFollowUps(desk), desk.log),
  ]
  return { stop: async (): Promise<void> => void (await Promise.all(loops.map((l) => l.stop()))) }
}
