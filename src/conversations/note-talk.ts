import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newId } from '../platform/id.ts'
import { findConversation, lockTalk } from './conversation-repository.ts'
import { insertNote, insertNotice } from './note-repository.ts'

type Said = {
  conversationId: string
  author: StaffMember
  kind: 'note' | 'handover'
  text: string
  /** Who is told, by staff id; whoever wrote it is not. */
  tell: readonly string[]
  at: string
}

/** Writes a note and tells the people it is for, inside the caller's transaction, after the talk's lock. */
export const noteTalkIn = async (tx: Db, said: Said): Promise<string> => {
  const { conversationId, author, kind, text, at } = said
  const noteId = newId()
  await insertNote(tx, { id: noteId, conversationId, staffId: author.id, kind, text, at })
  const actor = { kind: 'staff', id: author.id }
  await appendEvent(tx, {
    at,
    type: 'conversation.noted',
    subject: { type: 'conversation', id: conversationId },
    actor,
    data: { noteId, kind },
  })
  for (const staffId of new Set(said.tell)) {
    if (staffId === author.id) continue
    const noticeId = newId()
    const notice = kind === 'handover' ? 'handover' : 'mention'
    await insertNotice(tx, {
      id: noticeId,
      staffId,
      fromStaffId: author.id,
      kind: notice,
      conversationId,
      noteId,
      at,
    })
    await appendEvent(tx, {
      at,
      type: 'staff.noticed',
      subject: { type: 'staff', id: staffId },
      actor,
      data: { noticeId, kind: notice },
    })
  }
  return noteId
}

/** A note for colleagues about a talk, seen by staff only; the named are told at once. @throws AppError not_found. */
export const noteTalk = async (
  desk: { db: Database; clock: Clock },
  said: Pick<Said, 'conversationId' | 'author' | 'text' | 'tell'>,
): Promise<string> =>
  desk.db.transaction().execute(async (tx) => {
    await lockTalk(tx, said.conversationId)
    if (!(await findConversation(tx, said.conversationId)))
      throw new AppError('not_found', '没有找到这个会话。')
    return noteTalkIn(tx, { ...said, kind: 'note', at: isoNow(desk.clock) })
  })
