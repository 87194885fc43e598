import { z } from 'zod'
import { MacroStep } from '../contracts/desk.ts'
import type { Db } from '../platform/db/schema.ts'

/** Whose a canned reply or macro is: one person's, a team's, or everybody's when both are null. */
export type Owner = { ownerId: string | null; teamId: string | null }
export type CannedReply = Owner & { id: string; title: string; text: string }
export type Macro = Owner & { id: string; title: string; steps: MacroStep[] }

type Table = 'canned_reply' | 'desk_macro'

const ofMine = (db: Db, table: Table, staffId: string, teamIds: readonly string[]) =>
  db
    .selectFrom(table)
    .selectAll()
    .where((w) =>
      w.or([
        w('owner_id', '=', staffId),
        w.and([w('owner_id', 'is', null), w('team_id', 'is', null)]),
        ...(teamIds.length > 0 ? [w('team_id', 'in', teamIds)] : []),
      ]),
    )
    .orderBy('title')
    .orderBy('id')

/** What an agent may say by one key: their own, their teams' and everybody's. */
export const listReplies = async (
  db: Db,
  staffId: string,
  teamIds: readonly string[],
): Promise<CannedReply[]> => {
  const rows = await ofMine(db, 'canned_reply', staffId, teamIds).execute()
  return rows.map((r) => ({
    id: r.id,
    ownerId: r.owner_id,
    teamId: r.team_id,
    title: r.title,
    text: 'text' in r ? r.text : '',
  }))
}

/** An agent's macros, owned alike. */
export const listMacros = async (db: Db, staffId: string, teamIds: readonly string[]): Promise<Macro[]> => {
  const rows = await ofMine(db, 'desk_macro', staffId, teamIds).execute()
  return rows.map((r) => ({
    id: r.id,
    ownerId: r.owner_id,
    teamId: r.team_id,
    title: r.title,
    steps: z.array(MacroStep).parse(JSON.parse('steps' in r ? r.steps : '[]')),
  }))
}

/** Whose a row is; null when there is none. */
export const findOwner = async (db: Db, table: Table, id: string): Promise<Owner | null> => {
  const row = await db
    .selectFrom(table)
    .select(['owner_id', 'team_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? { ownerId: row.owner_id, teamId: row.team_id } : null
}

export const saveReply = async (tx: Db, reply: CannedReply, by: string, at: string): Promise<void> => {
  const kept = {
    owner_id: reply.ownerId,
    team_id: reply.teamId,
    title: reply.title,
    text: reply.text,
    updated_at: at,
    updated_by: by,
  }
  await tx
    .insertInto('canned_reply')
    .values({ id: reply.id, ...kept })
    .onConflict((c) => c.column('id').doUpdateSet(kept))
    .execute()
}

export const saveMacro = async (tx: Db, macro: Macro, by: string, at: string): Promise<void> => {
  const kept = {
    owner_id: macro.ownerId,
    team_id: macro.teamId,
    title: macro.title,
    steps: JSON.stringify(macro.steps),
    updated_at: at,
    updated_by: by,
  }
  await tx
    .insertInto('desk_macro')
    .values({ id: macro.id, ...kept })
    .onConflict((c) => c.column('id').doUpdateSet(kept))
    .execute()
}

export const deleteKitRow = async (tx: Db, table: Table, id: string): Promise<void> => {
  await tx.deleteFrom(table).where('id', '=', id).execute()
}
