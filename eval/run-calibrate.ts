import { systemClock } from '../src/platform/clock.ts'
import type { ConfidenceSignals } from '../src/retrieval/estimate-confidence.ts'
import { type Example, type Fitted, fitLogistic, predict, type Sign } from './fit-logistic.ts'
import { type PublicSet, readOwnSet, readPublicSets } from './public/read-sets.ts'
import { openIndex } from './run-retrieval.ts'
import { report } from './write-outputs.ts'

const LOOKED_AT = 3
const BINS = 10
const FOLDS = 5
/** The first hit decides whether to answer; the others only whether they are offered. */
const LATER_HIT_WEIGHT = 0.3
/** Share of each set that is made of questions whose right entries were taken out: as many as a hotline gets and cannot answer. */
const UNANSWERABLE_SHARE = 0.35

/** More evidence never lowers the confidence, more unknown words never raise it; length only shifts what the rest means. */
const SIGNS: Record<keyof ConfidenceSignals, Sign> = {
  score: 1,
  leadByWordings: 1,
  leadByEntry: 1,
  behind: -1,
  length: 0,
  metByWording: 1,
  metByPassage: 1,
  metByEntry: 1,
  contrast: 1,
  neighbours: 1,
  said: 1,
  head: 1,
  exact: 0,
  unknown: -1,
}
const NAMES = Object.keys(SIGNS) as (keyof ConfidenceSignals)[]

type Judged = Example & { fold: number; isFirst: boolean; set: string }

/**
 * The hits of every query of one set with their signals and whether they are right. Every answerable query is asked twice: as things
 * are, and with its right entries out of the index, which makes a question without an answer that sounds like one with an answer.
 */
const gatherExamples = (set: PublicSet): Judged[] => {
  const { index, understand } = openIndex(set.entries)
  const entries = new Map(set.entries.map((entry) => [entry.entryId, entry]))
  const { queries } = set
  report(`${set.name}: ${index.size} entries, ${queries.length} queries`)
  const now = systemClock.now()
  const today = now.toISOString().slice(0, 10)
  const ask = (query: string, gold: readonly string[], fold: number, weight: number): Judged[] =>
    index.inspect(understand(query, now), { today, limit: LOOKED_AT }).map(({ entryId, signals }, at) => ({
      signals: NAMES.map((name) => signals[name]),
      isRight: gold.includes(entryId),
      weight: at === 0 ? weight : weight * LATER_HIT_WEIGHT,
      fold,
      isFirst: at === 0,
      set: set.name,
    }))
  const answerable = queries.filter(({ gold }) => gold.length > 0).length
  return queries.flatMap(({ query, gold }, at) => {
    const asked = ask(query, gold, at % FOLDS, (1 - UNANSWERABLE_SHARE) / queries.length)
    if (gold.length === 0) return asked
    for (const id of gold) index.remove(id)
    const without = ask(query, [], at % FOLDS, UNANSWERABLE_SHARE / answerable)
    for (const id of gold) {
      const entry = entries.get(id)
      if (entry) index.upsert(entry)
    }
    return [...asked, ...without]
  })
}

type Guess = { said: number; isRight: boolean; weight: number }

const reliability = (guesses: readonly Guess[]): string => {
  const rows: string[] = []
  let error = 0
  const total = guesses.reduce((sum, { weight }) => sum + weight, 0)
  for (let bin = 0; bin < BINS; bin += 1) {
    const inside = guesses.filter(({ said }) => Math.min(BINS - 1, Math.floor(said * BINS)) === bin)
    const weight = inside.reduce((sum, guess) => sum + guess.weight, 0)
    if (weight === 0) continue
    const said = inside.reduce((sum, guess) => sum + guess.weight * guess.said, 0) / weight
    const right = inside.reduce((sum, guess) => sum + guess.weight * Number(guess.isRight), 0) / weight
    error += (weight / total) * Math.abs(said - right)
    const range = `${(bin / BINS).toFixed(1)}–${((bin + 1) / BINS).toFixed(1)}`
    rows.push(`| ${range} | ${inside.length} | ${said.toFixed(3)} | ${right.toFixed(3)} |`)
  }
  return [
    '| confidence | hits | said | right |',
    '|---|---|---|---|',
    ...rows,
    '',
    `Expected calibration error: ${error.toFixed(4)}`,
  ].join('\n')
}

/** The chance that a right first hit is given more confidence than a wrong one (area under the ROC curve). */
const separation = (guesses: readonly Guess[]): number => {
  const right = guesses.filter(({ isRight }) => isRight)
  const wrong = guesses.filter(({ isRight }) => !isRight)
  let won = 0
  for (const a of right) for (const b of wrong) won += a.said > b.said ? 1 : a.said === b.said ? 0.5 : 0
  return won / Math.max(1, right.length * wrong.length)
}

const printFit = ({ bias, weights }: Fitted): string =>
  `bias: ${bias.toFixed(3)}, weights: { ${NAMES.map((name, at) => `${name}: ${(weights[at] ?? 0).toFixed(3)}`).join(', ')} }`

/**
 * `eval calibrate --data DIR`: fits the confidence on the development parts of the public sets and prints the parameters for
 * `src/retrieval/calibration.ts`, then, as Markdown, how well a fit on four fifths of the queries tells right from wrong on the fifth it
 * has not seen. Each set counts alike.
 */
export const runCalibrate = (options: { data: string }): void => {
  const sets = [...readPublicSets(options.data), readOwnSet()]
  const examples = sets.flatMap(gatherExamples)
  const signs = NAMES.map((name) => SIGNS[name])
  const unseen: (Guess & { isFirst: boolean; set: string })[] = []
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const fit = fitLogistic(
      examples.filter((example) => example.fold !== fold),
      signs,
    )
    for (const example of examples)
      if (example.fold === fold) unseen.push({ ...example, said: predict(fit, example) })
  }
  const first = unseen.filter(({ isFirst }) => isFirst)
  const rows = sets.map(
    ({ name }) => `| ${name} | ${separation(first.filter(({ set }) => set === name)).toFixed(3)} |`,
  )
  const table = ['| set | right above wrong, first hits |', '|---|---|', ...rows].join('\n')
  process.stdout.write(
    `${printFit(fitLogistic(examples, signs))}\n\nOn folds not seen:\n\n${table}\n\n${reliability(unseen)}\n`,
  )
}
