import type { CityRules } from '../contracts/city-rules.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { MANAGED_KINDS, type ManagedKind, type ManagedRules, parseRules } from './rule-items.ts'
import { findNewestRule, listRuleVersions } from './rule-set-repository.ts'

/** The rules of one kind in force, and their version; 0 where nothing was ever stored. */
export const readRuleInForce = async <K extends ManagedKind>(
  db: Db,
  kind: K,
): Promise<{ version: number; content: ManagedRules[K] }> => {
  const newest = await findNewestRule(db, kind)
  if (!newest) throw new Error(`there are no rules of the kind ${kind} in the database`)
  return { version: newest.version, content: parseRules(kind, JSON.parse(newest.content)) }
}

/**
 * Keeps one process's rules as the database has them. The object stays the same, its parts are replaced: whoever holds `rules` reads
 * what is in force. `refresh` gives the kinds that were renewed.
 */
export const followRuleVersions = (db: Database, rules: CityRules) => {
  const known = new Map<string, number>()
  return {
    refresh: async (): Promise<ManagedKind[]> => {
      const versions = await listRuleVersions(db)
      const renewed: ManagedKind[] = []
      for (const kind of MANAGED_KINDS) {
        if (versions.get(kind) === undefined || versions.get(kind) === known.get(kind)) continue
        const { version, content } = await readRuleInForce(db, kind)
        Object.assign(rules, { [kind]: content })
        known.set(kind, version)
        renewed.push(kind)
      }
      return renewed
    },
  }
}
