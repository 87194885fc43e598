import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock, CutWords } from '../contracts/ports.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Database } from '../platform/db/schema.ts'
import type { JobHandlers } from '../platform/jobs/run-jobs.ts'
import { recountJobs } from '../tickets/clocks/recount-clocks.ts'
import { oldTicketJobs } from '../tickets/search/index-old-tickets.ts'
import { askAgain } from './ask-again.ts'
import { followUpJobs } from './ask-follow-up.ts'
import { closeSilent } from './close-silent.ts'
import { passToCall } from './pass-to-call.ts'
import { tellJoinedJobs } from './tell-joined.ts'

type Desk = { db: Database; engine: Engine; clock: Clock; rules: CityRules }

/** What each type of job does; one table. */
export const backgroundJobs = (desk: Desk & { cutWords: CutWords }): JobHandlers => ({
  ...followUpJobs(desk),
  ...tellJoinedJobs(desk),
  ...recountJobs(desk),
  ...oldTicketJobs(desk),
})

/** What is looked for from time to time rather than asked for: questions that never arrived, those nobody answered, and what is asked about again. @returns how many moved. */
export const sweepFollowUps = async (desk: Desk): Promise<number> =>
  (await passToCall(desk)) + (await closeSilent(desk)) + (await askAgain(desk))
