import type { Db } from '../platform/db/schema.ts'

/**
 * Takes the lock on a talk's row without changing it, inside the caller's transaction. Whoever moves a ticket and
 * then speaks takes the talk first: on PostgreSQL two transactions that take talk and event log in opposite order
 * would wait for each other.
 *
 *   update conversation set version = version where id = ?
 */
export const lockTalk = async (tx: Db, conversationId: string): Promise<void> => {
  await tx
    .updateTable('conversation')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', conversationId)
    .execute()
}
