import type { Db, Schema } from '../platform/db/schema.ts'

type StepKind = Schema['sign_in_step']['kind']

/** Keeps a sign-in that is half done; those that ran out go. */
export const insertStep = async (
  tx: Db,
  s: {
    tokenHash: string
    kind: StepKind
    staffId: string | null
    data: string
    at: string
    expiresAt: string
  },
): Promise<void> => {
  await tx.deleteFrom('sign_in_step').where('expires_at', '<=', s.at).execute()
  await tx
    .insertInto('sign_in_step')
    .values({
      token_hash: s.tokenHash,
      kind: s.kind,
      staff_id: s.staffId,
      data: s.data,
      expires_at: s.expiresAt,
    })
    .execute()
}

export const findStep = async (db: Db, tokenHash: string, at: string) =>
  await db
    .selectFrom('sign_in_step')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', at)
    .executeTakeFirst()

/** Uses a half-done sign-in up. @returns it, to one caller only; undefined when there is none any more. */
export const takeStep = async (tx: Db, tokenHash: string, at: string) =>
  await tx
    .deleteFrom('sign_in_step')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', at)
    .returningAll()
    .executeTakeFirst()
