import type { Conversation, WaitKind } from '../contracts/conversation.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newId } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { changeHolder, findConversation, lockTalk } from './conversation-repository.ts'
import { say } from './say.ts'
import { insertWrapUp } from './wrap-up-repository.ts'

type Desk = { db: Database; clock: Clock }

/** Writes into the event log who holds a talk now, inside the caller's transaction. */
export const noteHolder = async (
  tx: Db,
  id: string,
  heldBy: Conversation['heldBy'],
  actor: { kind: string; id: string },
  agentId: string | null,
  at: string,
): Promise<void> => {
  await appendEvent(tx, {
    at,
    type: 'conversation.held',
    subject: { type: 'conversation', id },
    actor,
    data: { heldBy, agentId },
  })
}

/**
 * Puts a talk in the queue for a person, inside the caller's transaction. Waiting already, the place in the queue is
 * kept and the newer reason is shown: danger told while waiting must be seen. Nothing changes while an agent has it.
 */
export const queueForAgent = async (
  tx: Db,
  conversation: Conversation,
  version: number,
  why: { kind: WaitKind; reason: string },
  at: string,
): Promise<void> => {
  if (conversation.heldBy === 'agent') return
  const waits = conversation.heldBy === 'waiting'
  if (waits && conversation.waitReason === why.reason) return
  const waitSince = (waits ? conversation.waitSince : null) ?? at
  const to = { heldBy: 'waiting' as const, waitSince, waitReason: why.reason, waitKind: why.kind }
  await changeHolder(tx, conversation.id, version, to)
  await noteHolder(tx, conversation.id, 'waiting', { kind: 'citizen', id: conversation.citizenId }, null, at)
}

/** Gives an ended talk to the bot again because we have something to ask in it, inside the caller's transaction. */
export const reopenConversation = async (
  tx: Db,
  conversation: Conversation,
  version: number,
  at: string,
): Promise<void> => {
  await changeHolder(tx, conversation.id, version, { heldBy: 'bot' })
  await noteHolder(tx, conversation.id, 'bot', { kind: 'system', id: 'system' }, null, at)
}

/** On the telephone nothing written reaches the citizen: what is said there is said aloud. */
export const isSpoken = (talk: Pick<Conversation, 'channel'>): boolean => talk.channel === 'voice'

/** Whether the agent's desk was silent for too long: anybody may take the talk then, before it is swept back. */
const hasLapsed = (talk: Conversation, at: string): boolean => talk.heldUntil !== null && talk.heldUntil < at

const mustFind = async (db: Db, id: string): Promise<Conversation> => {
  const conversation = await findConversation(db, id)
  if (!conversation) throw new AppError('not_found', '没有找到这个会话。')
  return conversation
}

/**
 * An agent takes a talk; from now on the bot is silent. One owner at a time: whoever comes second is told who
 * holds it. The hold lasts as long as the agent's desk is heard of. @throws AppError not_found, conflict.
 */
export const takeConversation = async (desk: Desk, agent: StaffMember, id: string): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const conversation = await mustFind(tx, id)
    if (conversation.heldBy === 'agent' && conversation.agentId === agent.id) return
    const at = isoNow(desk.clock)
    if (conversation.heldBy === 'agent' && !hasLapsed(conversation, at)) {
      throw new AppError('conflict', '这个会话已由其他坐席接待。', { heldBy: conversation.agentId })
    }
    const { waitSince, waitReason, waitKind } = conversation
    const heldUntil = isoAfter(desk.clock, LIMITS.holdMs)
    const to = {
      heldBy: 'agent' as const,
      agentId: agent.id,
      heldUntil,
      heldSince: at,
      waitSince,
      waitReason,
      waitKind,
    }
    const mine = await changeHolder(tx, id, conversation.version, to)
    if (!mine) throw new AppError('conflict', '刚刚有其他坐席接待了这个会话，列表已更新。')
    await noteHolder(tx, id, 'agent', { kind: 'staff', id: agent.id }, agent.id, at)
    if (isSpoken(conversation)) return
    const speaker = { kind: 'agent' as const, name: agent.name }
    const text = `您好，我是坐席${agent.name}，前面的内容我都看到了，您不用重复说。`
    await say(tx, {
      conversationId: id,
      author: 'agent',
      staffId: agent.id,
      reply: { kind: 'notice', text, speaker },
      at,
    })
  })

/** The agent who holds a talk says something in it; the same `onceKey` again says nothing twice. @throws AppError not_found, conflict when somebody else holds it. */
export const answerAsAgent = async (
  desk: Desk,
  agent: StaffMember,
  id: string,
  said: { text: string; onceKey?: string },
): Promise<string> =>
  desk.db.transaction().execute(async (tx) => {
    // Before anything is read: of two sends of the same words the second must see the first.
    await lockTalk(tx, id)
    const conversation = await mustFind(tx, id)
    if (conversation.heldBy !== 'agent' || conversation.agentId !== agent.id) {
      throw new AppError('conflict', '您没有接待这个会话，话没有发出去。请先点“接待”。')
    }
    if (isSpoken(conversation))
      throw new AppError('conflict', '这是电话，文字送不到对方那里。请直接说，或记成便笺。')
    const reply = {
      kind: 'notice' as const,
      text: said.text,
      speaker: { kind: 'agent' as const, name: agent.name },
    }
    const once = said.onceKey ? { onceKey: said.onceKey } : {}
    return say(tx, {
      conversationId: id,
      author: 'agent',
      staffId: agent.id,
      reply,
      at: isoNow(desk.clock),
      ...once,
    })
  })

/**
 * The agent gives a talk back to the bot, or ends it. The citizen is told which; the agent still has to say what became
 * of it. @throws as `answerAsAgent`.
 */
export const releaseConversation = async (
  desk: Desk,
  agent: StaffMember,
  id: string,
  to: 'bot' | 'ended',
): Promise<{ wrapUpId: string }> =>
  desk.db.transaction().execute(async (tx) => {
    const conversation = await mustFind(tx, id)
    if (conversation.heldBy !== 'agent' || conversation.agentId !== agent.id) {
      throw new AppError('conflict', '这个会话不在您手里，没有改动。')
    }
    const at = isoNow(desk.clock)
    const text =
      to === 'bot'
        ? '坐席已结束接待。后面由智能助理继续为您服务，需要时说“转人工”。'
        : '本次服务已结束。您再发消息，会重新开始。'
    const reply = { kind: 'notice' as const, text, speaker: { kind: 'system' as const, name: '12345' } }
    if (!isSpoken(conversation)) await say(tx, { conversationId: id, author: 'system', reply, at })
    const fresh = await mustFind(tx, id)
    const mine = await changeHolder(tx, id, fresh.version, { heldBy: to })
    if (!mine) throw new AppError('conflict', '会话刚刚有变化，请再点一次。')
    await noteHolder(tx, id, to, { kind: 'staff', id: agent.id }, null, at)
    const takenAt = conversation.heldSince ?? at
    const wrapUpId = newId()
    await insertWrapUp(tx, { id: wrapUpId, conversationId: id, staffId: agent.id, takenAt, endedAt: at })
    return { wrapUpId }
  })
