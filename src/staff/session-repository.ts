import type { Db } from '../platform/db/schema.ts'

export const insertSession = async (
  tx: Db,
  s: {
    tokenHash: string
    id: string
    staffId: string
    at: string
    expiresAt: string
    userAgent: string
    network: string
    way: 'password' | 'oidc' | 'code'
  },
): Promise<void> => {
  await tx
    .insertInto('staff_session')
    .values({
      token_hash: s.tokenHash,
      id: s.id,
      staff_id: s.staffId,
      created_at: s.at,
      last_seen_at: s.at,
      expires_at: s.expiresAt,
      user_agent: s.userAgent.slice(0, 200),
      network: s.network,
      way: s.way,
      active_at: s.at,
      locked_at: null,
    })
    .execute()
}

export const findSession = async (db: Db, tokenHash: string) =>
  await db.selectFrom('staff_session').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()

/** A person's sessions that still open something, newest use first. */
export const listSessionsOf = async (db: Db, staffId: string, live: { at: string; seenAfter: string }) =>
  await db
    .selectFrom('staff_session')
    .select(['token_hash', 'id', 'created_at', 'last_seen_at', 'user_agent', 'network'])
    .where('staff_id', '=', staffId)
    .where('expires_at', '>', live.at)
    .where('last_seen_at', '>=', live.seenAfter)
    .orderBy('last_seen_at', 'desc')
    .limit(100)
    .execute()

export const touchSession = async (db: Db, tokenHash: string, at: string): Promise<void> => {
  await db
    .updateTable('staff_session')
    .set({ last_seen_at: at })
    .where('token_hash', '=', tokenHash)
    .execute()
}

/** Ends a session. @returns how it had come in, or null when there was none. */
export const deleteSession = async (db: Db, tokenHash: string) => {
  const gone = await db
    .deleteFrom('staff_session')
    .where('token_hash', '=', tokenHash)
    .returning('way')
    .executeTakeFirst()
  return gone?.way ?? null
}

/** Ends one session of this person and of nobody else. @returns whether there was one. */
export const deleteSessionOf = async (tx: Db, staffId: string, id: string): Promise<boolean> => {
  const gone = await tx
    .deleteFrom('staff_session')
    .where('staff_id', '=', staffId)
    .where('id', '=', id)
    .executeTakeFirst()
  return Number(gone.numDeletedRows) > 0
}

/** Ends a person's sessions and half-done sign-ins, but for the one kept: whoever knew the old password is out. @returns how many ended. */
export const deleteSessionsOf = async (tx: Db, staffId: string, keepHash = ''): Promise<number> => {
  await tx.deleteFrom('sign_in_step').where('staff_id', '=', staffId).execute()
  const gone = await tx
    .deleteFrom('staff_session')
    .where('staff_id', '=', staffId)
    .where('token_hash', '!=', keepHash)
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Locks a session; one that is locked already stays as it was. */
export const lockSession = async (db: Db, tokenHash: string, at: string): Promise<void> => {
  await db
    .updateTable('staff_session')
    .set({ locked_at: at })
    .where('token_hash', '=', tokenHash)
    .where('locked_at', 'is', null)
    .execute()
}

export const unlockSession = async (db: Db, tokenHash: string, at: string): Promise<void> => {
  await db
    .updateTable('staff_session')
    .set({ locked_at: null, active_at: at, last_seen_at: at })
    .where('token_hash', '=', tokenHash)
    .execute()
}

/** Somebody was at the keys; never unlocks. */
export const markActive = async (db: Db, tokenHash: string, at: string): Promise<void> => {
  await db
    .updateTable('staff_session')
    .set({ active_at: at, last_seen_at: at })
    .where('token_hash', '=', tokenHash)
    .where('locked_at', 'is', null)
    .execute()
}
