import { type ClassifierData, restoreClassifier } from '../understanding/restore-classifier.ts'
import { trainClassifier } from '../understanding/text-classifier.ts'

type Example = { text: string; label: string }
/** How likely each leaf is; the shares of all add up to 1. */
type Ranking = (text: string) => Map<string, number>

/** One label needs no training: everything belongs to it. */
type Stored = ClassifierData | { only: string[] }

/** A trained tree as plain data: which branch, then which leaf within it. */
export type BranchModel = { version: 2; branch: Stored; within: [branchId: string, leaves: Stored][] }

const branchOf = (leafId: string): string => leafId.slice(0, 2)

const trainOrSole = (examples: readonly Example[]): Stored => {
  const labels = [...new Set(examples.map((e) => e.label))]
  return labels.length < 2 ? { only: labels } : trainClassifier(examples).toJSON()
}

const restore = (stored: Stored): Ranking => {
  if ('only' in stored) return () => new Map(stored.only.map((label) => [label, 1]))
  const classifier = restoreClassifier(stored)
  return (text) => new Map(classifier.classify({ text }, stored.labels.length).map((r) => [r.label, r.score]))
}

/** First the branch, then the leaf within it. As good as one classifier over all leaves and five times faster to train. */
export const trainBranches = (examples: readonly Example[]): BranchModel => {
  const ids = [...new Set(examples.map((e) => branchOf(e.label)))].sort()
  return {
    version: 2,
    branch: trainOrSole(examples.map((e) => ({ text: e.text, label: branchOf(e.label) }))),
    within: ids.map((id) => [id, trainOrSole(examples.filter((e) => branchOf(e.label) === id))]),
  }
}

const labelsOf = (stored: Stored | undefined): string[] =>
  stored === undefined ? [] : 'only' in stored ? stored.only : stored.labels

/**
 * The same model with those branches trained anew whose leaves are others now: a tenth of the time of the whole. Which branch a text
 * belongs to is not learned anew: that is left to the next start.
 */
export const renewBranches = (model: BranchModel, examples: readonly Example[]): BranchModel => {
  const known = new Map(model.within)
  const ids = [...new Set(examples.map((e) => branchOf(e.label)))].sort()
  return {
    ...model,
    within: ids.map((id) => {
      const own = examples.filter((e) => branchOf(e.label) === id)
      const labels = [...new Set(own.map((e) => e.label))].sort()
      const before = known.get(id)
      const isSame = before !== undefined && labelsOf(before).toSorted().join() === labels.join()
      return [id, isSame ? before : trainOrSole(own)]
    }),
  }
}

/** Ranks leaves by a trained tree: the share of the branch times the share of the leaf within it. */
export const restoreBranches = (model: BranchModel): Ranking => {
  const branch = restore(model.branch)
  const within = new Map(model.within.map(([id, leaves]) => [id, restore(leaves)]))
  return (text) => {
    const scores = new Map<string, number>()
    for (const [id, share] of branch(text)) {
      for (const [leaf, score] of within.get(id)?.(text) ?? []) scores.set(leaf, share * score)
    }
    return scores
  }
}
