import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock } from '../contracts/ports.ts'
import { lockTalk } from '../conversations/conversation-repository.ts'
import { say } from '../conversations/say.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import type { JobHandlers } from '../platform/jobs/run-jobs.ts'
import { enqueueFollowUp } from '../tickets/follow-up-job.ts'
import { TELL_JOINED_JOB, TellJoinedPayload } from '../tickets/joint/joined-job.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { findTicket } from '../tickets/ticket-repository.ts'

/**
 * Tells somebody whose ticket was handled with another one what became of it, in their own talk, and arranges their own follow-up after a
 * reply. A ticket that has moved on since is only told, never asked about.
 */
const tellJoined = async (
  desk: { db: Database; clock: Clock; rules: CityRules },
  told: TellJoinedPayload,
): Promise<void> => {
  await desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const ticket = await findTicket(tx, told.ticketId)
    if (!ticket) return
    if (ticket.conversationId !== null) {
      await lockTalk(tx, ticket.conversationId)
      const speaker =
        told.departmentId === null
          ? { kind: 'system' as const, name: '12345热线' }
          : { kind: 'department' as const, name: nameDepartment(desk.rules, told.departmentId) }
      const reply = { kind: 'notice' as const, text: `工单 ${ticket.number}：${told.text}`, speaker }
      await say(tx, { conversationId: ticket.conversationId, author: 'system', reply, at })
    }
    if (told.isReply && ticket.state === 'replied') await enqueueFollowUp(tx, ticket, at)
  })
}

/** The place of this in the worker's table of jobs. */
export const tellJoinedJobs = (desk: { db: Database; clock: Clock; rules: CityRules }): JobHandlers => ({
  [TELL_JOINED_JOB]: (payload) => tellJoined(desk, TellJoinedPayload.parse(payload)),
})
