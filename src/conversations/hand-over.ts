import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { changeHolder, findConversation, lockTalk } from './conversation-repository.ts'
import { isSpoken, noteHolder } from './hold-conversation.ts'
import { noteTalkIn } from './note-talk.ts'
import { say } from './say.ts'

/** Whom a talk goes to. `tell` are the people to be told: the agent, or the team's members. */
export type HandTo = { staffId: string | null; teamId: string | null; name: string; tell: readonly string[] }

/**
 * The agent who holds a talk hands it to another agent or a team with a note. It waits for them from now on, first in
 * their queue; the citizen is told. @throws AppError not_found, conflict.
 */
export const handOver = async (
  desk: { db: Database; clock: Clock },
  agent: StaffMember,
  conversationId: string,
  to: HandTo,
  note: string,
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    await lockTalk(tx, conversationId)
    const talk = await findConversation(tx, conversationId)
    if (!talk) throw new AppError('not_found', '没有找到这个会话。')
    if (talk.heldBy !== 'agent' || talk.agentId !== agent.id)
      throw new AppError('conflict', '这个会话不在您手里，没有转出。')
    const at = isoNow(desk.clock)
    const text = `正在为您转给${to.name}，前面的内容都会转过去，您不用重复说。`
    const reply = { kind: 'notice' as const, text, speaker: { kind: 'system' as const, name: '12345' } }
    if (!isSpoken(talk)) await say(tx, { conversationId, author: 'system', reply, at })
    const changed = await changeHolder(tx, conversationId, talk.version, {
      heldBy: 'waiting',
      waitSince: at,
      waitReason: `${agent.name}转给${to.name}`,
      waitKind: talk.waitKind === 'danger' ? 'danger' : 'handed',
      waitStaffId: to.staffId,
      waitTeamId: to.teamId,
    })
    if (!changed) throw new AppError('conflict', '会话刚刚有变化，请再转一次。')
    await noteHolder(tx, conversationId, 'waiting', { kind: 'staff', id: agent.id }, null, at)
    await noteTalkIn(tx, { conversationId, author: agent, kind: 'handover', text: note, tell: to.tell, at })
  })
