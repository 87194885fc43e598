import type { Db } from '../platform/db/schema.ts'

export type TalkNote = {
  id: string
  conversationId: string
  staffId: string
  kind: 'note' | 'handover'
  text: string
  at: string
}

export const insertNote = async (tx: Db, n: TalkNote): Promise<void> => {
  await tx
    .insertInto('talk_note')
    .values({
      id: n.id,
      conversation_id: n.conversationId,
      staff_id: n.staffId,
      kind: n.kind,
      text: n.text,
      at: n.at,
    })
    .execute()
}

/** The notes of a talk, in order. */
export const listNotes = async (db: Db, conversationId: string, limit: number): Promise<TalkNote[]> => {
  const rows = await db
    .selectFrom('talk_note')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse().map((r) => ({
    id: r.id,
    conversationId: r.conversation_id,
    staffId: r.staff_id,
    kind: r.kind,
    text: r.text,
    at: r.at,
  }))
}

export type Notice = {
  id: string
  staffId: string
  fromStaffId: string
  kind: 'mention' | 'handover'
  conversationId: string
  noteId: string
  at: string
}

export const insertNotice = async (tx: Db, n: Notice): Promise<void> => {
  await tx
    .insertInto('staff_notice')
    .values({
      id: n.id,
      staff_id: n.staffId,
      from_staff_id: n.fromStaffId,
      kind: n.kind,
      conversation_id: n.conversationId,
      note_id: n.noteId,
      at: n.at,
      seen_at: null,
    })
    .execute()
}

/** What somebody was told, newest first, with the words of the note. */
export const listNotices = async (db: Db, staffId: string, limit: number) => {
  const rows = await db
    .selectFrom('staff_notice')
    .innerJoin('talk_note', 'talk_note.id', 'staff_notice.note_id')
    .select([
      'staff_notice.id',
      'staff_notice.from_staff_id',
      'staff_notice.kind',
      'staff_notice.conversation_id',
      'staff_notice.at',
      'staff_notice.seen_at',
      'talk_note.text',
    ])
    .where('staff_notice.staff_id', '=', staffId)
    .orderBy('staff_notice.at', 'desc')
    .orderBy('staff_notice.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((r) => ({
    id: r.id,
    fromStaffId: r.from_staff_id,
    kind: r.kind,
    conversationId: r.conversation_id,
    text: r.text,
    at: r.at,
    isNew: r.seen_at === null,
  }))
}

/** Marks what somebody was told about a talk as seen, or everything. */
export const markNoticesSeen = async (
  db: Db,
  staffId: string,
  at: string,
  conversationId?: string,
): Promise<void> => {
  const mine = db.updateTable('staff_notice').set({ seen_at: at }).where('staff_id', '=', staffId)
  const unseen = mine.where('seen_at', 'is', null)
  await (conversationId ? unseen.where('conversation_id', '=', conversationId) : unseen).execute()
}
