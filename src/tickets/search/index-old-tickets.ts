import { z } from 'zod'
import type { Clock, CutWords } from '../../contracts/ports.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database } from '../../platform/db/schema.ts'
import { enqueueJob } from '../../platform/jobs/job-repository.ts'
import type { JobHandlers } from '../../platform/jobs/run-jobs.ts'
import { toTicket } from '../ticket.ts'
import { ADDING, searchLineOf } from './index-ticket.ts'
import { insertSearchLines, listAddedFacts, listTicketsAfter } from './search-repository.ts'

const JOB = 'tickets.index-old'
/** A new way of cutting words gets a new name here, and every ticket its words anew. */
const ROUND = 'first'
const AT_ONCE = 500

type Desk = { db: Database; clock: Clock; cutWords: CutWords }
const Payload = z.object({ after: z.string() })

const enqueueAfter = (desk: Pick<Desk, 'db' | 'clock'>, after: string): Promise<boolean> => {
  const now = isoNow(desk.clock)
  return enqueueJob(desk.db, {
    type: JOB,
    payload: { after } satisfies z.infer<typeof Payload>,
    uniqueKey: `${JOB}:${ROUND}:${after}`,
    runAt: now,
    now,
  })
}

/** Asks for tickets from before there was a search to be made findable; done once, whoever asks. */
export const enqueueOldTickets = (desk: Pick<Desk, 'db' | 'clock'>): Promise<boolean> =>
  enqueueAfter(desk, '')

/** Gives the tickets after a number their words, some hundred of them. @returns the last number, null when none was left. */
export const indexSome = async (desk: Desk, after: string): Promise<string | null> => {
  const tickets = (await listTicketsAfter(desk.db, after, AT_ONCE)).map(toTicket)
  if (tickets.length === 0) return null
  const added = await listAddedFacts(
    desk.db,
    tickets.map((t) => t.id),
    ADDING,
  )
  await desk.db.transaction().execute((tx) =>
    insertSearchLines(
      tx,
      tickets.map((t) => searchLineOf(t, desk.cutWords, added.get(t.id))),
    ),
  )
  return tickets.at(-1)?.number ?? null
}

/** What the job does: some tickets, and the next job for the rest. */
export const oldTicketJobs = (desk: Desk): JobHandlers => ({
  [JOB]: async (payload) => {
    const last = await indexSome(desk, Payload.parse(payload).after)
    if (last !== null) await enqueueAfter(desk, last)
  },
})
