import { z } from 'zod'
import { systemClock } from '../src/platform/clock.ts'
import { type Example, fitLogistic } from './fit-logistic.ts'
import { readJsonLines } from './read-inputs.ts'
import { openCorpus } from './run-retrieval.ts'
import { report } from './write-outputs.ts'

/** A query with the ids that would be right; none where the corpus has no answer. */
const JudgedQuery = z.object({ id: z.string(), query: z.string(), gold: z.array(z.string()) })

const LOOKED_AT = 5
const BINS = 10

/** The hits of every query with their signals and whether they are right; the hits of one corpus together weigh one. */
const gatherExamples = (corpus: string, queriesPath: string): { examples: Example[]; names: string[] } => {
  const { index, understand } = openCorpus(corpus)
  const queries = readJsonLines(queriesPath, JudgedQuery)
  report(`${corpus}: ${index.size} entries, ${queries.length} queries`)
  const now = systemClock.now()
  const today = now.toISOString().slice(0, 10)
  let names: string[] = []
  const examples = queries.flatMap(({ query, gold }) =>
    index
      .inspect(understand(query, now), { today, limit: LOOKED_AT })
      .map(({ entryId, signals }): Example => {
        names = Object.keys(signals)
        return {
          signals: Object.values(signals),
          isRight: gold.includes(entryId),
          weight: 1 / queries.length,
        }
      }),
  )
  return { examples, names }
}

const reliability = (examples: readonly Example[], predict: (example: Example) => number): string => {
  const rows: string[] = []
  let error = 0
  const total = examples.reduce((sum, { weight }) => sum + weight, 0)
  for (let bin = 0; bin < BINS; bin += 1) {
    const inside = examples.filter(
      (example) => Math.min(BINS - 1, Math.floor(predict(example) * BINS)) === bin,
    )
    const weight = inside.reduce((sum, example) => sum + example.weight, 0)
    if (weight === 0) continue
    const said = inside.reduce((sum, example) => sum + example.weight * predict(example), 0) / weight
    const right = inside.reduce((sum, example) => sum + example.weight * Number(example.isRight), 0) / weight
    error += (weight / total) * Math.abs(said - right)
    rows.push(
      `| ${(bin / BINS).toFixed(1)}–${((bin + 1) / BINS).toFixed(1)} | ${inside.length} | ${said.toFixed(3)} | ${right.toFixed(3)} |`,
    )
  }
  return [
    '| confidence | hits | said | right |',
    '|---|---|---|---|',
    ...rows,
    '',
    `Expected calibration error: ${error.toFixed(4)}`,
  ].join('\n')
}

/**
 * `eval calibrate`: fits the confidence on judged queries and prints the parameters for `src/retrieval/calibration.ts` with a
 * reliability table, as Markdown. Query lines are `{ id, query, gold: [entryId] }`; corpora and queries are given in pairs.
 */
export const runCalibrate = (options: { corpora: readonly string[]; queries: readonly string[] }): void => {
  if (options.corpora.length === 0 || options.corpora.length !== options.queries.length) {
    throw new Error('calibrate needs one --queries for each --corpus.')
  }
  const gathered = options.corpora.map((corpus, at) => gatherExamples(corpus, options.queries[at] ?? ''))
  const examples = gathered.flatMap((each) => each.examples)
  const { bias, weights } = fitLogistic(examples)
  const predict = ({ signals }: Example): number =>
    1 / (1 + Math.exp(-weights.reduce((sum, weight, at) => sum + weight * (signals[at] ?? 0), bias)))
  const names = gathered[0]?.names ?? []
  const parameters = names.map((name, at) => `${name}: ${(weights[at] ?? 0).toFixed(3)}`).join(', ')
  process.stdout.write(
    `bias: ${bias.toFixed(3)}, weights: { ${parameters} }\n\n${reliability(examples, predict)}\n`,
  )
}
