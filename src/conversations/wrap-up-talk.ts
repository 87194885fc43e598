import type { WrapUpCode } from '../contracts/desk.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { saveWrapUp } from './wrap-up-repository.ts'

/** An agent writes what became of a contact that ended (话后小结). @throws AppError conflict when it is written already. */
export const wrapUpTalk = async (
  desk: { db: Database; clock: Clock },
  agent: StaffMember,
  id: string,
  said: { code: WrapUpCode; note: string },
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const conversationId = await saveWrapUp(tx, { id, staffId: agent.id, ...said, at })
    if (!conversationId) throw new AppError('conflict', '这一条已经整理过了。')
    await appendEvent(tx, {
      at,
      type: 'conversation.wrapped',
      subject: { type: 'conversation', id: conversationId },
      actor: { kind: 'staff', id: agent.id },
      data: { code: said.code },
    })
  })
