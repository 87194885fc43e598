import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { readConfig } from '../src/config.ts'
import { listPublished } from '../src/knowledge-base/entry-repository.ts'
import { type OpenDesk, openDesk } from '../src/open-desk.ts'
import {
  countMatters,
  countSpecial,
  GoldMatter,
  GoldSpecial,
  judgeMatter,
  judgeSpecial,
} from './judge-matters.ts'
import { countQuestions, GoldQuestion, type JudgedQuestion, judgeQuestion } from './judge-questions.ts'
import { readJsonLines } from './read-inputs.ts'
import { countDanger, GoldDanger, judgeDanger } from './run-danger.ts'
import { type GoldRun, type Shortfall, writeGoldReport } from './write-gold-report.ts'
import { report } from './write-outputs.ts'

const GOLD_DIR = 'eval/gold'
const REPORT = 'eval/reports/gold.md'
const SEMANTIC_REPORT = 'eval/reports/gold-semantic.md'

/** What the gate demands: the least each figure may be, or the most where less is better. Names are those of the figures. */
const Thresholds = z.strictObject({
  measuredOn: z.string(),
  command: z.string(),
  atLeast: z.record(z.string(), z.number()),
  atMost: z.record(z.string(), z.number()),
})

/** The questions must name entries that exist, or the gate would measure a typing mistake. */
const checkIds = async (desk: OpenDesk, questions: readonly GoldQuestion[]): Promise<void> => {
  const known = new Set((await listPublished(desk.db)).map(({ id }) => id))
  const unknown = questions
    .flatMap(({ entryId, also }) => (entryId === undefined ? also : [entryId, ...also]))
    .filter((id) => !known.has(id))
  if (unknown.length === 0) return
  throw new Error(`${GOLD_DIR}/questions.jsonl names entries that do not exist: ${unknown.join(', ')}`)
}

/** Computes the vectors of all entries first, so that the run measures the leg and not its warming up. */
const warmUp = async (desk: OpenDesk): Promise<void> => {
  if (!desk.semantic)
    throw new Error('--semantic needs EMBEDDINGS_BASE_URL and EMBEDDINGS_MODEL (see .env.example)')
  const waiting = await desk.semantic.fill(true)
  if (waiting > 0) throw new Error(`the embeddings service gave no vectors for ${waiting} entries`)
}

const measure = async (semantic: boolean): Promise<GoldRun> => {
  const config = readConfig({ DATABASE_URL: ':memory:', LOG_LEVEL: 'silent' })
  const desk = await openDesk({ ...config, llm: null, embeddings: semantic ? config.embeddings : null })
  try {
    if (semantic) await warmUp(desk)
    const gold = readJsonLines(join(GOLD_DIR, 'questions.jsonl'), GoldQuestion)
    await checkIds(desk, gold)
    const questions: JudgedQuestion[] = []
    for (const question of gold) questions.push(await judgeQuestion(desk, question))
    const matters = readJsonLines(join(GOLD_DIR, 'complaints.jsonl'), GoldMatter).map((m) =>
      judgeMatter(desk, m),
    )
    const special = readJsonLines(join(GOLD_DIR, 'special.jsonl'), GoldSpecial).map((s) =>
      judgeSpecial(desk, s),
    )
    const findDanger = (text: string) => {
      const route = desk.understand(text, desk.clock.now()).specialRoute
      return route?.danger ? route : undefined
    }
    const danger = countDanger(
      readJsonLines(join(GOLD_DIR, 'danger-test.jsonl'), GoldDanger).map((g) => judgeDanger(findDanger, g)),
    )
    return {
      questions,
      matters,
      special,
      questionFigures: countQuestions(questions),
      matterFigures: countMatters(matters),
      specialFigures: countSpecial(special),
      dangerFigures: danger,
      entries: desk.entryCount(),
    }
  } finally {
    await desk.close()
  }
}

const figuresOf = (run: GoldRun): Map<string, number> =>
  new Map(
    Object.entries({
      questions: run.questionFigures,
      matters: run.matterFigures,
      special: run.specialFigures,
      danger: run.dangerFigures,
    }).flatMap(([part, figures]) =>
      Object.entries(figures).map(([name, value]): [string, number] => [`${part}.${name}`, value]),
    ),
  )

const findShortfalls = (run: GoldRun): Shortfall[] => {
  const path = join(GOLD_DIR, 'thresholds.json')
  if (!existsSync(path))
    throw new Error(`${path} is missing: the gate has nothing to hold the figures against`)
  const thresholds = Thresholds.parse(JSON.parse(readFileSync(path, 'utf8')))
  const figures = figuresOf(run)
  const readFigure = (name: string): number => {
    const value = figures.get(name)
    if (value === undefined)
      throw new Error(`${path}: there is no figure "${name}"; there are ${[...figures.keys()].join(', ')}`)
    return value
  }
  return [
    ...Object.entries(thresholds.atLeast)
      .filter(([name, least]) => readFigure(name) < least)
      .map(([name, least]) => ({
        name,
        is: readFigure(name),
        must: `at least ${(least * 100).toFixed(1)}%`,
      })),
    ...Object.entries(thresholds.atMost)
      .filter(([name, most]) => readFigure(name) > most)
      .map(([name, most]) => ({ name, is: readFigure(name), must: `at most ${(most * 100).toFixed(1)}%` })),
  ]
}

/**
 * `eval gold [--semantic] [--out FILE]`: asks the front desk every question of eval/gold with the knowledge in `knowledge/`, drafts and routes every
 * matter, prints the figures and every error as Markdown, writes the same to eval/reports/gold.md, and sets the exit code to 1 where
 * a figure is worse than eval/gold/thresholds.json. The database is in memory; no model and no network is used,
 * except the embeddings service with `--semantic`: how a city sees what its model is worth before trusting it.
 */
export const runGold = async (args: string[]): Promise<void> => {
  const { values } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string' }, semantic: { type: 'boolean', default: false } },
  })
  const run = await measure(values.semantic)
  const shortfalls = findShortfalls(run)
  const text = writeGoldReport(run, shortfalls)
  const out = values.out ?? (values.semantic ? SEMANTIC_REPORT : REPORT)
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, text)
  // The figures only: the lists of errors stand in the report.
  process.stdout.write(`${text.split('## Wrong answers')[0] ?? text}Every error: ${out}\n`)
  if (shortfalls.length > 0) {
    report(`gold: ${shortfalls.length} figures are below their thresholds`)
    process.exitCode = 1
  }
}
