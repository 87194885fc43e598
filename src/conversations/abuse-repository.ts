import type { AbuseKind } from '../contracts/desk.ts'
import type { Db } from '../platform/db/schema.ts'

export type AbuseReport = {
  id: string
  conversationId: string
  citizenId: string
  staffId: string
  kind: AbuseKind
  note: string
  at: string
  coolUntil: string
}

export const insertAbuse = async (tx: Db, r: AbuseReport): Promise<void> => {
  await tx
    .insertInto('abuse_report')
    .values({
      id: r.id,
      conversation_id: r.conversationId,
      citizen_id: r.citizenId,
      staff_id: r.staffId,
      kind: r.kind,
      note: r.note,
      at: r.at,
      cool_until: r.coolUntil,
      lifted_at: null,
      lifted_by: null,
    })
    .execute()
}

/** Until when a citizen is not put through to agents; null when they are. */
export const findCoolOff = async (db: Db, citizenId: string, at: string): Promise<string | null> => {
  const row = await db
    .selectFrom('abuse_report')
    .select('cool_until')
    .where('citizen_id', '=', citizenId)
    .where('cool_until', '>', at)
    .where('lifted_at', 'is', null)
    .orderBy('cool_until', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.cool_until ?? null
}

/** Reports, newest first; `liftedAt` tells which a supervisor took back. */
export const listAbuse = async (
  db: Db,
  limit: number,
): Promise<(AbuseReport & { liftedAt: string | null })[]> => {
  const rows = await db
    .selectFrom('abuse_report')
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((r) => ({
    id: r.id,
    conversationId: r.conversation_id,
    citizenId: r.citizen_id,
    staffId: r.staff_id,
    kind: r.kind as AbuseKind,
    note: r.note,
    at: r.at,
    coolUntil: r.cool_until,
    liftedAt: r.lifted_at,
  }))
}

/** Takes a report back. @returns it, or null when there is none or it was taken back before. */
export const liftAbuse = async (
  tx: Db,
  id: string,
  by: string,
  at: string,
): Promise<{ conversationId: string; kind: string } | null> => {
  const row = await tx
    .updateTable('abuse_report')
    .set({ lifted_at: at, lifted_by: by })
    .where('id', '=', id)
    .where('lifted_at', 'is', null)
    .returning(['conversation_id', 'kind'])
    .executeTakeFirst()
  return row ? { conversationId: row.conversation_id, kind: row.kind } : null
}
