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

/** Only so many of the candidates get the costlier evidence: the rest have lost on terms already. */
const LOOK_CLOSER_AT = 50

const byScore = (left: { score: number; slot: number }, right: { score: number; slot: number }): number =>
  right.score - left.score || left.slot - right.slot

/** Weighs all evidence for the candidates. Best first; equal scores keep the order of the slots, so results are repeatable. */
export const rankCandidates = (
  query: AskedQuery,
  candidates: readonly number[],
  store: EntryStore,
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
  const best = drafts.slice(0, LOOK_CLOSER_AT)
  const gather = createEvidenceGatherer(query, store, { reader, votes, candidates: best.length })
  const closer = best.map((draft) => ({ draft, gathered: gather(draft) }))
  const contrast = weighContrast(
    query.importance,
    closer.map(({ gathered }) => gathered.metByEntry),
  )
  const contrastWording = weighContrast(
    query.importance,
    closer.map(({ gathered }) => gathered.metByWording),
  )
  return closer
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
