import type { CityRules } from '../contracts/city-rules.ts'
import type { Db } from '../platform/db/schema.ts'
import { type Earlier, findEarlierOf } from './find-earlier-repository.ts'
import { filedUnder, type Opening } from './grow-ticket.ts'

type Fresh = { id: string; opening: Opening }

/**
 * For each new ticket the newest earlier one since `since` (ISO-8601 UTC) of the same person (who, or the phone they left) in the same
 * leaf of the categories; null = they have not told such a thing lately. One that is opened just before it, in the same transaction, is earlier.
 */
export const findEarlier = async (
  tx: Db,
  rules: CityRules,
  fresh: readonly Fresh[],
  since: string,
): Promise<(string | null)[]> => {
  const stored = await findEarlierOf(
    tx,
    fresh.map(({ opening: { input, citizenId } }) => ({ ...input, citizenId })),
    since,
  )
  const newest = new Map<string, string>()
  return fresh.map(({ id, opening }, n) => {
    const { input, citizenId } = opening
    const { ofCitizen = null, ofPhone = null } = stored[n] ?? ({} as Partial<Earlier>)
    const key = (who: string, categoryId: string): string => `${categoryId} ${who}`
    const [citizen, phone] = [`c ${citizenId}`, `p ${input.contactPhone}`]
    const just = (who: string, of: string): string | null =>
      of === '' ? null : (newest.get(key(who, input.categoryId)) ?? null)
    const found = just(citizen, citizenId) ?? ofCitizen ?? just(phone, input.contactPhone) ?? ofPhone
    for (const who of [citizen, phone]) newest.set(key(who, filedUnder(rules, input.categoryId)), id)
    return found
  })
}
