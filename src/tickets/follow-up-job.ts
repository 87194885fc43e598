import { z } from 'zod'
import type { Db } from '../platform/db/schema.ts'
import { enqueueJob } from '../platform/jobs/job-repository.ts'
import type { Ticket } from './ticket.ts'

/** The job that asks the citizen about a reply (回访). Enqueued by the reply, done by the feedback room. */
export const FOLLOW_UP_JOB = 'ticket.follow-up'

export const FollowUpPayload = z.object({ ticketId: z.string() })
export type FollowUpPayload = z.infer<typeof FollowUpPayload>

/** Enqueues the follow-up of the reply just given, in its transaction; once per reply (`version` names it). `at` is ISO-8601 UTC. */
export const enqueueFollowUp = async (tx: Db, ticket: Ticket, at: string): Promise<void> => {
  await enqueueJob(tx, {
    type: FOLLOW_UP_JOB,
    payload: { ticketId: ticket.id } satisfies FollowUpPayload,
    uniqueKey: `${FOLLOW_UP_JOB}:${ticket.id}:${ticket.version}`,
    runAt: at,
    now: at,
  })
}
