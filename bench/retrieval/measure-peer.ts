import { create, insert, search as searchOrama } from '@orama/orama'
import SqliteDatabase from 'better-sqlite3'
import MiniSearch from 'minisearch'
import type { Entry } from '../../src/contracts/entry.ts'
import { eachPublished } from '../../src/knowledge-base/entry-repository.ts'
import { readCityFiles } from '../../src/knowledge-base/read-city-files.ts'
import { toSearchable } from '../../src/knowledge-base/to-searchable.ts'
import { connect } from '../../src/platform/db/connect.ts'
import { parseLexicon } from '../../src/understanding/lexicon.ts'
import { normaliseText } from '../../src/understanding/normalise-text.ts'
import {
  addUserWords,
  findFillerWords,
  keepInformativeWords,
  segment,
} from '../../src/understanding/segment.ts'
import { countRight, type EngineName, type Measured, readMemory, type Task } from './child-task.ts'

const HITS = 10
/** A wording tells more than the body; the same for every peer. */
const BOOST = 3

/** One entry as words, cut by the product's own segmenter, joined by blanks. */
type Words = { id: string; wordings: string; body: string }
type Peer = {
  add(words: Words): void | Promise<void>
  ready(): void
  find(query: string[]): string[] | Promise<string[]>
}

const openMiniSearch = (): Peer => {
  const index = new MiniSearch<Words>({
    fields: ['wordings', 'body'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term || null,
  })
  return {
    add: (words) => index.add(words),
    ready: () => {},
    find: (query) =>
      index
        .search(query.join(' '), { boost: { wordings: BOOST }, combineWith: 'OR' })
        .slice(0, HITS)
        .map(({ id }) => id as string),
  }
}

const openOrama = (): Peer => {
  const tokenizer = {
    language: 'english',
    normalizationCache: new Map(),
    tokenize: (text: string) => text.split(' ').filter((word) => word !== ''),
  }
  const index = create({
    schema: { id: 'string', wordings: 'string', body: 'string' } as const,
    components: { tokenizer },
  })
  return {
    add: async (words) => void (await insert(index, words)),
    ready: () => {},
    find: async (query) => {
      const found = await searchOrama(index, {
        term: query.join(' '),
        properties: ['wordings', 'body'],
        boost: { wordings: BOOST },
        threshold: 1,
        limit: HITS,
      })
      return found.hits.map(({ document }) => document.id)
    },
  }
}

const openFts5 = (file: string): Peer => {
  const sqlite = new SqliteDatabase(file)
  sqlite.pragma('journal_mode = OFF')
  sqlite.exec('create virtual table entry using fts5(id unindexed, wordings, body)')
  sqlite.exec('begin')
  const put = sqlite.prepare('insert into entry values (?, ?, ?)')
  const find = sqlite
    .prepare(`select id from entry where entry match ? order by bm25(entry, 0, ${BOOST}, 1) limit ${HITS}`)
    .pluck()
  return {
    add: ({ id, wordings, body }) => void put.run(id, wordings, body),
    ready: () => void sqlite.exec('commit'),
    find: (query) =>
      find.all(query.map((word) => `"${word.replaceAll('"', '""')}"`).join(' OR ')) as string[],
  }
}

const openPeer = (engine: EngineName, scratchFile: string): Peer =>
  engine === 'minisearch' ? openMiniSearch() : engine === 'orama' ? openOrama() : openFts5(scratchFile)

/**
 * Measures another engine on the words our segmenter cuts: entries from the same database, the same held-out wordings. Cutting is in the
 * building time, as it would be in a product, and told apart in nothing else.
 */
export const measurePeer = async (task: Task): Promise<Measured> => {
  const lexicon = parseLexicon(readCityFiles(task.knowledgeDir).lexicon)
  addUserWords(lexicon.userWords.map(({ word }) => word))
  addUserWords(lexicon.stopWords)
  const cut = (text: string): string[] => {
    const normal = normaliseText(text)
    return keepInformativeWords(segment(normal), lexicon.stopWords, findFillerWords(normal))
  }
  const { db, close } = connect(`file:${task.databaseFile}`)
  const peer = openPeer(task.engine, task.scratchFile)
  const begun = performance.now()
  let entries = 0
  for await (const entry of eachPublished(db)) {
    await peer.add(toWords(entry))
    entries += 1
  }
  peer.ready()
  const builtMs = performance.now() - begun
  await close()

  const searchMs: number[] = []
  const places: number[] = []
  for (const { text, entryId } of task.asked) {
    const query = cut(text)
    const asked = performance.now()
    const found = await peer.find(query)
    searchMs.push(performance.now() - asked)
    places.push(found.indexOf(entryId))
  }
  return {
    entries,
    builtMs,
    searchMs,
    allMs: [],
    cpuMs: [],
    ...readMemory(),
    ...countRight(places),
    byLength: [],
    changeMs: [],
    blockedMs: [],
  }

  function toWords(entry: Entry): Words {
    const { entryId, question, similar, answer, details, guideText, keywords } = toSearchable(entry, '')
    const join = (texts: readonly string[]): string => cut(texts.join('\n')).join(' ')
    return {
      id: entryId,
      wordings: join([question, ...similar, ...keywords]),
      body: join([answer, details, guideText]),
    }
  }
}
