import { SIGN_IN_DEFAULTS, SignInRules } from '../contracts/sign-in.ts'
import type { Db } from '../platform/db/schema.ts'

/** The rules in force; what was never set is at its default. */
export const readSignInRules = async (db: Db): Promise<SignInRules> => {
  const rows = await db.selectFrom('sign_in_rule').select(['key', 'value']).execute()
  const set = Object.fromEntries(rows.map((r) => [r.key, JSON.parse(r.value) as unknown]))
  return SignInRules.parse({ ...SIGN_IN_DEFAULTS, ...set })
}

export const saveSignInRules = async (
  tx: Db,
  rules: SignInRules,
  set: { at: string; by: string },
): Promise<void> => {
  for (const [key, value] of Object.entries(rules)) {
    const row = { value: JSON.stringify(value), set_at: set.at, set_by: set.by }
    await tx
      .insertInto('sign_in_rule')
      .values({ key, ...row })
      .onConflict((c) => c.column('key').doUpdateSet(row))
      .execute()
  }
}
