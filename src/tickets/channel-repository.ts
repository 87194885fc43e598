import { runReady } from '../platform/db/ready-made.ts'
import type { Db } from '../platform/db/schema.ts'
import type { SendingSchema } from '../platform/db/schema-sending.ts'

export type ChannelRow = SendingSchema['department_channel']

/** How the department gets its tickets; null = the console only. */
export const findChannel = async (db: Db, departmentId: string): Promise<ChannelRow | null> =>
  (
    await runReady(
      db,
      'department_channel.find',
      () => db.selectFrom('department_channel').selectAll().where('department_id', '=', departmentId),
      [departmentId],
    )
  ).rows[0] ?? null

/** Every department that was ever set up. */
export const listChannels = (db: Db): Promise<ChannelRow[]> =>
  db.selectFrom('department_channel').selectAll().execute()

/** Sets a department up, or anew. */
export const saveChannel = async (tx: Db, row: ChannelRow): Promise<void> => {
  const { department_id: _, ...changes } = row
  await tx
    .insertInto('department_channel')
    .values(row)
    .onConflict((c) => c.column('department_id').doUpdateSet(changes))
    .execute()
}
