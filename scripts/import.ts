import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { readConfig } from '../src/config.ts'
import type { CityRules } from '../src/contracts/city-rules.ts'
import type { Entry } from '../src/contracts/entry.ts'
import { listPublished } from '../src/knowledge-base/entry-repository.ts'
import { type ImportSummary, type Incoming, importEntries } from '../src/knowledge-base/import-entries.ts'
import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { systemClock } from '../src/platform/clock.ts'
import { connect } from '../src/platform/db/connect.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import type { Database } from '../src/platform/db/schema.ts'
import { findTitle } from '../src/retrieval/documents/find-title.ts'
import { toDocument } from './import/to-document.ts'
import { ENTRY_FIELDS, NEEDED_FIELDS, type Read, toEntry } from './import/to-entry.ts'
import { type ColumnMap, checkColumns, readColumnMap } from './tables/pick-columns.ts'
import { type Row, readRows, sizeOf } from './tables/read-rows.ts'
import { isFolder, readTexts } from './tables/read-texts.ts'

const USAGE = `npm run import -- 文件.csv|.jsonl --map id=编号列,question=题目列,answer=回答列[,similar=…][,department=…][,category=…][,keywords=…][,source=…] --library 名字 [--dry-run]
npm run import -- 政策文件.jsonl(每行 {id,title,text})|放着 .txt、.md 的文件夹 --documents --library 名字 [--dry-run]`

/** One import is one transaction: more than this would keep a running server waiting. */
const ROWS_MAX = 50_000
const WRONG_SHOWN = 20
/** The library the city's own files come in as; an import of that name would retire all of them. */
const OWN_LIBRARY = 'city'

type Wrong = { line: number; reason: string; id: string | null }
type FileRead = { entries: Map<string, Incoming>; wrong: Wrong[]; leftOut: number }

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

/** How one row becomes an entry, and what must be true of the first row. */
type Reading = { read(fields: Record<string, string>): Read; check(first: Row): void }

const asEntries = (map: ColumnMap, rules: CityRules, library: string): Reading => ({
  read: (fields) => toEntry(rules, library, map, fields),
  check: (first) => checkColumns(map, first),
})

const asDocuments = (rules: CityRules, library: string): Reading => ({
  read: (fields) => toDocument(rules, library, fields),
  check: ({ fields }) => {
    if (fields && !('text' in fields)) throw new Error('政策文件每行要有 id、title、text 三项。')
  },
})

const readFile = async (path: string, reading: Reading): Promise<FileRead> => {
  const found: FileRead = { entries: new Map(), wrong: [], leftOut: 0 }
  const lines = new Map<string, number>()
  const folder = isFolder(path)
  const bar = new SingleBar({ format: '读取 [{bar}] {percentage}% {rows} 行', stream: process.stderr })
  bar.start(folder ? 1 : sizeOf(path), 0, { rows: 0 })
  let rows = 0
  const source = folder
    ? readTexts(path, findTitle)
    : readRows(path, (bytes) => bar.increment(bytes, { rows }))
  try {
    for await (const row of source) {
      if (++rows > ROWS_MAX) throw new Error(`文件超过 ${ROWS_MAX} 行，请分成几个文件、几个库导入。`)
      if (!row.fields) {
        found.wrong.push({ line: row.line, reason: row.wrong, id: null })
        continue
      }
      if (rows === 1) reading.check(row)
      const read = reading.read(row.fields)
      if ('wrong' in read) {
        found.wrong.push({ line: row.line, reason: read.wrong, id: read.id })
        continue
      }
      const first = lines.get(read.entry.id)
      if (first !== undefined) {
        found.wrong.push({ line: row.line, reason: `编号和第 ${first} 行相同，用了第 ${first} 行`, id: null })
        continue
      }
      lines.set(read.entry.id, row.line)
      found.entries.set(read.entry.id, read.entry)
      found.leftOut += read.leftOut
    }
    bar.update(bar.getTotal(), { rows })
  } finally {
    bar.stop()
  }
  return found
}

const asItStands = (entry: Entry): Incoming => {
  const { version, updatedAt, updatedBy, reason, state, library, origin, ...rest } = entry
  return rest
}

/**
 * Entries of this library whose row is wrong this time. They go in as they stand: a mistake in a file must not take
 * an answer away that was right before.
 */
const keepWhatWasRight = async (db: Database, library: string, read: FileRead): Promise<number> => {
  const broken = new Set(read.wrong.map((w) => w.id).filter((id) => id !== null && !read.entries.has(id)))
  if (broken.size === 0) return 0
  const kept = (await listPublished(db)).filter((e) => e.library === library && broken.has(e.id))
  for (const entry of kept) read.entries.set(entry.id, asItStands(entry))
  return kept.length
}

const sayWrong = (wrong: readonly Wrong[]): void => {
  if (wrong.length === 0) return
  say(`有 ${wrong.length} 行没有导入：`)
  for (const { line, reason } of wrong.slice(0, WRONG_SHOWN)) say(`  第 ${line} 行：${reason}`)
  if (wrong.length > WRONG_SHOWN) say(`  …… 其余 ${wrong.length - WRONG_SHOWN} 行略`)
}

const saySummary = (library: string, summary: ImportSummary, ms: number): void => {
  say(
    `知识库“${library}”：新增 ${summary.created} 条，更新 ${summary.updated} 条，没有变化 ${summary.unchanged} 条,` +
      `停用 ${summary.retired} 条(文件里没有了)，保留人工修改 ${summary.keptHumanEdit} 条。用时 ${(ms / 1000).toFixed(1)} 秒。`,
  )
  if (summary.created + summary.updated + summary.retired > 0) {
    say('正在运行的服务会从事件里读到这些变化，几秒后就按新内容回答，不用重启。')
  }
}

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      map: { type: 'string' },
      library: { type: 'string' },
      documents: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
  })
  const [path] = positionals
  if (!path || !values.library) throw new Error(USAGE)
  const { library, map } = values
  const areDocuments = values.documents || isFolder(path)
  if (!areDocuments && !map) throw new Error(USAGE)
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u.test(library) || library === OWN_LIBRARY) {
    throw new Error(`库名用字母、数字、汉字、点和横线，40 字以内，不能叫 ${OWN_LIBRARY}。`)
  }
  const config = readConfig()
  const { rules } = readCityFiles(config.knowledgeDir)
  const reading = areDocuments
    ? asDocuments(rules, library)
    : asEntries(readColumnMap(map ?? '', ENTRY_FIELDS, NEEDED_FIELDS), rules, library)
  const read = await readFile(path, reading)
  say(`${basename(path)}:${read.entries.size} 条可以导入。`)
  sayWrong(read.wrong)
  if (read.leftOut > 0) say(`有 ${read.leftOut} 条相似问太长或太多，没有收。`)
  if (values['dry-run']) {
    say('这是试读，什么都没有写入。')
    return
  }
  // An empty file retires a whole library; that is never what somebody meant.
  if (read.entries.size === 0) throw new Error('没有一条可以导入，库里的内容没有改动。')
  const { db, close } = connect(config.databaseUrl, config.databasePool)
  try {
    await migrate(db)
    const kept = await keepWhatWasRight(db, library, read)
    if (kept > 0) say(`其中 ${kept} 条库里已有，这次写错了，保留原来的内容。`)
    const begun = performance.now()
    const summary = await importEntries(
      { db, clock: systemClock },
      library,
      [...read.entries.values()],
      'import',
    )
    saySummary(library, summary, performance.now() - begun)
  } finally {
    await close()
  }
  if (read.wrong.length > 0) process.exitCode = 2
}

main().catch((error: unknown) => {
  process.stderr.write(`导入没有完成：\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
