import type { Db, Schema } from '../../platform/db/schema.ts'

export type AccessAlarm = Schema['access_alarm']

/** Raises an alarm; the same key again changes nothing. @returns whether it is new. */
export const raiseAlarm = async (
  tx: Db,
  alarm: Omit<AccessAlarm, 'seen_at' | 'seen_by'>,
): Promise<boolean> => {
  const result = await tx
    .insertInto('access_alarm')
    .values({ ...alarm, seen_at: null, seen_by: null })
    .onConflict((c) => c.column('unique_key').doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
}

/** What nobody has seen yet, the newest first. */
export const listAlarms = (db: Db, limit: number): Promise<AccessAlarm[]> =>
  db
    .selectFrom('access_alarm')
    .selectAll()
    .where('seen_at', 'is', null)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** How many nobody has seen yet. */
export const countAlarms = async (db: Db): Promise<number> => {
  const row = await db
    .selectFrom('access_alarm')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('seen_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** @returns whether it was still unseen. */
export const markAlarmSeen = async (
  tx: Db,
  id: string,
  by: { staffId: string; at: string },
): Promise<boolean> => {
  const result = await tx
    .updateTable('access_alarm')
    .set({ seen_at: by.at, seen_by: by.staffId })
    .where('id', '=', id)
    .where('seen_at', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}
