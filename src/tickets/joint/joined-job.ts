import { z } from 'zod'
import type { Db } from '../../platform/db/schema.ts'
import { enqueueJob } from '../../platform/jobs/job-repository.ts'
import type { Ticket } from '../ticket.ts'

/** The job that tells somebody whose ticket was handled with another one what became of it, in their own talk. */
export const TELL_JOINED_JOB = 'ticket.tell-joined'

export const TellJoinedPayload = z.object({
  ticketId: z.string(),
  text: z.string(),
  /** The department that answers; null = the hotline speaks. */
  departmentId: z.string().nullable(),
  /** A reply is followed up like any other. */
  isReply: z.boolean(),
})
export type TellJoinedPayload = z.infer<typeof TellJoinedPayload>

/** Enqueued in the transaction of the move it tells of; once per move (`version` names it). `at` is ISO-8601 UTC. */
export const enqueueTellJoined = async (
  tx: Db,
  ticket: Ticket,
  told: Omit<TellJoinedPayload, 'ticketId'>,
  at: string,
): Promise<void> => {
  await enqueueJob(tx, {
    type: TELL_JOINED_JOB,
    payload: { ticketId: ticket.id, ...told } satisfies TellJoinedPayload,
    uniqueKey: `${TELL_JOINED_JOB}:${ticket.id}:${ticket.version}`,
    runAt: at,
    now: at,
  })
}
