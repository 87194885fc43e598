import type { Db } from '../platform/db/schema.ts'

export const findSecondStep = async (db: Db, staffId: string) =>
  await db.selectFrom('staff_totp').selectAll().where('staff_id', '=', staffId).executeTakeFirst()

/** Keeps a new sealed secret until its first right code; what is in use stays in use until then. */
export const savePending = async (tx: Db, staffId: string, pending: string, at: string): Promise<void> => {
  const set = { pending, updated_at: at }
  await tx
    .insertInto('staff_totp')
    .values({ staff_id: staffId, secret: null, last_step: null, confirmed_at: null, ...set })
    .onConflict((c) => c.column('staff_id').doUpdateSet(set))
    .execute()
}

/** The pending secret becomes the one in use. @returns false when it is not the pending one any more. */
export const confirmPending = async (
  tx: Db,
  c: { staffId: string; pending: string; step: number; at: string },
): Promise<boolean> => {
  const done = await tx
    .updateTable('staff_totp')
    .set({ secret: c.pending, pending: null, last_step: c.step, confirmed_at: c.at, updated_at: c.at })
    .where('staff_id', '=', c.staffId)
    .where('pending', '=', c.pending)
    .executeTakeFirst()
  return Number(done.numUpdatedRows) > 0
}

/** Notes the step of a code that was right. @returns false when a code of this step or a later one was taken before. */
export const takeCodeStep = async (tx: Db, staffId: string, step: number, at: string): Promise<boolean> => {
  const done = await tx
    .updateTable('staff_totp')
    .set({ last_step: step, updated_at: at })
    .where('staff_id', '=', staffId)
    .where((eb) => eb.or([eb('last_step', 'is', null), eb('last_step', '<', step)]))
    .executeTakeFirst()
  return Number(done.numUpdatedRows) > 0
}

export const deleteSecondStep = async (tx: Db, staffId: string): Promise<void> => {
  await tx.deleteFrom('staff_totp').where('staff_id', '=', staffId).execute()
  await tx.deleteFrom('staff_recovery_code').where('staff_id', '=', staffId).execute()
}

/** A new set of recovery codes; the old ones stop working. */
export const replaceRecoveryCodes = async (
  tx: Db,
  staffId: string,
  hashes: readonly string[],
  at: string,
): Promise<void> => {
  await tx.deleteFrom('staff_recovery_code').where('staff_id', '=', staffId).execute()
  await tx
    .insertInto('staff_recovery_code')
    .values(hashes.map((code_hash) => ({ code_hash, staff_id: staffId, created_at: at, used_at: null })))
    .execute()
}

/** Uses a recovery code up. @returns whether it was one of the person's and not used before. */
export const useRecoveryCode = async (
  tx: Db,
  staffId: string,
  hash: string,
  at: string,
): Promise<boolean> => {
  const done = await tx
    .updateTable('staff_recovery_code')
    .set({ used_at: at })
    .where('staff_id', '=', staffId)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return Number(done.numUpdatedRows) > 0
}

export const countRecoveryCodes = async (db: Db, staffId: string): Promise<number> => {
  const row = await db
    .selectFrom('staff_recovery_code')
    .select((eb) => eb.fn.countAll<number | string>().as('n'))
    .where('staff_id', '=', staffId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Who has a second step in use. */
export const listWithSecondStep = async (db: Db): Promise<Set<string>> => {
  const rows = await db
    .selectFrom('staff_totp')
    .select('staff_id')
    .where('confirmed_at', 'is not', null)
    .execute()
  return new Set(rows.map((r) => r.staff_id))
}
