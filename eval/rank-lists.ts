import { systemClock } from '../src/platform/clock.ts'
import { type EntryShape, EVIDENCE } from '../src/retrieval/ranking-weights.ts'
import type { SearchIndex } from '../src/retrieval/search-index.ts'
import type { RankedList } from './fit-ranking.ts'
import type { PublicSet } from './public/read-sets.ts'
import { readLexicon, readUnderstanding } from './read-inputs.ts'

const FOLDS = 5
/** So many candidates of a query are learned from. */
export const LOOKED_AT = 40

/** The candidates of one query of a public set with their evidence and whether they are right. */
export type JudgedList = RankedList & { set: string; group: string; fold: number; shape: EntryShape }

/** The candidates of every answerable query of a set, with their evidence and whether they are right. The index is filled anew. */
export const gatherLists = (set: PublicSet, index: SearchIndex): JudgedList[] => {
  index.replaceAll(set.entries)
  const understand = readUnderstanding(readLexicon())
  const now = systemClock.now()
  const today = now.toISOString().slice(0, 10)
  const asked = set.queries.filter(({ gold }) => gold.length > 0)
  return asked.map(({ query, gold, group }, at) => {
    const hits = index.inspect(understand(query, now), { today, limit: LOOKED_AT })
    return {
      rows: hits.map(({ evidence }) => Float64Array.from(EVIDENCE, (name) => evidence[name])),
      isRight: hits.map(({ entryId }) => gold.includes(entryId)),
      weight: 1 / asked.length,
      set: set.name,
      group,
      fold: at % FOLDS,
      shape: hits[0]?.shape ?? 'answered',
    }
  })
}

const placeOfRight = ({ rows, isRight }: RankedList, weights: Float64Array): number => {
  const scored = rows.map((row, at) => ({
    score: row.reduce((sum, value, f) => sum + value * (weights[f] ?? 0), 0),
    right: isRight[at] ?? false,
  }))
  scored.sort((a, b) => b.score - a.score)
  const place = scored.findIndex(({ right }) => right)
  return place < 0 ? Number.POSITIVE_INFINITY : place + 1
}

/** Where the right entry stands for every query, by weights fitted on the other folds. Keyed by set and group. */
export const judgeUnseen = (
  lists: readonly JudgedList[],
  learn: (lists: readonly JudgedList[]) => Float64Array,
): Map<string, number[]> => {
  const places = new Map<string, number[]>()
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const weights = learn(lists.filter((list) => list.fold !== fold))
    for (const list of lists.filter((each) => each.fold === fold)) {
      const name = `${list.set} ${list.group}`
      places.set(name, [...(places.get(name) ?? []), placeOfRight(list, weights)])
    }
  }
  return places
}
