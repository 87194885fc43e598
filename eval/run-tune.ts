import { writeFileSync } from 'node:fs'
import { systemClock } from '../src/platform/clock.ts'
import { type EntryShape, EVIDENCE, SHAPES } from '../src/retrieval/ranking-weights.ts'
import { fitRanking, type RankedList } from './fit-ranking.ts'
import { type PublicSet, readOwnSet, readPublicSets } from './public/read-sets.ts'
import { openIndex } from './run-retrieval.ts'
import { report } from './write-outputs.ts'

const FOLDS = 5
const LOOKED_AT = 40
const WEIGHTS_FILE = new URL('../src/retrieval/ranking-weights.json', import.meta.url)

type Judged = RankedList & { set: string; group: string; fold: number; shape: EntryShape }

/** The candidates of every answerable query of a set, with their evidence and whether they are right. */
const gatherLists = (set: PublicSet): Judged[] => {
  const { index, understand } = openIndex(set.entries)
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

const recallRow = (name: string, places: readonly number[]): string => {
  const share = (k: number): string =>
    (places.filter((place) => place <= k).length / Math.max(1, places.length)).toFixed(3)
  return `| ${name} | ${places.length} | ${[1, 3, 5, LOOKED_AT].map(share).join(' | ')} |`
}

/** Where the right entry stands for every query, by weights fitted on the other folds. Keyed by set and group. */
const judgeUnseen = (lists: readonly Judged[]): Map<string, number[]> => {
  const places = new Map<string, number[]>()
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const weights = fitRanking(
      lists.filter((list) => list.fold !== fold),
      EVIDENCE.length,
    )
    for (const list of lists.filter((each) => each.fold === fold)) {
      const name = `${list.set} ${list.group}`
      places.set(name, [...(places.get(name) ?? []), placeOfRight(list, weights)])
    }
  }
  return places
}

/**
 * Evidence that no public set has (keywords) is fitted on our own city with one similar question of each entry left out, the rest held:
 * our own questions are too kind to say more.
 */
const fitAbsent = (lists: readonly Judged[], weights: Float64Array, own: readonly Judged[]): void => {
  const isPresent = EVIDENCE.map((_, at) => lists.some(({ rows }) => rows.some((row) => (row[at] ?? 0) > 0)))
  const start = weights.map((weight, at) => (isPresent[at] ? weight : 1))
  weights.set(fitRanking(own, EVIDENCE.length, { start, held: (at) => isPresent[at] ?? false }))
}

const round = (value: number): number => Math.round(value * 100) / 100

/**
 * `eval tune`: fits the weights of the evidence, apart for each shape of entry, on the development parts of the public sets in `--data`
 * (each set counts alike). Prints what a fit on four fifths of the
 * queries reaches on the fifth not seen; `--write` stores the fit on all of them in `src/retrieval/ranking-weights.json`.
 */
export const runTune = (options: { data: string; isWritten: boolean }): void => {
  const sets = readPublicSets(options.data)
  const lists = sets.flatMap((set) => {
    report(`${set.name}: ${set.entries.length} entries, ${set.queries.length} queries`)
    return gatherLists(set)
  })
  const rows: string[] = []
  const weights: Record<string, Record<string, number>> = {}
  for (const shape of SHAPES) {
    const alike = lists.filter((list) => list.shape === shape)
    for (const [name, places] of judgeUnseen(alike)) rows.push(recallRow(name, places))
    const fitted = fitRanking(alike, EVIDENCE.length)
    if (shape === 'answered') fitAbsent(alike, fitted, gatherLists(readOwnSet()))
    weights[shape] = Object.fromEntries(EVIDENCE.map((name, at) => [name, round(fitted[at] ?? 0)]))
  }
  const head = `| queries not seen by the fit | n | R@1 | R@3 | R@5 | among ${LOOKED_AT} |`
  const table = [head, '|---|---|---|---|---|---|', ...rows].join('\n')
  process.stdout.write(`${table}\n`)
  if (!options.isWritten) return
  const day = systemClock.now().toISOString().slice(0, 10)
  const run = `${day}, npm run eval -- tune --write, ${sets.map(({ name }) => name).join(' ')}`
  const file = { run, unseen: table.split('\n'), weights }
  writeFileSync(WEIGHTS_FILE, `${JSON.stringify(file, null, 2)}\n`)
  report('Written to src/retrieval/ranking-weights.json')
}
