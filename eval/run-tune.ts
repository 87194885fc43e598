import { writeFileSync } from 'node:fs'
import { systemClock } from '../src/platform/clock.ts'
import { EVIDENCE, SHAPES } from '../src/retrieval/ranking-weights.ts'
import { createSearchIndex } from '../src/retrieval/search-index.ts'
import { fitRanking } from './fit-ranking.ts'
import { readOwnSet, readPublicSets } from './public/read-sets.ts'
import { gatherLists, type JudgedList, judgeUnseen, LOOKED_AT } from './rank-lists.ts'
import { readLexicon } from './read-inputs.ts'
import { report } from './write-outputs.ts'

const WEIGHTS_FILE = new URL('../src/retrieval/ranking-weights.json', import.meta.url)

const recallRow = (name: string, places: readonly number[]): string => {
  const share = (k: number): string =>
    (places.filter((place) => place <= k).length / Math.max(1, places.length)).toFixed(3)
  return `| ${name} | ${places.length} | ${[1, 3, 5, LOOKED_AT].map(share).join(' | ')} |`
}

/**
 * Evidence that no public set has (keywords) is fitted on our own city with one similar question of each entry left out, the rest held:
 * our own questions are too kind to say more.
 */
const fitAbsent = (lists: readonly JudgedList[], weights: Float64Array, own: readonly JudgedList[]): void => {
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
  const lexicon = readLexicon()
  const lists = sets.flatMap((set) => {
    report(`${set.name}: ${set.entries.length} entries, ${set.queries.length} queries`)
    return gatherLists(set, createSearchIndex(lexicon))
  })
  const rows: string[] = []
  const weights: Record<string, Record<string, number>> = {}
  for (const shape of SHAPES) {
    const alike = lists.filter((list) => list.shape === shape)
    for (const [name, places] of judgeUnseen(alike, (some) => fitRanking(some, EVIDENCE.length)))
      rows.push(recallRow(name, places))
    const fitted = fitRanking(alike, EVIDENCE.length)
    if (shape === 'answered') fitAbsent(alike, fitted, gatherLists(readOwnSet(), createSearchIndex(lexicon)))
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
