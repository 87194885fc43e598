import { sql } from 'kysely'
import type { Db } from '../platform/db/schema.ts'

/**
 * Counts one more try and keeps its row locked until the transaction ends; what is older than `forgetBefore` begins anew.
 * @returns how many there are now, and until when the one before has to be waited for.
 */
export const countLoginAttempt = async (
  tx: Db,
  key: string,
  when: { at: string; forgetBefore: string },
): Promise<{ tries: number; lockedUntil: string | null }> => {
  const isOld = sql<boolean>`login_attempt.updated_at < ${when.forgetBefore}`
  const row = await tx
    .insertInto('login_attempt')
    .values({ key, failures: 1, locked_until: null, updated_at: when.at })
    .onConflict((c) =>
      c.column('key').doUpdateSet({
        failures: sql`case when ${isOld} then 1 else login_attempt.failures + 1 end`,
        updated_at: when.at,
      }),
    )
    .returning(['failures', 'locked_until'])
    .executeTakeFirstOrThrow()
  return { tries: row.failures, lockedUntil: row.locked_until }
}

export const lockLogin = async (tx: Db, key: string, until: string): Promise<void> => {
  await tx.updateTable('login_attempt').set({ locked_until: until }).where('key', '=', key).execute()
}

export const clearLoginAttempts = async (db: Db, key: string): Promise<void> => {
  await db.deleteFrom('login_attempt').where('key', '=', key).execute()
}

/** Whether the person signed in from this browser before, since `usedAfter`. */
export const isKnownDevice = async (
  db: Db,
  d: { tokenHash: string; login: string; usedAfter: string },
): Promise<boolean> => {
  const row = await db
    .selectFrom('staff_device')
    .innerJoin('staff', 'staff.id', 'staff_device.staff_id')
    .select('staff_device.token_hash')
    .where('staff_device.token_hash', '=', d.tokenHash)
    .where('staff_device.last_used_at', '>', d.usedAfter)
    .where('staff.login', '=', d.login)
    .executeTakeFirst()
  return row !== undefined
}

/** Remembers the browser as this person's, or that it was used again; a browser that changed hands is the new one's. */
export const saveDevice = async (
  tx: Db,
  d: { tokenHash: string; staffId: string; at: string; usedAfter: string },
): Promise<void> => {
  const used = { staff_id: d.staffId, last_used_at: d.at }
  await tx
    .insertInto('staff_device')
    .values({ token_hash: d.tokenHash, created_at: d.at, ...used })
    .onConflict((c) => c.column('token_hash').doUpdateSet(used))
    .execute()
  await tx
    .deleteFrom('staff_device')
    .where('staff_id', '=', d.staffId)
    .where('last_used_at', '<=', d.usedAfter)
    .execute()
}

/** Forgets every browser of a person. */
export const deleteDevicesOf = async (tx: Db, staffId: string): Promise<void> => {
  await tx.deleteFrom('staff_device').where('staff_id', '=', staffId).execute()
}
