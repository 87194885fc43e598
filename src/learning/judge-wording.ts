import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import { nextValue } from '../platform/counter-repository.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Database } from '../platform/db/schema.ts'
import { keyOf } from './clean-wording.ts'
import {
  listSameWording,
  removeEditorEvidence,
  saveEvidence,
  saveWording,
} from './learned-wording-repository.ts'
import { settleWording, tellTaught } from './settle-wording.ts'
import type { LearningRule } from './weigh-wording.ts'

/** What an editor says of a learned wording: take it over at once, never use it, or take the earlier word back. */
export type Judgement = 'adopt' | 'veto' | 'undo'
export type JudgedWording = { entryId: string; wording: string; judgement: Judgement }

/**
 * An editor judges a wording. A veto takes it out of every index and holds against whatever people confirm later, until it is undone;
 * undoing counts the evidence anew. @returns the entries whose
 * wordings may have changed: a veto frees the same words at another entry. @throws AppError not_found, conflict when a vetoed wording is adopted.
 */
export const judgeWording = (
  desk: { db: Database; engine: Engine; clock: Clock },
  rule: LearningRule,
  editor: StaffMember,
  judged: JudgedWording,
): Promise<string[]> =>
  desk.db.transaction().execute(async (tx) => {
    const { entryId, judgement } = judged
    const key = keyOf(judged.wording)
    await nextValue(tx, 'lock:learning')
    const at = isoNow(desk.clock)
    const row = (await listSameWording(tx, key)).find((one) => one.entry_id === entryId)
    if (!row) throw new AppError('not_found', '没有找到这条说法，可能已经过期清理。')
    const actor = { kind: 'staff', id: editor.id }
    const by = { judged_by: editor.name, judged_at: at }
    if (judgement === 'adopt') {
      if (row.state === 'vetoed') throw new AppError('conflict', '这条说法已被否决。要用它，请先撤销否决。')
      const actorKey = `staff:${editor.id}`
      await saveEvidence(tx, { entryId, key, actorKey, actorKind: 'editor', source: 'editor', at })
      await saveWording(tx, { ...row, ...by })
    } else if (judgement === 'veto') {
      await saveWording(tx, { ...row, ...by, state: 'vetoed', active_since: null })
      if (row.state === 'active') await tellTaught(tx, entryId, at, actor)
    } else {
      if (row.state !== 'vetoed') await removeEditorEvidence(tx, entryId, key)
      const state = row.state === 'vetoed' ? 'proposed' : row.state
      await saveWording(tx, { ...row, state, judged_by: null, judged_at: null })
    }
    const changed = await settleWording(tx, desk.engine, { key, rule, at, actor })
    return [...new Set([entryId, ...changed])]
  })
