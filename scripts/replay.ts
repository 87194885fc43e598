import { cpus } from 'node:os'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { DateTime } from 'luxon'
import { readConfig } from '../src/config.ts'
import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { fixedClock, isoNow, systemClock } from '../src/platform/clock.ts'
import { type Door, openHttpDoor, openOwnDoor } from './replay/doors.ts'
import { type Outcome, playMessage } from './replay/play-message.ts'
import { writeReport } from './replay/write-report.ts'
import { type ColumnMap, checkColumns, pick, readColumnMap } from './tables/pick-columns.ts'
import { readRows, sizeOf } from './tables/read-rows.ts'

const USAGE = `npm run replay -- 文件.csv|.jsonl --map text=内容列[,title=标题列][,at=时间列][,user=用户列]
  [--limit N] [--rate 每秒条数] [--together N] [--database URL] [--http http://127.0.0.1:12345]`

const FIELDS = ['text', 'title', 'at', 'user'] as const
const TOGETHER_MAX = 200
const AT_FORMATS = ['yyyy-MM-dd HH:mm:ss', 'yyyy/M/d H:mm:ss', 'yyyy/M/d H:mm', 'yyyy-MM-dd', 'yyyy/M/d']

type Message = { text: string; at: string | null; user: string }
type Reading = { unreadable: number }

const readOptions = () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      map: { type: 'string' },
      limit: { type: 'string', default: '1000000' },
      rate: { type: 'string' },
      together: { type: 'string' },
      database: { type: 'string' },
      http: { type: 'string' },
    },
  })
  const [path] = positionals
  const numbers = [values.limit, values.rate ?? '1', values.together ?? '1'].map(Number)
  if (!path || !values.map || numbers.some((n) => !(n > 0))) throw new Error(USAGE)
  if (values.http && values.database) throw new Error('--http 和 --database 只能用一个。')
  const together = values.together ? Math.min(TOGETHER_MAX, Number(values.together)) : values.http ? 8 : 1
  return {
    path,
    map: readColumnMap(values.map, FIELDS, ['text']),
    limit: Number(values.limit),
    rate: values.rate ? Number(values.rate) : null,
    together,
    database: values.database,
    http: values.http,
  }
}
type Options = ReturnType<typeof readOptions>

const readAt = (text: string, zone: string): string | null => {
  for (const format of AT_FORMATS) {
    const found = DateTime.fromFormat(text, format, { zone })
    if (found.isValid) return found.toUTC().toISO()
  }
  const iso = DateTime.fromISO(text, { zone })
  return iso.isValid ? iso.toUTC().toISO() : null
}

const toMessage = (map: ColumnMap, fields: Record<string, string>, line: number, zone: string): Message => {
  const [title, text] = [pick(map, fields, 'title'), pick(map, fields, 'text')]
  const said = title === '' || text.startsWith(title) ? text : `${title}\n${text}`
  return {
    text: said,
    at: readAt(pick(map, fields, 'at'), zone),
    user: pick(map, fields, 'user') || `row-${line}`,
  }
}

async function* readMessages(
  options: Options,
  zone: string,
  reading: Reading,
  onBytes: (n: number) => void,
): AsyncGenerator<Message> {
  let sent = 0
  for await (const row of readRows(options.path, onBytes)) {
    if (sent >= options.limit) return
    if (!row.fields) reading.unreadable++
    else {
      if (sent === 0) checkColumns(options.map, row)
      sent++
      yield toMessage(options.map, row.fields, row.line, zone)
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Takes messages one by one off the file with N talks at a time, none sooner than the rate allows. */
const playAll = async (
  options: Options,
  messages: AsyncGenerator<Message>,
  play: (message: Message) => Promise<Outcome>,
): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  const begun = performance.now()
  let started = 0
  // An async generator hands out one message per call, however many ask for the next at once.
  const worker = async (): Promise<void> => {
    for (;;) {
      const next = await messages.next()
      if (next.done) return
      const due = options.rate ? (started++ * 1000) / options.rate : 0
      await pause(Math.max(0, begun + due - performance.now()))
      outcomes.push(await play(next.value))
    }
  }
  await Promise.all(Array.from({ length: options.together }, worker))
  return outcomes
}

const main = async (): Promise<void> => {
  const options = readOptions()
  const { rules } = readCityFiles(readConfig().knowledgeDir)
  const clock = fixedClock(isoNow(systemClock))
  const door: Door = options.http ? openHttpDoor(options.http) : await openOwnDoor(options.database, clock)
  const bar = new SingleBar({
    format: '回放 [{bar}] {percentage}% {done} 条 {eta_formatted}',
    stream: process.stderr,
  })
  const bytes = sizeOf(options.path)
  const byCount = options.limit < 1_000_000
  bar.start(byCount ? options.limit : bytes, 0, { done: 0 })
  const reading: Reading = { unreadable: 0 }
  let done = 0
  const play = async (message: Message): Promise<Outcome> => {
    // Played one at a time, a message is said at its own moment: "昨天" means the day before it was written.
    if (options.together === 1 && message.at) clock.moveTo(message.at)
    const outcome = await door
      .begin(message.user)
      .then((talk) => playMessage(talk, rules.specialRoutes, message.text))
      .catch((error: unknown): Outcome => ({ kind: 'error', where: String(error), turnsMs: [] }))
    bar.increment(byCount ? 1 : 0, { done: ++done })
    return outcome
  }
  const begun = performance.now()
  try {
    const zone = rules.calendar.timezone
    const onBytes = (n: number): void => bar.increment(byCount ? 0 : n, { done })
    const outcomes = await playAll(options, readMessages(options, zone, reading, onBytes), play)
    const run = { file: basename(options.path), door: door.name, ms: performance.now() - begun }
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'},Node ${process.version}。`
    bar.stop()
    process.stdout.write(`${writeReport(outcomes, { ...run, unreadable: reading.unreadable, machine })}\n`)
    if (outcomes.some((o) => o.kind === 'error')) process.exitCode = 2
  } finally {
    bar.stop()
    await door.close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`回放没有完成：\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
