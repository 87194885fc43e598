import { DateTime } from 'luxon'
import type { AbuseKind } from '../contracts/desk.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newId } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { insertAbuse, liftAbuse } from './abuse-repository.ts'
import { changeHolder, findConversation, lockTalk } from './conversation-repository.ts'
import { isSpoken, noteHolder } from './hold-conversation.ts'
import { say } from './say.ts'
import { insertWrapUp } from './wrap-up-repository.ts'

type Desk = { db: Database; clock: Clock }

/** What somebody is told who is not put through: until when, and what still serves them. */
export const coolOffWords = (until: string, timezone: string): string => {
  const time = DateTime.fromISO(until).setZone(timezone).toFormat('M月d日 HH:mm')
  return `${time} 之前暂时不能转人工。办事问题可以继续问我，要反映的事可以登记成工单，都会照常办理。遇到危险请直接拨打 110、119 或 120，在这里说也会马上有人接。`
}

const noteAbuse = async (
  tx: Db,
  report: { id: string; conversationId: string; kind: string; lifted: boolean },
  staffId: string,
  at: string,
): Promise<void> => {
  const { id: reportId, conversationId, kind, lifted } = report
  await appendEvent(tx, {
    at,
    type: 'conversation.abuse',
    subject: { type: 'conversation', id: conversationId },
    actor: { kind: 'staff', id: staffId },
    data: { reportId, kind, lifted },
  })
}

/**
 * The agent who holds a talk reports abuse: the talk goes back to the assistant, which still hears danger and takes
 * tickets, and for a day the citizen is not put through to agents. @throws AppError not_found, conflict.
 */
export const reportAbuse = async (
  desk: Desk,
  agent: StaffMember,
  conversationId: string,
  said: { kind: AbuseKind; note: string; timezone: string },
): Promise<{ coolUntil: string }> =>
  desk.db.transaction().execute(async (tx) => {
    await lockTalk(tx, conversationId)
    const talk = await findConversation(tx, conversationId)
    if (!talk) throw new AppError('not_found', '没有找到这个会话。')
    if (talk.heldBy !== 'agent' || talk.agentId !== agent.id)
      throw new AppError('conflict', '这个会话不在您手里，没有登记。')
    const at = isoNow(desk.clock)
    const coolUntil = isoAfter(desk.clock, LIMITS.coolOffMs)
    const id = newId()
    const { kind, note } = said
    await insertAbuse(tx, {
      id,
      conversationId,
      citizenId: talk.citizenId,
      staffId: agent.id,
      kind,
      note,
      at,
      coolUntil,
    })
    if (!isSpoken(talk)) {
      const text = `这次人工服务先到这里。${coolOffWords(coolUntil, said.timezone)}`
      const reply = { kind: 'notice' as const, text, speaker: { kind: 'system' as const, name: '12345' } }
      await say(tx, { conversationId, author: 'system', reply, at })
    }
    await changeHolder(tx, conversationId, talk.version, { heldBy: 'bot' })
    await noteHolder(tx, conversationId, 'bot', { kind: 'staff', id: agent.id }, null, at)
    await noteAbuse(tx, { id, conversationId, kind, lifted: false }, agent.id, at)
    await insertWrapUp(tx, {
      id: newId(),
      conversationId,
      staffId: agent.id,
      takenAt: talk.heldSince ?? at,
      endedAt: at,
      wrappedAt: at,
      code: 'abuse',
      note,
    })
    return { coolUntil }
  })

/** A supervisor takes a report back: the citizen is put through again. @throws AppError not_found. */
export const liftReport = async (desk: Desk, supervisor: StaffMember, id: string): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const lifted = await liftAbuse(tx, id, supervisor.id, at)
    if (!lifted) throw new AppError('not_found', '没有这条登记，或已经解除了。')
    await noteAbuse(tx, { id, ...lifted, lifted: true }, supervisor.id, at)
  })
