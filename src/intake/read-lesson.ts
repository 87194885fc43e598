import type { TalkContext } from '../contracts/conversation.ts'
import type { Lesson } from '../contracts/learning.ts'
import { normaliseText } from '../understanding/normalise-text.ts'
import { readOption, readRejection } from './read-choice.ts'
import type { TurnPlan } from './turn-plan.ts'

const CONFIRMS =
  /^(?:对|嗯|好|是)?[的了啊,，\s]*(?:就)?(?:是这个|是这件事|就是它|是我(?:要|想)?问的|解决了|已经解决了?|问题解决了|有用)[,，\s]*(?:谢谢.{0,3}|多谢)?[了啊呀哦吧。.!！~]*$/

/** The citizen says that the answer was what they meant. Only whole messages count: "解决了停车问题" is something else. */
export const confirmsAnswer = (text: string): boolean => CONFIRMS.test(text.trim())

/** What a turn teaches of the question before it: an option picked, the answer confirmed, or rejected. Null for most turns. */
export const readLesson = (
  context: TalkContext,
  inbound: { inboundId: string; text: string },
  decided: TurnPlan['decided'],
): Lesson | null => {
  const { inboundId } = inbound
  const text = normaliseText(inbound.text)
  const picked = readOption(text, context.options)?.entryId
  if (picked)
    return decided.some((one) => one?.entryId === picked)
      ? { kind: 'turn', inboundId, entryId: picked, says: 'picked' }
      : null
  const entryId = context.topicEntryId
  if (!entryId) return null
  if (confirmsAnswer(text)) return { kind: 'turn', inboundId, entryId, says: 'confirmed' }
  return readRejection(text) ? { kind: 'turn', inboundId, entryId, says: 'rejected' } : null
}
