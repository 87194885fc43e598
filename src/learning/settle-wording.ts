import type { Engine } from '../platform/db/dialect.ts'
import type { Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { LIMITS } from '../platform/limits.ts'
import {
  countActivatedSince,
  countEvidence,
  isAskedElsewhere,
  listActiveWordings,
  listSameWording,
  saveWording,
  type WordingRow,
} from './learned-wording-repository.ts'
import { type LearningRule, weighWording } from './weigh-wording.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A change of weight smaller than this moves no ranking, and is not worth telling every process. */
const NOTICEABLE = 0.01

export const dayBefore = (at: string): string => new Date(Date.parse(at) - DAY_MS).toISOString()

/** What keeps a wording waiting that has the votes: other entries own the words, or citizens alone taught enough for today. */
const mustWait = async (tx: Db, engine: Engine, row: WordingRow, at: string): Promise<boolean> => {
  if (row.state === 'active') return false
  if (row.editors > 0) return false
  if (await isAskedElsewhere(tx, engine, row.wording, row.entry_id)) return true
  if (row.agents > 0) return false
  return (await countActivatedSince(tx, row.entry_id, dayBefore(at))) >= LIMITS.wordingsPerEntryDay
}

/**
 * Counts the evidence for a wording anew at every entry it was taught for, and writes state and weight; a veto stays. Entries whose
 * wordings changed get an `entry.taught` event, by which every process renews them in its index. Call with the learning lock held.
 * @returns the ids of those entries.
 */
export const settleWording = async (
  tx: Db,
  engine: Engine,
  settle: { key: string; rule: LearningRule; at: string; actor: { kind: string; id: string } },
): Promise<string[]> => {
  const { key, rule, at, actor } = settle
  const evidence = await countEvidence(tx, key)
  const rows = await listSameWording(tx, key)
  // An editor said that the wording does not mean this entry: it no longer speaks against the others.
  const vetoed = new Set(rows.filter(({ state }) => state === 'vetoed').map((row) => row.entry_id))
  const changed: string[] = []
  for (const row of rows) {
    const own = evidence.get(row.entry_id) ?? { citizens: 0, agents: 0, editors: 0, against: 0 }
    const rivals = [...evidence]
      .filter(([entryId]) => entryId !== row.entry_id && !vetoed.has(entryId))
      .map(([, rival]) => rival)
    const weighed = weighWording(own, rivals, rule)
    const counted = { ...row, ...own }
    const waits = weighed.state === 'active' && (await mustWait(tx, engine, counted, at))
    const state = row.state === 'vetoed' ? 'vetoed' : waits ? 'proposed' : weighed.state
    const isNews =
      state !== row.state || (state === 'active' && Math.abs(weighed.weight - row.weight) >= NOTICEABLE)
    const since = state === 'active' ? (row.active_since ?? at) : null
    await saveWording(tx, { ...counted, state, weight: weighed.weight, active_since: since })
    if (isNews && (state === 'active' || row.state === 'active')) changed.push(row.entry_id)
  }
  for (const entryId of changed) await tellTaught(tx, entryId, at, actor)
  return changed
}

/** Tells every process that an entry is found by other wordings from now on. */
export const tellTaught = async (
  tx: Db,
  entryId: string,
  at: string,
  actor: { kind: string; id: string },
): Promise<void> => {
  const active = (await listActiveWordings(tx, entryId)).get(entryId)?.length ?? 0
  await appendEvent(tx, {
    at,
    type: 'entry.taught',
    subject: { type: 'entry', id: entryId },
    actor,
    data: { active },
  })
}
