import type { Conversation } from '../contracts/conversation.ts'
import { AppError } from '../contracts/errors.ts'
import type { InboundMessage, Reply } from '../contracts/message.ts'
import { findConversation, saveContext } from '../conversations/conversation-repository.ts'
import { listRepliesTo, listUnanswered, markAnswered } from '../conversations/message-repository.ts'
import { receiveOnce } from '../conversations/receive-once.ts'
import { say } from '../conversations/say.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { carryOut } from './carry-out.ts'
import type { Desk } from './desk.ts'
import { leaveUnrecorded } from './leave-unrecorded.ts'
import { noteGaps } from './note-gaps.ts'
import { planPaused } from './pause.ts'
import { planPhotos } from './plan-progress.ts'
import { planTurn } from './plan-turn.ts'
import { readLesson } from './read-lesson.ts'
import { countAttachments, type FetchMedia, takeAttachments } from './take-attachments.ts'
import { inTurn } from './take-turns.ts'
import { notice, sayOnly, type TurnPlan } from './turn-plan.ts'

/** What became of one message. `repeat`: it was answered before, and these are the replies given then. */
export type Handled = { conversationId: string; replies: Reply[]; repeat: boolean }

/** How often a turn is thought again because the talk changed meanwhile (an agent took it, another message came). */
const THINK_AGAIN_MAX = 4

type Turn = { inboundId: string; conversationId: string; text: string }

/** Thrown inside the turn's transaction to undo it: the talk is not as it was when the turn was planned. */
class TalkChanged extends Error {}

const mustFind = async (db: Db, id: string): Promise<Conversation> => {
  const talk = await findConversation(db, id)
  if (!talk) throw new AppError('not_found', '没有找到这个会话，请刷新页面重新开始。')
  return talk
}

/** Writes the planned turn: context, effects and words in one transaction, or nothing at all. */
const commitTurn = async (
  desk: Desk,
  talk: Conversation,
  turn: Turn,
  plan: TurnPlan,
  inline: boolean,
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    if (!(await saveContext(tx, talk.id, talk.version, plan.context))) throw new TalkChanged()
    const at = isoNow(desk.clock)
    const says = [...plan.says]
    for (const effect of plan.effects) says.push(...(await carryOut(tx, desk, talk, turn.inboundId, effect)))
    for (const [index, reply] of says.entries()) {
      const messageId = await say(tx, {
        conversationId: talk.id,
        author: 'bot',
        reply,
        inReplyTo: turn.inboundId,
        inline,
        at,
      })
      const decided = plan.decided[index]
      if (!decided) continue
      await appendEvent(tx, {
        at,
        type: 'answer.given',
        subject: { type: 'conversation', id: talk.id },
        actor: { kind: 'bot', id: 'bot' },
        data: { messageId, ...decided },
      })
    }
    await noteGaps(tx, talk, turn, plan, at)
    if (!(await markAnswered(tx, turn.inboundId, at))) throw new TalkChanged()
  })

/**
 * Writes the turn; what its effect is refused for (rated elsewhere meanwhile, withdrawn, closed) is said in words and
 * our open question ends. A refusal must not leave the message without an answer for ever.
 */
const commitOrExplain = async (
  desk: Desk,
  talk: Conversation,
  turn: Turn,
  plan: TurnPlan,
  inline: boolean,
): Promise<void> => {
  try {
    await commitTurn(desk, talk, turn, plan, inline)
  } catch (error) {
    if (!(error instanceof AppError) || plan.effects.length === 0) throw error
    const context = { ...talk.context, pending: null, options: [] }
    await commitTurn(desk, talk, turn, sayOnly(context, notice(error.message)), inline)
  }
}

const passToAgent = async (desk: Desk, inboundId: string): Promise<void> => {
  await markAnswered(desk.db, inboundId, isoNow(desk.clock))
}

/**
 * The whole path of a citizen's message: received once, understood, decided, answered, and whatever must happen
 * besides (a ticket, a person) in the same transaction. While an agent holds the talk the bot is silent; on a paused
 * channel the message is kept and answered with the words of the pause.
 * `fetchMedia` gets the bytes of attachments that lie with the channel.
 * The same channel message id again changes nothing and yields the same replies.
 * @throws AppError only for a talk that does not exist; anything else thrown is a fault, and the message stays
 * stored and is answered when it is sent again.
 */
export const handleMessage = async (
  desk: Desk,
  inbound: InboundMessage,
  onDelta?: (text: string) => void,
  fetchMedia?: FetchMedia,
): Promise<Handled> => {
  const kept = leaveUnrecorded(desk, inbound)
  const turn = await receiveOnce(desk, kept)
  const { conversationId } = turn
  if (turn.kind === 'repeat') return { conversationId, replies: turn.replies, repeat: true }
  await takeAttachments(desk, { ...turn, attachments: kept.attachments ?? [] }, fetchMedia)
  const repeat = await inTurn(conversationId, () => answerOnce(desk, turn, true, onDelta))
  return { conversationId, replies: await listRepliesTo(desk.db, turn.inboundId), repeat }
}

const planOpen = async (
  desk: Desk,
  talk: Conversation,
  turn: Turn,
  onDelta?: (text: string) => void,
): Promise<TurnPlan> => {
  const photos = turn.text.trim() === '' ? await countAttachments(desk, turn) : null
  return photos ? planPhotos(desk, talk, photos) : planTurn(desk, talk, turn.text, onDelta)
}

/** @returns true when somebody else answered this message in the meantime. */
const answerOnce = async (
  desk: Desk,
  turn: Turn,
  inline: boolean,
  onDelta?: (text: string) => void,
): Promise<boolean> => {
  for (let attempt = 1; ; attempt++) {
    const talk = await mustFind(desk.db, turn.conversationId)
    if (talk.heldBy === 'agent') {
      await passToAgent(desk, turn.inboundId)
      return false
    }
    const paused = planPaused(desk, talk, turn.text)
    const plan = paused ?? (await planOpen(desk, talk, turn, attempt === 1 ? onDelta : undefined))
    try {
      await commitOrExplain(desk, talk, turn, plan, inline)
      const lesson = paused ? null : readLesson(talk.context, turn, plan.decided)
      if (lesson) await desk.learn(lesson)
      return false
    } catch (error) {
      if (!(error instanceof TalkChanged) || attempt >= THINK_AGAIN_MAX) throw error
      if ((await listRepliesTo(desk.db, turn.inboundId)).length > 0) return true
    }
  }
}

/** A message whose answer was cut off this long ago was left by a stopped server. */
const LEFT_AFTER_MS = 60_000
const LEFTOVERS_MAX = 50

/**
 * Answers messages a stopped server left unanswered; the answers go out through the outbox. @returns how many.
 */
export const answerLeftovers = async (desk: Desk): Promise<number> => {
  const left = await listUnanswered(desk.db, isoAfter(desk.clock, -LEFT_AFTER_MS), LEFTOVERS_MAX)
  let answered = 0
  for (const turn of left) {
    try {
      await inTurn(turn.conversationId, () => answerOnce(desk, turn, false))
      answered++
    } catch (error) {
      // One that cannot be answered must not keep the others waiting; it is tried again next time.
      desk.log.error({ err: error, messageId: turn.inboundId }, 'a message could not be answered')
    }
  }
  return answered
}
