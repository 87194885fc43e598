import { z } from 'zod'
import type { Db } from '../platform/db/schema.ts'
import { enqueueJob } from '../platform/jobs/job-repository.ts'
import { findChannel } from './channel-repository.ts'
import type { Ticket } from './ticket.ts'

/** The job that writes down what leaves to a department's own system or mailbox. Enqueued by the dispatch, done by the dispatch room. */
export const GIVE_JOB = 'ticket.give'

export const GivePayload = z.object({
  ticketId: z.string(),
  version: z.number().int(),
  /** What it is about: the ticket itself, an urge (催办), or an order of supervision (督办). */
  about: z.enum(['dispatch', 'urge', 'supervision']).default('dispatch'),
})
export type GivePayload = z.infer<typeof GivePayload>

/**
 * A ticket was given to its lead, or its lead is asked about it, in this transaction: where the department is reached outside the console too, that is
 * enqueued; once per giving (`version` names it). `at` is ISO-8601 UTC.
 */
export const enqueueGive = async (
  tx: Db,
  ticket: Ticket,
  at: string,
  about: GivePayload['about'] = 'dispatch',
): Promise<void> => {
  if (ticket.leadDepartmentId === null) return
  const channel = await findChannel(tx, ticket.leadDepartmentId)
  if (channel === null || channel.method === 'console') return
  await enqueueJob(tx, {
    type: GIVE_JOB,
    payload: { ticketId: ticket.id, version: ticket.version, about } satisfies GivePayload,
    uniqueKey: `${GIVE_JOB}:${ticket.id}:${ticket.version}`,
    runAt: at,
    now: at,
  })
}
