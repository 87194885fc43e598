import { createCandidateReader, type Draft } from './draft-candidates.ts'
import { weighContrast } from './evidence/contrast.ts'
import { shareMet } from './evidence/coverage.ts'
import { pollDepartments } from './evidence/neighbours.ts'
import { createEvidenceGatherer, type Gathered } from './gather-evidence.ts'
import type { EntryStore } from './index/entry-store.ts'
import type { PackedUnit } from './index/pack-units.ts'
import type { AskedQuery } from './query/asked.ts'
import { AT, type EntryShape, type EvidenceRow, WEIGHT_ROWS } from './ranking-weights.ts'

/** One candidate with its score and why. `evidence` is true only until the next query. */
export type Ranked = {
  slot: number
  shape: EntryShape
  score: number
  /** The wording that fits best. */
  wording: PackedUnit | undefined
  evidence: EvidenceRow
}

const byScore = (left: { score: number; slot: number }, right: { score: number; slot: number }): number =>
  left.score === right.score ? left.slot - right.slot : left.score > right.score ? -1 : 1

const weigh = (weights: EvidenceRow, evidence: EvidenceRow): number => {
  let sum = 0
  for (let at = 0; at < evidence.length; at += 1) sum += (weights[at] as number) * (evidence[at] as number)
  return sum
}

/** Weighs all evidence for the `closer` best of the candidates; the rest have lost on terms already. Best first; equal scores keep the order of the slots, so results are repeatable. */
export const rankCandidates = (
  query: AskedQuery,
  candidates: readonly number[],
  store: EntryStore,
  closer: number,
): Ranked[] => {
  const reader = createCandidateReader(query, store)
  const drafts: Draft[] = []
  for (const slot of candidates) {
    const entry = store.slotAt(slot)
    if (entry) drafts.push(reader.draft(slot, entry))
  }
  drafts.sort(byScore)
  const gather = createEvidenceGatherer(query, store, { reader, votes: pollDepartments(drafts) })
  const best = drafts.slice(0, closer)
  const looked = best.map(gather)
  const contrast = weighContrast(
    query.importance,
    looked.map(({ metByEntry }) => metByEntry),
  )
  const contrastWording = weighContrast(
    query.importance,
    looked.map(({ metByWording }) => metByWording),
  )
  return best
    .map(({ slot, entry, best: texts }, at): Ranked => {
      const { evidence, metByEntry, metByWording } = looked[at] as Gathered
      evidence[AT.contrast] = shareMet(contrast, metByEntry)
      evidence[AT.contrastWording] = shareMet(contrastWording, metByWording)
      const score = weigh(WEIGHT_ROWS[entry.shape], evidence)
      return { slot, shape: entry.shape, score, evidence, wording: texts.wording.unit }
    })
    .sort(byScore)
}
