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
  if (ticket.leadDepartmentId === null || !(await isReachedOutside(tx, ticket.leadDepartmentId))) return
  await enqueueFor(tx, ticket, at, about)
}

/** `enqueueGive` of tickets that were given in one transaction: each department is looked up once. */
export const enqueueGives = async (tx: Db, tickets: readonly Ticket[], at: string): Promise<void> => {
  const outside = new Map<string, boolean>()
  for (const ticket of tickets) {
    const unit = ticket.leadDepartmentId
    if (unit === null) continue
    if (!outside.has(unit)) outside.set(unit, await isReachedOutside(tx, unit))
    if (outside.get(unit)) await enqueueFor(tx, ticket, at, 'dispatch')
  }
}

const isReachedOutside = async (tx: Db, departmentId: string): Promise<boolean> => {
  const channel = await findChannel(tx, departmentId)
  return channel !== null && channel.method !== 'console'
}

const enqueueFor = async (tx: Db, ticket: Ticket, at: string, about: GivePayload['about']): Promise<void> => {
  await enqueueJob(tx, {
    type: GIVE_JOB,
    payload: { ticketId: ticket.id, version: ticket.version, about } satisfies GivePayload,
    uniqueKey: `${GIVE_JOB}:${ticket.id}:${ticket.version}`,
    runAt: at,
    now: at,
  })
}
