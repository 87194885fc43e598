import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import type { LearnedKind } from '../src/dispatch/learned-model-repository.ts'
import { listDutyExamples } from '../src/dispatch/list-duty-examples.ts'
import { listEntryExamples } from '../src/dispatch/list-entry-examples.ts'
import { forgetHistory, type MatterExample, putExamples } from '../src/dispatch/matter-example-repository.ts'
import { type Trained, trainMatters } from '../src/dispatch/train-matters.ts'
import { listCategoryTopics, readLexiconTopics } from '../src/knowledge-base/list-topic-texts.ts'
import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { isoNow, systemClock } from '../src/platform/clock.ts'
import { connect } from '../src/platform/db/connect.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { parseLexicon } from '../src/understanding/lexicon.ts'
import { createProductTopics } from '../src/understanding/product-topics.ts'
import { checkColumns, readColumnMap } from './tables/pick-columns.ts'
import { readRows } from './tables/read-rows.ts'
import {
  createMatterReader,
  LEARNED_FIELDS,
  MATTER_FIELDS,
  noneUnknown,
  type Unknown,
} from './train/to-matter-example.ts'

const USAGE = `npm run train -- 文件.csv|.jsonl --map text=内容列[,title=标题列][,category=类别列][,department=承办单位列][,type=诉求类型列][,urgency=紧急程度列] [--dry-run]
npm run train            (没有新文件，只用已有的历史和派单员的决定重新学习)`
const ROWS_MAX = 200_000
const UNKNOWN_SHOWN = 20

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

const readHistory = async (
  path: string,
  mapText: string,
  readerOf: ReturnType<typeof createMatterReader>,
) => {
  const map = readColumnMap(mapText, MATTER_FIELDS, ['text'])
  if (!LEARNED_FIELDS.some((field) => map[field]))
    throw new Error(`--map 里要有 ${LEARNED_FIELDS.join('、')} 里的一项。\n${USAGE}`)
  const examples: MatterExample[] = []
  let wrong = 0
  let rows = 0
  for await (const row of readRows(path, () => {})) {
    if (++rows > ROWS_MAX) throw new Error(`文件超过 ${ROWS_MAX} 行，请只留最近几年的。`)
    if (!row.fields) {
      wrong += 1
      continue
    }
    if (rows === 1) checkColumns(map, row)
    const example = readerOf(map, row.fields, `${basename(path)}:${row.line}`)
    if (example) examples.push(example)
    else wrong += 1
  }
  return { examples, wrong }
}

const NAMES: Record<LearnedKind, string> = {
  category: '类别',
  unit: '承办单位',
  type: '诉求类型',
  urgency: '紧急程度',
}

const sayUnknown = (unknown: Unknown): void => {
  for (const field of LEARNED_FIELDS) {
    const [what, names] = [NAMES[field === 'department' ? 'unit' : field], unknown[field]]
    if (names.size === 0) continue
    const shown = [...names].sort((a, b) => b[1] - a[1]).slice(0, UNKNOWN_SHOWN)
    say(`本市没有这些${what}，这些行的${what}没有学：${shown.map(([n, c]) => `${n}(${c})`).join('、')}`)
  }
}

const sayTrained = (outcome: Trained): void => {
  const what = NAMES[outcome.kind]
  if (outcome.state === 'too-few')
    say(`${what}：可学的例子只有 ${outcome.examples} 条，继续按本市的文件判断。`)
  else if (outcome.state === 'unchanged') say(`${what}：例子没有变化，不用重新学(${outcome.examples} 条)。`)
  else {
    const { accuracy, amongThree, macroF1, calibrationError } = outcome.figures
    say(
      `${what}：第 ${outcome.version} 版，${outcome.examples} 条例子，${outcome.labels} 个结果。五折检验：第一个对 ${percent(accuracy)}，` +
        `前三个里有 ${percent(amongThree)},宏平均 F1 ${macroF1.toFixed(3)}，把握的误差 ${percent(calibrationError)}。`,
    )
  }
}

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { map: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
  })
  const [path] = positionals
  if (path && !values.map) throw new Error(USAGE)
  const config = readConfig()
  const { rules, entries, lexicon } = readCityFiles(config.knowledgeDir)
  const unknown = noneUnknown()
  const at = isoNow(systemClock)
  const history = path
    ? await readHistory(path, values.map ?? '', createMatterReader(rules, at, unknown))
    : null
  if (history) {
    say(`读到 ${history.examples.length} 条可以学的；${history.wrong} 行没有内容，或者要学的都对不上。`)
    sayUnknown(unknown)
    if (history.examples.length === 0) throw new Error('没有一条可以学，什么都没有改动。')
  }
  if (values['dry-run']) {
    say('这是试读，什么都没有写入。')
    return
  }
  const { db, close } = connect(config.databaseUrl, config.databasePool)
  try {
    await migrate(db)
    if (path && history) {
      await db.transaction().execute(async (tx) => {
        await forgetHistory(tx, basename(path))
        await putExamples(tx, history.examples)
      })
    }
    const topics = createProductTopics({
      lexicon: readLexiconTopics(config.knowledgeDir),
      categories: listCategoryTopics(rules.categories, entries),
      synonyms: parseLexicon(lexicon).synonyms,
    })
    const told = { duties: listDutyExamples(rules), entries: await listEntryExamples(db, rules) }
    for (const outcome of await trainMatters({ db, clock: systemClock }, topics, 'train', told))
      sayTrained(outcome)
    say('正在运行的服务会从事件里读到新的一版，不用重启。')
  } finally {
    await close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`没有学成：\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
