import { createHash } from 'node:crypto'
import type { z } from 'zod'
import {
  CalendarYearFile,
  DeadlineFile,
  type DeadlinesFile,
  WarningsFile,
} from '../../contracts/knowledge-file.ts'
import { runReady } from '../../platform/db/ready-made.ts'
import type { Db } from '../../platform/db/schema.ts'

type RuleKind = 'deadlines' | 'calendar'
export type RuleHead = { version: number; hash: string }
export type RuleSource = { source: 'file' | 'person'; at: string; by: string }

/** Names a content: the same content has the same name on every machine. */
export const hashOf = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex')

/** What is in force now: null for a kind that was never imported. */
export const readHeads = async (db: Db): Promise<Record<RuleKind, RuleHead | null>> => {
  const { rows } = await runReady(
    db,
    'clock_rules_head',
    () => db.selectFrom('clock_rules_head').selectAll(),
    [],
  )
  const of = (kind: RuleKind): RuleHead | null => {
    const row = rows.find((r) => r.kind === kind)
    return row ? { version: row.version, hash: row.content_hash } : null
  }
  return { deadlines: of('deadlines'), calendar: of('calendar') }
}

const saveHead = async (tx: Db, kind: RuleKind, version: number, hash: string): Promise<void> => {
  await tx
    .insertInto('clock_rules_head')
    .values({ kind, version, content_hash: hash })
    .onConflict((c) => c.column('kind').doUpdateSet({ version, content_hash: hash }))
    .execute()
}

/** The newest import of the policy table, by anybody or by one source; null when there is none. */
export const newestPolicySet = async (
  db: Db,
  source?: RuleSource['source'],
): Promise<{ version: number; hash: string; source: RuleSource['source'] } | null> => {
  let query = db.selectFrom('deadline_policy_set').select(['version', 'content_hash', 'source'])
  if (source !== undefined) query = query.where('source', '=', source)
  const row = await query.orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row ? { version: row.version, hash: row.content_hash, source: row.source } : null
}

/** Stores the policy table as a new version, a row a policy, and puts it in force. @returns the version. */
export const insertPolicySet = async (
  tx: Db,
  file: z.infer<typeof DeadlinesFile>,
  from: RuleSource,
): Promise<number> => {
  const version = ((await newestPolicySet(tx))?.version ?? 0) + 1
  const hash = hashOf(file)
  await tx
    .insertInto('deadline_policy_set')
    .values({
      version,
      label: file.version,
      warnings: JSON.stringify(file.warnings),
      content_hash: hash,
      source: from.source,
      created_at: from.at,
      created_by: from.by,
    })
    .execute()
  const rows = file.policies.map((p, position) => ({
    version,
    position,
    id: p.id,
    stage: p.stage,
    type: p.type,
    category: p.category ?? null,
    urgency: p.urgency,
    channel: p.channel ?? null,
    region: p.region ?? null,
    amount: p.amount,
    unit: p.unit,
    starts: p.starts ?? null,
    ends: p.ends ?? null,
    effective_from: p.effectiveFrom,
    effective_until: p.effectiveUntil ?? null,
    basis: p.basis,
  }))
  await tx.insertInto('deadline_policy').values(rows).execute()
  await saveHead(tx, 'deadlines', version, hash)
  return version
}

const present = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Partial<T>

/** One version of the policy table, in the order of its file. @throws when a row is outside the contract. */
export const readPolicySet = async (
  db: Db,
  version: number,
): Promise<{ policies: DeadlineFile[]; warnings: WarningsFile }> => {
  const set = await db
    .selectFrom('deadline_policy_set')
    .select('warnings')
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom('deadline_policy')
    .selectAll()
    .where('version', '=', version)
    .orderBy('position')
    .execute()
  const policies = rows.map((r) =>
    DeadlineFile.parse({
      id: r.id,
      stage: r.stage,
      type: r.type,
      urgency: r.urgency,
      amount: r.amount,
      unit: r.unit,
      effectiveFrom: r.effective_from,
      basis: r.basis,
      ...present({
        category: r.category,
        channel: r.channel,
        region: r.region,
        starts: r.starts,
        ends: r.ends,
        effectiveUntil: r.effective_until,
      }),
    }),
  )
  return { policies, warnings: WarningsFile.parse(JSON.parse(set.warnings)) }
}

/** One stored version of the policy table as it was imported; null when there is no such version. */
export const findPolicyFile = async (
  db: Db,
  version: number,
): Promise<z.infer<typeof DeadlinesFile> | null> => {
  const set = (await listPolicySets(db)).find((one) => one.version === version)
  return set ? { version: set.label, ...(await readPolicySet(db, version)) } : null
}

/** A year's plan as imported. */
export type StoredYear = {
  year: number
  version: number
  plan: CalendarYearFile
  hash: string
  source: RuleSource['source']
  at: string
  by: string
}

/** Every import of every year's plan, oldest first. */
export const listYearVersions = async (db: Db): Promise<StoredYear[]> => {
  const rows = await db.selectFrom('calendar_year').selectAll().orderBy('year').orderBy('version').execute()
  return rows.map((r) => ({
    year: r.year,
    version: r.version,
    plan: CalendarYearFile.parse(JSON.parse(r.plan)),
    hash: r.content_hash,
    source: r.source,
    at: r.created_at,
    by: r.created_by,
  }))
}

/** The plan in force of each year, by year. */
export const inForceOf = (versions: readonly StoredYear[]): StoredYear[] => [
  ...new Map(versions.map((stored) => [stored.year, stored])).values(),
]

/** Stores a year's plan as its next version and puts it in force. @returns the version of the year. */
export const insertYear = async (tx: Db, plan: CalendarYearFile, from: RuleSource): Promise<number> => {
  const versions = await listYearVersions(tx)
  const version = (versions.filter((v) => v.year === plan.year).at(-1)?.version ?? 0) + 1
  const row = {
    year: plan.year,
    version,
    plan: JSON.stringify(plan),
    content_hash: hashOf(plan),
    source: from.source,
    created_at: from.at,
    created_by: from.by,
  }
  await tx.insertInto('calendar_year').values(row).execute()
  const inForce = inForceOf([...versions, { ...row, plan, hash: row.content_hash, at: from.at, by: from.by }])
  const hash = hashOf(inForce.map((stored) => [stored.year, stored.hash]))
  const head = (await readHeads(tx)).calendar
  await saveHead(tx, 'calendar', (head?.version ?? 0) + 1, hash)
  return version
}

/** Every import of the policy table, oldest first. */
export const listPolicySets = async (
  db: Db,
): Promise<{ version: number; label: string; source: string; at: string; by: string }[]> => {
  const rows = await db.selectFrom('deadline_policy_set').selectAll().orderBy('version').execute()
  return rows.map((r) => ({
    version: r.version,
    label: r.label,
    source: r.source,
    at: r.created_at,
    by: r.created_by,
  }))
}
