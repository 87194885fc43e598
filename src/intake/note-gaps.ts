import type { Conversation, TalkContext } from '../contracts/conversation.ts'
import type { GapWhy } from '../contracts/gap.ts'
import { findSaidBefore } from '../conversations/message-repository.ts'
import { dropGap, saveGap } from '../feedback/gaps/gap-repository.ts'
import type { Db } from '../platform/db/schema.ts'
import { normaliseText } from '../understanding/normalise-text.ts'
import { PHRASES } from './phrases.ts'
import { readOption, readRejection, saysYes } from './read-choice.ts'
import type { TurnPlan } from './turn-plan.ts'

/** What this turn says of the question before it: not answered after all, and why; chosen after we asked back; or nothing. */
const readBefore = (context: TalkContext, text: string, plan: TurnPlan): GapWhy | 'chosen' | null => {
  const picked = readOption(text, context.options)
  if (picked?.entryId && plan.decided.some(({ entryId }) => entryId === picked.entryId)) return 'chosen'
  if (plan.effects.some((effect) => effect.kind === 'queue-for-agent' && effect.why === 'asked'))
    return 'human'
  const isOffered = context.pending?.kind === 'offer-ticket' && context.draft === null
  if (isOffered && plan.context.draft !== null)
    return picked?.value === PHRASES.offerTicket || saysYes(text) ? 'ticket' : null
  const wasTold = context.options.length > 0 || context.topicEntryId !== null
  return context.draft === null && wasTold && readRejection(text) ? 'rejected' : null
}

/** What this turn's own question lacks: an answer, or a choice that may still follow. */
const readOwn = (
  plan: TurnPlan,
): { why: GapWhy; entryId: string | null; nearestId: string | null } | null => {
  const declined = plan.decided.find(({ gap }) => gap !== undefined)
  if (declined) return { why: 'declined', entryId: null, nearestId: declined.gap?.nearestId ?? null }
  const asked = plan.decided.find(({ decision }) => decision === 'clarify')
  return asked ? { why: 'asked_back', entryId: null, nearestId: asked.entryId } : null
}

/**
 * Writes down, in the turn's own transaction, which question was not answered: this one, or the one before it that was refused or left for
 * a person or a ticket. Only ids; the words stay in the message alone.
 */
export const noteGaps = async (
  tx: Db,
  talk: Conversation,
  turn: { inboundId: string; text: string },
  plan: TurnPlan,
  at: string,
): Promise<void> => {
  const text = normaliseText(turn.text)
  const before = readBefore(talk.context, text, plan)
  const said = before === null ? null : await findSaidBefore(tx, turn.inboundId)
  const conversationId = talk.id
  if (said && before === 'chosen') await dropGap(tx, said.questionId, ['asked_back'])
  else if (
    said &&
    before &&
    before !== 'chosen' &&
    ['answer', 'clarify', 'decline'].includes(said.reply.kind)
  ) {
    const entryId = said.reply.citations?.[0]?.entryId ?? null
    await saveGap(tx, {
      messageId: said.questionId,
      conversationId,
      why: before,
      entryId,
      nearestId: entryId,
      at,
    })
  }
  // "都不是" is answered with a choice or a refusal of ours; it is no question itself.
  if (before === 'rejected' && readRejection(text)?.instead === '') return
  const own = readOwn(plan)
  if (own) await saveGap(tx, { messageId: turn.inboundId, conversationId, ...own, at })
}
