import { systemClock } from '../src/platform/clock.ts'
import { type Judged, printTable, recallAt } from './metrics.ts'
import { createHomophoneNoise } from './public/add-noise.ts'
import { type PublicQuery, type PublicSet, readPublicSets } from './public/read-sets.ts'
import { openIndex } from './run-retrieval.ts'
import { report } from './write-outputs.ts'

const HITS = 10
/** As an agent's choice weighs (src/learning): what others typed is nearly as good as what an editor wrote. */
const LEARNED_WEIGHT = 0.9

type Asker = (query: PublicQuery) => Judged

const createAsker = (set: PublicSet, learned: readonly PublicQuery[] = []): Asker => {
  const { index, understand, decide } = openIndex(set.entries)
  for (const { query, gold } of learned)
    index.learn({ query, entryId: gold[0] ?? '', weight: LEARNED_WEIGHT })
  const now = systemClock.now()
  const today = now.toISOString().slice(0, 10)
  return ({ query, gold }) => {
    const startedAt = performance.now()
    const meaning = understand(query, now)
    const hits = index.search(meaning, { today, limit: HITS })
    const decision = decide(meaning, hits).kind
    const ms = performance.now() - startedAt
    return { gold, hitIds: hits.map(({ entryId }) => entryId), decision, ms }
  }
}

/** With the utterances of one half learned, the other half asked, and the other way round. */
const askLearned = (set: PublicSet): Judged[] =>
  [0, 1].flatMap((half) => {
    const asker = createAsker(
      set,
      set.queries.filter((_, at) => at % 2 !== half),
    )
    return set.queries.filter((_, at) => at % 2 === half).map(asker)
  })

/** The share of answerable queries that were declined. */
const wronglyDeclined = (judged: readonly Judged[]): string => {
  const answerable = judged.filter(({ gold }) => gold.length > 0)
  const declined = answerable.filter(({ decision }) => decision === 'none').length
  return ((declined / Math.max(1, answerable.length)) * 100).toFixed(1)
}

/**
 * `eval figures --data DIR`: asks every public set through the product's own path (understand, search, decide) and prints one table:
 * recall, answering, declining; the app FAQ also with half of the utterances learned and with homophone noise at a fixed seed.
 */
export const runFigures = (options: { data: string }): void => {
  const groups: [string, Judged[]][] = []
  for (const set of readPublicSets(options.data)) {
    report(`${set.name}: ${set.entries.length} entries, ${set.queries.length} queries`)
    const asker = createAsker(set)
    const judged = set.queries.map((query) => ({ group: query.group, judged: asker(query) }))
    for (const group of new Set(judged.map((each) => each.group))) {
      const own = judged.filter((each) => each.group === group).map((each) => each.judged)
      groups.push([`${set.name} ${group}`, own])
    }
    if (new Set(judged.map((each) => each.group)).size > 1)
      groups.push([`${set.name} all`, judged.map((each) => each.judged)])
    if (set.name !== 'ishenzhen') continue
    groups.push([`${set.name}, half learned, other half asked`, askLearned(set)])
    const addNoise = createHomophoneNoise(options.data)
    const noisy = set.queries.map((query) => asker({ ...query, query: addNoise(query.query) }))
    groups.push([`${set.name}, homophone noise`, noisy])
    const clean = judged.map((each) => each.judged)
    report(`loss by homophone noise: ${((recallAt(clean, 1) - recallAt(noisy, 1)) * 100).toFixed(1)} points`)
  }
  const colloquial = groups.find(([name]) => name === 'kaohsiung colloquial')?.[1] ?? []
  process.stdout.write(
    `${printTable(groups)}\n\nColloquial answerable questions declined: ${wronglyDeclined(colloquial)} %\n`,
  )
}
