import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import type { EntryFile } from '../src/contracts/knowledge-file.ts'
import type { SearchableEntry } from '../src/contracts/retrieval.ts'
import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { createSearchIndex } from '../src/retrieval/search-index.ts'
import { parseLexicon } from '../src/understanding/lexicon.ts'
import { createUnderstanding } from '../src/understanding/understand-text.ts'
import { quantile, table } from './machine.ts'

const GROWTH_MAX = 100
const QUERIES = 500
const HITS = 8
const SEED = 20261122

/** A small generator of numbers in 0…1 that gives the same run every time (mulberry32). */
const createRandom = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const toSearchable = (e: EntryFile): SearchableEntry => ({
  entryId: e.id,
  version: 1,
  question: e.question,
  similar: e.similar,
  answer: e.answer,
  details: e.details ?? '',
  keywords: e.keywords,
  category: e.category,
  department: e.department,
  guideText: '',
})

/**
 * More entries that look like a city's: halves of real sentences put together anew. Word frequencies stay real, no
 * two are alike; how well they are found is not what is measured.
 */
const grow = (real: readonly SearchableEntry[], times: number): SearchableEntry[] => {
  const random = createRandom(SEED)
  const other = (): SearchableEntry => real[Math.floor(random() * real.length)] as SearchableEntry
  const splice = (a: string, b: string): string =>
    a.slice(0, Math.ceil(a.length / 2)) + b.slice(Math.ceil(b.length / 2))
  const made: SearchableEntry[] = []
  for (let round = 1; round < times; round++) {
    for (const entry of real) {
      const [b, c] = [other(), other()]
      made.push({
        ...entry,
        entryId: `${entry.entryId}-${round}`,
        question: splice(entry.question, b.question),
        similar: entry.similar.map((one, i) => splice(one, c.similar[i % c.similar.length] ?? '')),
        answer: splice(entry.answer, b.answer),
        details: splice(entry.details, c.details),
      })
    }
  }
  return [...real, ...made]
}

/** How long a question takes, understanding included, on the demo city and on the same city grown N times. */
export const benchRetrieval = async (args: string[]): Promise<string[]> => {
  const { values } = parseArgs({ args, options: { growth: { type: 'string', default: '1,5,20' } } })
  const growths = values.growth
    .split(',')
    .map(Number)
    .filter((n) => n >= 1 && n <= GROWTH_MAX)
  const { rules, entries, lexicon: files } = readCityFiles(readConfig().knowledgeDir)
  const lexicon = parseLexicon(files)
  const understand = createUnderstanding({ lexicon, city: rules.city, specialRoutes: rules.specialRoutes })
  const real = entries.map(toSearchable)
  const wordings = entries.flatMap((e) => e.similar)
  const step = Math.max(1, Math.floor(wordings.length / QUERIES))
  const queries = wordings.filter((_, i) => i % step === 0).slice(0, QUERIES)
  const now = new Date('2026-11-23T02:00:00Z')
  const rows: string[][] = []
  for (const times of growths) {
    const all = grow(real, times)
    const index = createSearchIndex(lexicon)
    const begun = performance.now()
    index.replaceAll(all)
    const builtMs = performance.now() - begun
    const understandMs: number[] = []
    const searchMs: number[] = []
    for (const query of queries) {
      const asked = performance.now()
      const meaning = understand(query, now)
      const understood = performance.now()
      index.search({ tokens: meaning.tokens, text: meaning.text }, { today: '2026-11-23', limit: HITS })
      understandMs.push(understood - asked)
      searchMs.push(performance.now() - understood)
    }
    const ms = (of: number[], q: number): string => `${quantile(of, q).toFixed(2)} ms`
    rows.push([
      `× ${times}`,
      String(all.length),
      `${(builtMs / 1000).toFixed(2)} s`,
      ms(understandMs, 0.5),
      ms(searchMs, 0.5),
      ms(searchMs, 0.95),
      `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`,
    ])
  }
  const head = [
    'city',
    'entries',
    'index built',
    'understand p50',
    'search p50',
    'search p95',
    'memory (RSS)',
  ]
  return [...table(head, rows), '', `${queries.length} wordings of the city's own entries.`]
}
