import { createHash } from 'node:crypto'
import { nextValue } from '../platform/counter-repository.ts'
import type { Db, Schema } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'

/** One version of one kind of rules. `changeId`: shared by everything one decision changed; empty for files. */
export type RuleVersion = {
  kind: string
  version: number
  content: string
  source: 'file' | 'person'
  at: string
  by: string
  changeId: string
  what: string
  why: string
  undoes: string
}
export type NewRule = Omit<RuleVersion, 'version'>

const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex')

const toVersion = (row: Schema['rule_set']): RuleVersion => ({
  kind: row.kind,
  version: row.version,
  content: row.content,
  source: row.source === 'person' ? 'person' : 'file',
  at: row.created_at,
  by: row.created_by,
  changeId: row.change_id,
  what: row.what,
  why: row.why,
  undoes: row.undoes,
})

/** Everybody who changes rules takes turns from here to the commit: the counter row is locked. */
export const lockRules = async (tx: Db): Promise<void> => {
  await nextValue(tx, 'lock:import')
}

/** The version in force, or null where there is none yet. */
export const findNewestRule = async (db: Db, kind: string): Promise<RuleVersion | null> => {
  const row = await db
    .selectFrom('rule_set')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toVersion(row) : null
}

/** The newest version that came from the city's files. */
export const findNewestFileRule = async (db: Db, kind: string): Promise<RuleVersion | null> => {
  const row = await db
    .selectFrom('rule_set')
    .selectAll()
    .where('kind', '=', kind)
    .where('source', '=', 'file')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toVersion(row) : null
}

export const findRuleVersion = async (db: Db, kind: string, version: number): Promise<RuleVersion | null> => {
  const row = await db
    .selectFrom('rule_set')
    .selectAll()
    .where('kind', '=', kind)
    .where('version', '=', version)
    .executeTakeFirst()
  return row ? toVersion(row) : null
}

/** The newest versions of one kind, newest first. */
export const listNewestVersions = async (db: Db, kind: string, limit: number): Promise<RuleVersion[]> => {
  const rows = await db
    .selectFrom('rule_set')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toVersion)
}

/** The newest versions of some kinds without their content, newest first. */
export const listRuleHistory = async (
  db: Db,
  kinds: readonly string[],
  limit: number,
): Promise<Omit<RuleVersion, 'content'>[]> => {
  const rows = await db
    .selectFrom('rule_set')
    .selectAll()
    .where('kind', 'in', [...kinds])
    .orderBy('created_at', 'desc')
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => {
    const { content: _, ...version } = toVersion(row)
    return version
  })
}

/** Everything one decision changed. */
export const listRulesOfChange = async (db: Db, changeId: string): Promise<RuleVersion[]> => {
  const rows = await db
    .selectFrom('rule_set')
    .selectAll()
    .where('change_id', '=', changeId)
    .orderBy('kind')
    .execute()
  return rows.map(toVersion)
}

/** Whether a change was taken back already. */
export const isUndone = async (db: Db, changeId: string): Promise<boolean> =>
  (await db
    .selectFrom('rule_set')
    .select('version')
    .where('undoes', '=', changeId)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** The number of the version in force of each kind. */
export const listRuleVersions = async (db: Db): Promise<Map<string, number>> => {
  const rows = await db
    .selectFrom('rule_set')
    .select((eb) => ['kind', eb.fn.max('version').as('version')])
    .groupBy('kind')
    .execute()
  return new Map(rows.map((row) => [row.kind, Number(row.version)]))
}

/**
 * Stores one kind of rules as a new version when it says something else than the newest, with its event; call `lockRules` first.
 * @returns the version, or null when nothing changed.
 */
export const insertRule = async (tx: Db, rule: NewRule, tell = true): Promise<number | null> => {
  const hash = hashOf(rule.content)
  const newest = await tx
    .selectFrom('rule_set')
    .select(['version', 'content_hash'])
    .where('kind', '=', rule.kind)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest?.content_hash === hash) return null
  const version = (newest?.version ?? 0) + 1
  await tx
    .insertInto('rule_set')
    .values({
      kind: rule.kind,
      version,
      content: rule.content,
      content_hash: hash,
      source: rule.source,
      effective_from: rule.at,
      created_at: rule.at,
      created_by: rule.by,
      change_id: rule.changeId,
      what: rule.what,
      why: rule.why,
      undoes: rule.undoes,
    })
    .execute()
  if (!tell) return version
  await appendEvent(tx, {
    at: rule.at,
    type: 'rules.changed',
    subject: { type: 'rules', id: rule.kind },
    actor: { kind: rule.source === 'file' ? 'system' : 'staff', id: rule.by },
    data: { kind: rule.kind, version },
  })
  return version
}
