import { createHash } from 'node:crypto'
import type { CityRules, RuleKind } from '../contracts/city-rules.ts'
import { nextValue } from '../platform/counter-repository.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'

/**
 * Stores each part of the city's rules as a new version when its content changed since the newest one.
 * @returns the kinds that changed. Old versions stay: a ticket can be explained by the rules of its day.
 */
export const storeRules = async (db: Database, rules: CityRules, at: string): Promise<RuleKind[]> => {
  const changed: RuleKind[] = []
  await db.transaction().execute(async (tx) => {
    // Two processes that start at once take turns here: the counter row is locked until commit.
    await nextValue(tx, 'lock:import')
    for (const kind of Object.keys(rules) as RuleKind[]) {
      const content = JSON.stringify(rules[kind])
      const hash = createHash('sha256').update(content).digest('hex')
      const newest = await tx
        .selectFrom('rule_set')
        .select(['version', 'content_hash'])
        .where('kind', '=', kind)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (newest?.content_hash === hash) continue
      const version = (newest?.version ?? 0) + 1
      await tx
        .insertInto('rule_set')
        .values({
          kind,
          version,
          content,
          content_hash: hash,
          source: 'file',
          effective_from: at,
          created_at: at,
          created_by: 'import',
        })
        .execute()
      await appendEvent(tx, {
        at,
        type: 'rules.changed',
        subject: { type: 'rules', id: kind },
        actor: { kind: 'system', id: 'import' },
        data: { kind, version },
      })
      changed.push(kind)
    }
  })
  return changed
}
