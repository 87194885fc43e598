import { z } from 'zod'
import { decideAnswer } from '../src/answering/decide-answer.ts'
import { THRESHOLDS } from '../src/answering/thresholds.ts'
import type { Decision } from '../src/contracts/decision.ts'
import type { Meaning } from '../src/contracts/meaning.ts'
import type { Hit, SearchableEntry } from '../src/contracts/retrieval.ts'
import { systemClock } from '../src/platform/clock.ts'
import { createKnownMatters } from '../src/retrieval/known-matters/known-matters.ts'
import { createSearchIndex, type SearchIndex } from '../src/retrieval/search-index.ts'
import type { Understanding } from '../src/understanding/understand-text.ts'
import { readLearned } from './learn-wordings.ts'
import { readJsonLines, readLexicon, readUnderstanding } from './read-inputs.ts'
import { report, writeJsonLines } from './write-outputs.ts'

const Id = z.union([z.string(), z.number()]).transform(String)
const FaqLine = z.object({
  id: Id,
  question: z.string(),
  variants: z.array(z.string()).default([]),
  answer: z.string().default(''),
  department: z.string().default(''),
})
const DocumentLine = z.object({ id: Id, title: z.string().default(''), text: z.string() })
/** One line of a corpus: a question with its answer, or a document. */
const CorpusLine = z.union([FaqLine, DocumentLine])
const QueryLine = z.object({ id: Id, query: z.string() })

const HITS = 10

/** A corpus line as a published entry: a question with its answer, or a long document under its title. */
export const toEntry = (line: z.infer<typeof CorpusLine>): SearchableEntry => {
  const base = { entryId: line.id, version: 1, keywords: [], category: '', guideText: '' }
  return 'question' in line
    ? {
        ...base,
        question: line.question,
        similar: line.variants,
        answer: line.answer,
        details: '',
        department: line.department,
      }
    : {
        ...base,
        question: line.title,
        similar: [],
        answer: '',
        details: line.text,
        department: '',
        isDocument: true,
      }
}

/** What the product answers with, without its database. */
type Opened = {
  index: SearchIndex
  understand: Understanding
  decide: (meaning: Meaning, hits: readonly Hit[]) => Decision
}

/** A fresh index of these entries and the understanding beside it, as the product has them at start. */
export const openIndex = (entries: readonly SearchableEntry[]): Opened => {
  const lexicon = readLexicon()
  const understand: Understanding = readUnderstanding(lexicon)
  const index: SearchIndex = createSearchIndex(lexicon)
  index.replaceAll(entries)
  const matters = createKnownMatters(lexicon, index)
  return {
    index,
    understand,
    decide: (meaning, hits) =>
      decideAnswer(meaning, hits, THRESHOLDS, (least) => matters.missing(matters.recognise(meaning), least)),
  }
}

/** Reads a corpus and the learned wordings into a fresh index. */
const openCorpus = (corpusPath: string, learnPath?: string): Opened => {
  const opened = openIndex([])
  const learned = learnPath === undefined ? undefined : readLearned(learnPath, opened.understand)
  const entries = readJsonLines(corpusPath, CorpusLine).map(toEntry)
  opened.index.replaceAll(entries, (id) => learned?.get(id) ?? [])
  return opened
}

/**
 * `eval retrieval`: asks every query of the product's own path (understand, search, decide) and writes one line per query:
 * `{ id, decision, confidence, hits: [{ entryId, score }], quote?, ms }`. The quote is taken from the best hit, whether the decision is to
 * answer from it or to ask back: what would be shown is judged apart from whether it is shown.
 */
export const runRetrieval = (options: {
  corpus: string
  queries: string
  learn?: string
  out: string
}): void => {
  const { index, understand, decide } = openCorpus(options.corpus, options.learn)
  const queries = readJsonLines(options.queries, QueryLine)
  report(`${index.size} entries, ${queries.length} queries`)
  const now = systemClock.now()
  const today = now.toISOString().slice(0, 10)
  const lines = queries.map(({ id, query }) => {
    const startedAt = performance.now()
    const meaning = understand(query, now)
    const hits = index.search(meaning, { today, limit: HITS })
    const decision = decide(meaning, hits)
    const best = hits[0]
    const quote = best ? index.quote(best.entryId, meaning)?.text : undefined
    const ms = Number((performance.now() - startedAt).toFixed(3))
    return {
      id,
      decision: decision.kind,
      confidence: Number(decision.confidence.toFixed(4)),
      hits: hits.map(({ entryId, score }) => ({ entryId, score: Number(score.toFixed(5)) })),
      ...(quote === undefined ? {} : { quote }),
      ms,
    }
  })
  writeJsonLines(options.out, lines)
  const times = lines.map(({ ms }) => ms).sort((a, b) => a - b)
  report(
    `ms per query: p50 ${times[Math.floor(times.length / 2)]}, p99 ${times[Math.floor(times.length * 0.99)]}`,
  )
}
