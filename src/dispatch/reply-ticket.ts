import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { lockTalk } from '../conversations/conversation-repository.ts'
import { say } from '../conversations/say.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { enqueueFollowUp } from '../tickets/follow-up-job.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'

/** How much of a reply a citizen's page and the channels carry. */
export const PUBLIC_REPLY_MAX = 5_000

/**
 * The lead department answers: the ticket is replied, the citizen hears the public words in the talk the ticket came
 * from, and the follow-up is arranged, all in one transaction. The internal note never leaves the house.
 * @throws AppError too_long, and as `moveTicket`.
 */
export const replyToTicket = async (
  desk: { db: Database; clock: Clock; rules: CityRules },
  r: { ticketId: string; publicReply: string; internalNote?: string; actor: Actor; version?: number },
): Promise<Ticket> => {
  const text = r.publicReply.trim()
  if (text.length > PUBLIC_REPLY_MAX) {
    throw new AppError('too_long', `答复超过 ${PUBLIC_REPLY_MAX} 字，请写短一些。`)
  }
  return desk.db.transaction().execute(async (tx) => {
    const before = await findTicket(tx, r.ticketId)
    if (!before) throw new AppError('not_found', '没有找到这件工单。')
    if (before.conversationId !== null) await lockTalk(tx, before.conversationId)
    const at = isoNow(desk.clock)
    const ticket = await moveTicket(tx, {
      ticketId: r.ticketId,
      action: 'reply',
      actor: r.actor,
      ...(r.version === undefined ? {} : { version: r.version }),
      publicText: text,
      internalNote: r.internalNote?.trim() ?? '',
      words: { publicReply: r.publicReply },
      changes: { replied_at: at, public_reply: text },
      at,
    })
    if (ticket.conversationId !== null) {
      const name = nameDepartment(desk.rules, ticket.leadDepartmentId ?? '')
      await say(tx, {
        conversationId: ticket.conversationId,
        author: 'system',
        reply: { kind: 'notice', text, speaker: { kind: 'department', name } },
        at,
      })
    }
    await enqueueFollowUp(tx, ticket, at)
    return ticket
  })
}
