import type { Db } from '../../platform/db/schema.ts'
import type { SendingSchema } from '../../platform/db/schema-sending.ts'

export type KeyRow = SendingSchema['department_key']

export const insertKey = async (tx: Db, row: KeyRow): Promise<void> => {
  await tx.insertInto('department_key').values(row).execute()
}

/** The keys of one department, newest first, revoked ones too. */
export const listKeysOf = (db: Db, departmentId: string, limit: number): Promise<KeyRow[]> =>
  db
    .selectFrom('department_key')
    .selectAll()
    .where('department_id', '=', departmentId)
    .orderBy('made_at', 'desc')
    .limit(limit)
    .execute()

/** The key with this hash that still holds. */
export const findLiveKey = async (db: Db, hash: string): Promise<KeyRow | null> =>
  (await db
    .selectFrom('department_key')
    .selectAll()
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()) ?? null

export const noteKeyUse = async (db: Db, id: string, at: string): Promise<void> => {
  await db.updateTable('department_key').set({ last_used_at: at }).where('id', '=', id).execute()
}

/** @returns false when there is no such key, or it was revoked before. */
export const markRevoked = async (tx: Db, id: string, by: string, at: string): Promise<boolean> => {
  const done = await tx
    .updateTable('department_key')
    .set({ revoked_at: at, revoked_by: by })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return Number(done.numUpdatedRows) > 0
}
