import { createCandidateReader, type Draft } from './draft-candidates.ts'
import { weighContrast } from './evidence/contrast.ts'
import { shareMet } from './evidence/coverage.ts'
import { pollDepartments } from './evidence/neighbours.ts'
import { createEvidenceGatherer } from './gather-evidence.ts'
import type { EntryStore } from './index/entry-store.ts'
import type { AskedQuery } from './query/asked.ts'
import { type EntryShape, EVIDENCE, type EvidenceValues, RANKING_WEIGHTS } from './ranking-weights.ts'

export type Ranked = {
  slot: number
  shape: EntryShape
  score: number
  matchedWording: string
  evidence: EvidenceValues
}

const byScore = (left: { score: number; slot: number }, right: { score: number; slot: number }): number =>
  right.score - left.score || left.slot - right.slot

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
  const votes = pollDepartments(
    drafts.map(({ entry, score }) => ({ department: entry.entry.department, score })),
  )
  const best = drafts.slice(0, closer)
  const gather = createEvidenceGatherer(query, store, { reader, votes, candidates: best.length })
  const looked = best.map((draft) => ({ draft, gathered: gather(draft) }))
  const contrast = weighContrast(
    query.importance,
    looked.map(({ gathered }) => gathered.metByEntry),
  )
  const contrastWording = weighContrast(
    query.importance,
    looked.map(({ gathered }) => gathered.metByWording),
  )
  return looked
    .map(({ draft, gathered }): Ranked => {
      const { evidence, metByEntry, metByWording } = gathered
      evidence.contrast = shareMet(contrast, metByEntry)
      evidence.contrastWording = shareMet(contrastWording, metByWording)
      const { slot, entry } = draft
      const weights = RANKING_WEIGHTS[entry.shape]
      const score = EVIDENCE.reduce((sum, name) => sum + weights[name] * evidence[name], 0)
      return {
        slot,
        shape: entry.shape,
        score,
        evidence,
        matchedWording: draft.best.wording.unit?.text ?? '',
      }
    })
    .sort(byScore)
}
