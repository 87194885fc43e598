import { sql } from 'kysely'
import type { EvidenceSource, LearnedWording, WordingEvidence } from '../contracts/learning.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Db, Schema } from '../platform/db/schema.ts'
import { LIMITS } from '../platform/limits.ts'

export type WordingRow = Schema['learned_wording']
export type ActorKind = Schema['learned_evidence']['actor_kind']

const toWording = (row: WordingRow & { by_ticket: number | null }): LearnedWording => ({
  entryId: row.entry_id,
  wording: row.wording,
  state: row.state,
  weight: row.weight,
  byTicket: Number(row.by_ticket ?? 0),
  citizens: row.citizens,
  agents: row.agents,
  editors: row.editors,
  against: row.against,
  firstAt: row.first_at,
  lastAt: row.last_at,
  judgedBy: row.judged_by,
  judgedAt: row.judged_at,
})

/** All wordings of one entry in every state, what was taught last first. */
export const listWordings = async (db: Db, entryId: string): Promise<LearnedWording[]> => {
  const rows = await db
    .selectFrom('learned_wording')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('learned_evidence')
        .select((count) => count.fn.countAll<number>().as('n'))
        .whereRef('learned_evidence.entry_id', '=', 'learned_wording.entry_id')
        .whereRef('learned_evidence.wording_key', '=', 'learned_wording.wording_key')
        .where('learned_evidence.source', '=', 'ticket')
        .as('by_ticket'),
    )
    .where('entry_id', '=', entryId)
    .orderBy('last_at', 'desc')
    .orderBy('wording_key')
    .limit(LIMITS.threadMessages)
    .execute()
  return rows.map(toWording)
}

/** The wordings entries are found by, the best of each entry first: of all entries, or of one. */
export const listActiveWordings = async (
  db: Db,
  entryId?: string,
): Promise<Map<string, { text: string; weight: number }[]>> => {
  let query = db
    .selectFrom('learned_wording')
    .select(['entry_id', 'wording', 'weight'])
    .where('state', '=', 'active')
    .orderBy('weight', 'desc')
    .orderBy('last_at', 'desc')
    .orderBy('wording_key')
  if (entryId !== undefined) query = query.where('entry_id', '=', entryId)
  const byEntry = new Map<string, { text: string; weight: number }[]>()
  for (const row of await query.execute()) {
    const known = byEntry.get(row.entry_id) ?? []
    if (known.length < LIMITS.wordingsPerEntry) known.push({ text: row.wording, weight: row.weight })
    byEntry.set(row.entry_id, known)
  }
  return byEntry
}

/** The same wording at every entry it was taught for. */
export const listSameWording = (db: Db, key: string): Promise<WordingRow[]> =>
  db.selectFrom('learned_wording').selectAll().where('wording_key', '=', key).orderBy('entry_id').execute()

const NOTHING: WordingEvidence = { citizens: 0, agents: 0, editors: 0, against: 0 }
const COUNTED = { citizen: 'citizens', agent: 'agents', editor: 'editors' } as const

/** Who stands behind a wording, by entry. */
export const countEvidence = async (db: Db, key: string): Promise<Map<string, WordingEvidence>> => {
  const rows = await db
    .selectFrom('learned_evidence')
    .select(['entry_id', 'actor_kind', 'source'])
    .select((eb) => eb.fn.countAll<number>().as('people'))
    .where('wording_key', '=', key)
    .groupBy(['entry_id', 'actor_kind', 'source'])
    .execute()
  const byEntry = new Map<string, WordingEvidence>()
  for (const row of rows) {
    const counted = byEntry.get(row.entry_id) ?? { ...NOTHING }
    counted[row.source === 'rejected' ? 'against' : COUNTED[row.actor_kind]] += Number(row.people)
    byEntry.set(row.entry_id, counted)
  }
  return byEntry
}

/** Keeps what one person said of a wording of an entry; a later word replaces the earlier one. */
export const saveEvidence = async (
  tx: Db,
  evidence: {
    entryId: string
    key: string
    actorKey: string
    actorKind: ActorKind
    source: EvidenceSource
    at: string
  },
): Promise<void> => {
  const { entryId, key, actorKey, actorKind, source, at } = evidence
  await tx
    .insertInto('learned_evidence')
    .values({ entry_id: entryId, wording_key: key, actor_key: actorKey, actor_kind: actorKind, source, at })
    .onConflict((c) =>
      c.columns(['entry_id', 'wording_key', 'actor_key']).doUpdateSet({ actor_kind: actorKind, source, at }),
    )
    .execute()
}

/** Takes back what editors said for a wording. */
export const removeEditorEvidence = async (tx: Db, entryId: string, key: string): Promise<void> => {
  await tx
    .deleteFrom('learned_evidence')
    .where('entry_id', '=', entryId)
    .where('wording_key', '=', key)
    .where('actor_kind', '=', 'editor')
    .execute()
}

/** How much one person taught since `since`. */
export const countLessonsSince = async (db: Db, actorKey: string, since: string): Promise<number> => {
  const row = await db
    .selectFrom('learned_evidence')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('actor_key', '=', actorKey)
    .where('at', '>=', since)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** How many wordings of an entry became active since `since` on citizens' word alone. */
export const countActivatedSince = async (db: Db, entryId: string, since: string): Promise<number> => {
  const row = await db
    .selectFrom('learned_wording')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('entry_id', '=', entryId)
    .where('active_since', '>=', since)
    .where('agents', '=', 0)
    .where('editors', '=', 0)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Writes a wording as it now stands. */
export const saveWording = async (tx: Db, row: WordingRow): Promise<void> => {
  const { entry_id: _entry, wording_key: _key, first_at: _first, ...rest } = row
  await tx
    .insertInto('learned_wording')
    .values(row)
    .onConflict((c) => c.columns(['entry_id', 'wording_key']).doUpdateSet(rest))
    .execute()
}

/** Whether another published entry is already asked by exactly these words, as its editors wrote them. */
export const isAskedElsewhere = async (
  db: Db,
  engine: Engine,
  wording: string,
  entryId: string,
): Promise<boolean> => {
  const row = await db
    .selectFrom('entry')
    .innerJoin('entry_version', (j) =>
      j
        .onRef('entry_version.entry_id', '=', 'entry.id')
        .onRef('entry_version.version', '=', 'entry.current_version'),
    )
    .select('entry.id')
    .where('entry.state', '=', 'published')
    .where('entry.id', '<>', entryId)
    .where((w) =>
      w.or([
        w('entry_version.question', '=', wording),
        engine.contains(sql.ref('entry_version.similar'), JSON.stringify(wording)),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps where a web talk began. */
export const saveOrigin = async (
  db: Db,
  row: { conversationId: string; origin: string; at: string },
): Promise<void> => {
  await db
    .insertInto('talk_origin')
    .values({ conversation_id: row.conversationId, origin: row.origin, at: row.at })
    .onConflict((c) => c.column('conversation_id').doNothing())
    .execute()
}

/** Where a talk began, null where its channel proves who the citizen is. */
export const findOrigin = async (db: Db, conversationId: string): Promise<string | null> => {
  const row = await db
    .selectFrom('talk_origin')
    .select('origin')
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst()
  return row?.origin ?? null
}

/** Forgets proposed wordings nobody confirmed since `before`, with their evidence, and where old talks began. @returns how many wordings. */
export const forgetProposed = async (tx: Db, before: string): Promise<number> => {
  const stale = await tx
    .deleteFrom('learned_wording')
    .where('state', '=', 'proposed')
    .where('last_at', '<', before)
    .returning(['entry_id', 'wording_key'])
    .execute()
  for (const { entry_id, wording_key } of stale) {
    await tx
      .deleteFrom('learned_evidence')
      .where('entry_id', '=', entry_id)
      .where('wording_key', '=', wording_key)
      .execute()
  }
  await tx.deleteFrom('talk_origin').where('at', '<', before).execute()
  return stale.length
}
