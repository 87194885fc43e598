import { z } from 'zod'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import { findMessage } from '../conversations/message-repository.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newId } from '../platform/id.ts'
import { saveAnswerFeedback } from './answer-feedback-repository.ts'
import { noteRatedGap } from './gaps/note-rated-gap.ts'

/** What a citizen says about one answer: 有用, 没用, 信息有误. */
export const AnswerRating = z.object({
  messageId: z.string().max(64),
  verdict: z.enum(['useful', 'useless', 'wrong']),
  comment: z.string().trim().max(500).default(''),
})
export type AnswerRating = z.infer<typeof AnswerRating>

/**
 * Keeps what the citizen of this talk says about one of our answers, with the entry and version it came from. One
 * per message; a later word replaces the earlier one. @throws AppError not_found for a message that is not an answer
 * of the assistant in this talk.
 */
export const rateAnswer = (
  desk: { db: Database; clock: Clock },
  conversationId: string,
  rating: AnswerRating,
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const found = await findMessage(tx, rating.messageId)
    if (!found || found.conversationId !== conversationId || found.message.author !== 'bot') {
      throw new AppError('not_found', '没有找到这条回答。')
    }
    const at = isoNow(desk.clock)
    const source = found.message.reply?.citations?.[0]
    await saveAnswerFeedback(tx, {
      id: newId(),
      message_id: rating.messageId,
      conversation_id: conversationId,
      entry_id: source?.entryId ?? null,
      version: source?.version ?? null,
      verdict: rating.verdict,
      comment: rating.comment,
      at,
    })
    await noteRatedGap(tx, { conversationId, ...rating, entryId: source?.entryId ?? null, at })
    await appendEvent(tx, {
      at,
      type: 'answer.rated',
      subject: { type: 'conversation', id: conversationId },
      actor: { kind: 'citizen', id: 'citizen' },
      data: { messageId: rating.messageId, entryId: source?.entryId ?? null, verdict: rating.verdict },
    })
  })
