import type { WrapUpCode } from '../contracts/desk.ts'
import type { Db } from '../platform/db/schema.ts'

/** A hold that ended and of which the agent still has to say what became of it. */
export type PendingWrapUp = {
  id: string
  conversationId: string
  staffId: string
  takenAt: string
  endedAt: string
}

export const insertWrapUp = async (
  tx: Db,
  w: PendingWrapUp & { code?: WrapUpCode; note?: string; wrappedAt?: string },
): Promise<void> => {
  await tx
    .insertInto('talk_wrap_up')
    .values({
      id: w.id,
      conversation_id: w.conversationId,
      staff_id: w.staffId,
      taken_at: w.takenAt,
      ended_at: w.endedAt,
      wrapped_at: w.wrappedAt ?? null,
      code: w.code ?? null,
      note: w.note ?? '',
    })
    .execute()
}

/** What an agent still has to wrap up, oldest first. */
export const listPendingWrapUps = async (
  db: Db,
  staffId: string,
  limit: number,
): Promise<PendingWrapUp[]> => {
  const rows = await db
    .selectFrom('talk_wrap_up')
    .selectAll()
    .where('staff_id', '=', staffId)
    .where('wrapped_at', 'is', null)
    .orderBy('ended_at')
    .limit(limit)
    .execute()
  return rows.map((r) => ({
    id: r.id,
    conversationId: r.conversation_id,
    staffId: r.staff_id,
    takenAt: r.taken_at,
    endedAt: r.ended_at,
  }))
}

/** Writes what became of it, once, by whoever held the talk. @returns the talk, or null when it was not theirs to write. */
export const saveWrapUp = async (
  tx: Db,
  w: { id: string; staffId: string; code: WrapUpCode; note: string; at: string },
): Promise<string | null> => {
  const row = await tx
    .updateTable('talk_wrap_up')
    .set({ code: w.code, note: w.note, wrapped_at: w.at })
    .where('id', '=', w.id)
    .where('staff_id', '=', w.staffId)
    .where('wrapped_at', 'is', null)
    .returning('conversation_id')
    .executeTakeFirst()
  return row?.conversation_id ?? null
}

/** An agent's contacts since an instant: how many, and how long talking and writing took on average, seconds. */
export const measureWork = async (
  db: Db,
  staffId: string,
  since: string,
): Promise<{ talks: number; talkSeconds: number; wrapSeconds: number }> => {
  const rows = await db
    .selectFrom('talk_wrap_up')
    .select(['taken_at', 'ended_at', 'wrapped_at'])
    .where('staff_id', '=', staffId)
    .where('ended_at', '>=', since)
    .execute()
  const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000
  const mean = (values: number[]): number =>
    values.length === 0 ? 0 : Math.round(values.reduce((sum, v) => sum + v, 0) / values.length)
  return {
    talks: rows.length,
    talkSeconds: mean(rows.map((r) => seconds(r.taken_at, r.ended_at))),
    wrapSeconds: mean(rows.flatMap((r) => (r.wrapped_at ? [seconds(r.ended_at, r.wrapped_at)] : []))),
  }
}
