import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { systemClock } from '../src/platform/clock.ts'
import { chooseWindow, type ReadWindow } from '../src/retrieval/documents/choose-quote.ts'
import { QUOTE_EVIDENCE } from '../src/retrieval/documents/quote-evidence.ts'
import type { QUOTE_WEIGHTS } from '../src/retrieval/documents/quote-weights.ts'
import { createSearchIndex, type SearchIndex } from '../src/retrieval/search-index.ts'
import type { Understanding } from '../src/understanding/understand-text.ts'
import { fitListwise, type List } from './fit-listwise.ts'
import { readJsonLines, readLexicon, readUnderstanding } from './read-inputs.ts'
import { toEntry } from './run-retrieval.ts'
import { report } from './write-outputs.ts'

const DocumentRow = z.object({ docid: z.string(), text: z.string() })
const QuestionRow = z.object({ id: z.string(), question: z.string(), docid: z.string(), answer: z.string() })
type Question = z.infer<typeof QuestionRow>

const HITS = 5
const FOLDS = 5
/** How much the fit is pulled towards no evidence at all. */
const SHRINK = 0.0005
/** A stretch that holds the answer among other words is a little right; the shortest ones that hold it are right. */
const LOOSELY_RIGHT = 0.1

/** Texts are compared without punctuation, blanks and width: copies differ in those, not in words. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

const holds = (text: string | undefined, answer: string): boolean =>
  text !== undefined && bare(text).includes(bare(answer))

type Opened = {
  index: SearchIndex
  understand: Understanding
  texts: Map<string, string>
  questions: Question[]
}

const openData = (dir: string): Opened => {
  const documents = join(dir, 'docs_recovered.jsonl')
  const queries = join(dir, 'doc_queries_dev25.csv')
  for (const path of [documents, queries]) if (!existsSync(path)) throw new Error(`${path} is missing.`)
  const lexicon = readLexicon()
  const rows = readJsonLines(documents, DocumentRow)
  const index = createSearchIndex(lexicon)
  index.replaceAll(rows.map(({ docid, text }) => toEntry({ id: docid, title: '', text })))
  const table: unknown = parse(readFileSync(queries, 'utf8'), { bom: true, columns: true })
  return {
    index,
    understand: readUnderstanding(lexicon),
    texts: new Map(rows.map(({ docid, text }) => [docid, text])),
    questions: z.array(QuestionRow).parse(table),
  }
}

const print = (rows: readonly (readonly [string, number])[], count: number): void => {
  const lines = rows.map(([name, value]) => `| ${name} | ${value.toFixed(3)} |`)
  process.stdout.write(`| ${count} questions | |\n|---|---|\n${lines.join('\n')}\n`)
}

/** Prints how well documents are found and quoted. */
const measure = ({ index, understand, questions }: Opened): void => {
  const now = systemClock.now()
  const today = now.toISOString().slice(0, 10)
  let [first, five, quoted, quotedRight, length, ms] = [0, 0, 0, 0, 0, 0]
  for (const { question, docid, answer } of questions) {
    const meaning = understand(question, now)
    const hits = index.search(meaning, { today, limit: HITS }).map(({ entryId }) => entryId)
    const startedAt = performance.now()
    const quote = hits[0] === undefined ? undefined : index.quote(hits[0], meaning)?.text
    ms += performance.now() - startedAt
    first += Number(hits[0] === docid)
    five += Number(hits.includes(docid))
    quoted += Number(holds(quote, answer))
    quotedRight += Number(holds(index.quote(docid, meaning)?.text, answer))
    length += quote?.length ?? 0
  }
  const all = questions.length
  print(
    [
      ['R@1', first / all],
      ['R@5', five / all],
      ['quote of the first hit holds the answer', quoted / all],
      ['quote of the right document holds the answer', quotedRight / all],
      ['characters per quote', length / all],
      ['ms per quote', ms / all],
    ],
    all,
  )
}

type Example = { windows: ReadWindow[]; isRight: boolean[]; list: List }

const toExample = ({ index, understand, texts }: Opened, { question, docid, answer }: Question): Example => {
  const windows = index.inspectQuotes(docid, understand(question, systemClock.now()))
  const text = `${texts.get(docid) ?? ''}`
  const isRight = windows.map(({ from, to }) => holds(text.slice(from, to), answer))
  const right = windows.filter((_, at) => isRight[at])
  const isShortest = (one: ReadWindow): boolean =>
    !right.some((other) => other !== one && one.from <= other.from && other.to <= one.to)
  const rightness = windows.map((window, at) => (isRight[at] ? (isShortest(window) ? 1 : LOOSELY_RIGHT) : 0))
  const evidence = windows.map((window) => QUOTE_EVIDENCE.map((name) => window.evidence[name]))
  return { windows, isRight, list: { evidence, rightness } }
}

/** Fits the weights of quotes, prints them, and how well a fit on four fifths of the questions quotes for the fifth it has not seen. */
const refit = (opened: Opened): void => {
  const examples = opened.questions.map((question) => toExample(opened, question))
  const learnable = (some: readonly Example[]): List[] =>
    some.map(({ list }) => list).filter(({ rightness }) => rightness.some((value) => value > 0))
  const named = (weights: readonly number[]): typeof QUOTE_WEIGHTS =>
    Object.fromEntries(
      QUOTE_EVIDENCE.map((name, at) => [name, Number((weights[at] ?? 0).toFixed(2))]),
    ) as typeof QUOTE_WEIGHTS
  let right = 0
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const weights = named(fitListwise(learnable(examples.filter((_, at) => at % FOLDS !== fold)), SHRINK))
    examples.forEach(({ windows, isRight }, at) => {
      if (at % FOLDS !== fold) return
      const chosen = chooseWindow(windows, weights)
      right += Number(chosen !== undefined && isRight[windows.indexOf(chosen)])
    })
    report(`fold ${fold + 1} of ${FOLDS}`)
  }
  const weights = named(fitListwise(learnable(examples), SHRINK))
  process.stdout.write(`${JSON.stringify(weights, null, 2)}\n`)
  print(
    [['quote of the right document holds the answer, folds not seen', right / examples.length]],
    examples.length,
  )
}

/**
 * `eval documents`: asks the questions of a folder of long documents (`docs_recovered.jsonl`: `{ docid, text }`;
 * `doc_queries_dev25.csv`: id, question, docid, answer) and prints R@1, R@5 and how often the quoted words hold the answer, for the
 * document found first and for the right one. With `isFit` it fits the weights of src/retrieval/documents/quote-weights.ts instead.
 */
export const runDocuments = ({ data, isFit }: { data: string; isFit: boolean }): void => {
  const opened = openData(data)
  report(`${opened.index.size} documents, ${opened.questions.length} questions`)
  if (isFit) refit(opened)
  else measure(opened)
}
