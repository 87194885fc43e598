import { z } from 'zod'
import { TICKET_VERDICTS, type TicketVerdict } from '../contracts/learning.ts'
import type { Db } from '../platform/db/schema.ts'
import { enqueueJob } from '../platform/jobs/job-repository.ts'
import { listSteps } from './step-repository.ts'
import type { Ticket, TicketStep } from './ticket.ts'

/** The job that learns from a ticket which words its entry is asked by. Enqueued with the move, done by the feedback room. */
export const LESSON_JOB = 'ticket.lesson'

export const LessonPayload = z.object({ ticketId: z.string(), says: z.enum(TICKET_VERDICTS) })
export type LessonPayload = z.infer<typeof LessonPayload>

/** The step with the answer the citizen has, undefined where nothing was answered or it was not written from an entry. */
export const answeringStep = (steps: readonly TicketStep[]): TicketStep | undefined => {
  const last = steps.findLast(({ action }) => action === 'reply' || action === 'answer_directly')
  return (last?.data.entryIds ?? []).length > 0 ? last : undefined
}

/**
 * Arranges that a ticket teaches, in the transaction of what happened to it; nothing is arranged where its answer was not written from an
 * entry. Once per version of the ticket. `at` is ISO-8601 UTC.
 */
export const enqueueLesson = async (
  tx: Db,
  ticket: Ticket,
  says: TicketVerdict,
  at: string,
): Promise<void> => {
  if (!answeringStep(await listSteps(tx, ticket.id))) return
  await enqueueJob(tx, {
    type: LESSON_JOB,
    payload: { ticketId: ticket.id, says } satisfies LessonPayload,
    uniqueKey: `${LESSON_JOB}:${ticket.id}:${ticket.version}`,
    runAt: at,
    now: at,
  })
}
