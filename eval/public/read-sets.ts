import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Entry } from '../../src/contracts/entry.ts'
import type { SearchableEntry } from '../../src/contracts/retrieval.ts'
import { fromEntryFile } from '../../src/knowledge-base/import-entries.ts'
import { readCityFiles } from '../../src/knowledge-base/read-city-files.ts'
import { toSearchable } from '../../src/knowledge-base/to-searchable.ts'
import { readJsonLines } from '../read-inputs.ts'

/** One question of a public set. `gold` empty: the corpus has no answer. */
export type PublicQuery = { id: string; query: string; gold: string[]; group: string; answer?: string }
/** A public set: a knowledge base and what real people asked of it. */
export type PublicSet = { name: string; entries: SearchableEntry[]; queries: PublicQuery[] }

const entry = (entryId: string, question: string, more: Partial<SearchableEntry> = {}): SearchableEntry => ({
  entryId,
  version: 1,
  question,
  similar: [],
  answer: '',
  details: '',
  keywords: [],
  category: '',
  department: '',
  guideText: '',
  ...more,
})

const readCsv = <T>(path: string, schema: z.ZodType<T>): T[] =>
  z.array(schema).parse(parse(readFileSync(path, 'utf8'), { columns: true, bom: true }))

const KaohsiungFaq = z.object({
  faq_id: z.string(),
  question: z.string(),
  answer: z.string(),
  department: z.string(),
})
const KaohsiungQuery = z.object({
  id: z.string(),
  query: z.string(),
  faq_id: z.string().nullable(),
  also: z.array(z.string()).default([]),
  kind: z.string(),
})

/** A city 1999 hotline's whole FAQ with colloquial, noisy and unanswerable messages. */
const readKaohsiung = (dir: string): PublicSet => ({
  name: 'kaohsiung',
  entries: readJsonLines(join(dir, 'kaohsiung/faq_simp.jsonl'), KaohsiungFaq).map((line) =>
    entry(line.faq_id, line.question, { answer: line.answer, department: line.department }),
  ),
  queries: readJsonLines(join(dir, 'kaohsiung/queries_dev.jsonl'), KaohsiungQuery).map((line) => ({
    id: line.id,
    query: line.query,
    gold: line.faq_id === null ? [] : [line.faq_id, ...line.also],
    group: line.kind,
  })),
})

/** The standard questions of a city app with what people really typed; near-equal entries count as right. */
const readIshenzhen = (dir: string): PublicSet => ({
  name: 'ishenzhen',
  entries: readCsv(
    join(dir, 'ishenzhen/faq.csv'),
    z.object({ faq_id: z.string(), standard_question: z.string() }),
  ).map((line) => entry(line.faq_id, line.standard_question)),
  queries: readCsv(
    join(dir, 'ishenzhen/queries_dev30.csv'),
    z.object({ query: z.string(), gold_lenient: z.string() }),
  ).map((line, at) => ({
    id: `s${at}`,
    query: line.query,
    gold: line.gold_lenient.split(' '),
    group: 'typed',
  })),
})

/** Policy documents with questions and the words that answer them. */
const readNcp = (dir: string): PublicSet => ({
  name: 'ncp',
  entries: readJsonLines(
    join(dir, 'ncp/docs_recovered.jsonl'),
    z.object({ docid: z.string(), text: z.string() }),
  ).map((line) => entry(line.docid, '', { details: line.text, isDocument: true })),
  queries: readCsv(
    join(dir, 'ncp/doc_queries_dev25.csv'),
    z.object({ id: z.string(), question: z.string(), docid: z.string(), answer: z.string() }),
  ).map((line) => ({
    id: line.id,
    query: line.question,
    gold: [line.docid],
    group: 'policy',
    answer: line.answer,
  })),
})

const GovItem = z.object({
  item_code: z.string(),
  item_name: z.string(),
  parent_name: z.string(),
  department: z.string(),
})

/** Service guides of a province with what people call them. */
const readGovItems = (dir: string): PublicSet => ({
  name: 'gov_items',
  entries: readJsonLines(join(dir, 'gov_items/guangdong_items_no_colloquial.jsonl'), GovItem).map((line) =>
    entry(line.item_code, line.item_name, {
      similar: line.parent_name === line.item_name ? [] : [line.parent_name],
      department: line.department,
    }),
  ),
  queries: readCsv(
    join(dir, 'gov_items/guangdong_colloquial_dev30.csv'),
    z.object({ query: z.string(), gold_item_codes: z.string() }),
  ).map((line, at) => ({
    id: `g${at}`,
    query: line.query,
    gold: line.gold_item_codes.split(' '),
    group: 'names',
  })),
})

/** Our own city: one similar question of each entry is taken out and asked. Written by editors, so easier than what people type. */
export const readOwnSet = (knowledgeDir = 'knowledge'): PublicSet => {
  const { rules, entries } = readCityFiles(knowledgeDir)
  const nameOf = (id: string): string => rules.departments.find((each) => each.id === id)?.name ?? ''
  const asked = entries.flatMap((file, at) => {
    const left = file.similar[at % Math.max(1, file.similar.length)]
    return left === undefined ? [] : [{ id: file.id, query: left, gold: [file.id], group: 'left out' }]
  })
  const taken = new Map(asked.map(({ id, query }) => [id, query]))
  return {
    name: 'own',
    entries: entries.map((file) => {
      const similar = file.similar.filter((wording) => wording !== taken.get(file.id))
      const written = { version: 1, updatedAt: '', updatedBy: '', reason: '', library: 'city' }
      const entry = { ...fromEntryFile(file), ...written, state: 'published', origin: 'file', similar }
      return toSearchable(entry as Entry, nameOf(file.department))
    }),
    queries: asked,
  }
}

/** The four public sets of a folder given on the command line (development parts). Throws where a file is missing. */
export const readPublicSets = (dir: string): PublicSet[] => [
  readKaohsiung(dir),
  readIshenzhen(dir),
  readNcp(dir),
  readGovItems(dir),
]
