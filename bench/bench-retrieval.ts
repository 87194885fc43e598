import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { build } from 'esbuild'
import { readConfig } from '../src/config.ts'
import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { quantile, table } from './machine.ts'
import { ENGINES, type EngineName, type Measured, type Task } from './retrieval/child-task.ts'
import { growCity, holdOut, writeCity } from './retrieval/grow-city.ts'
import { makeDatabaseDir } from './server.ts'

const CHANGES = 40
const RUNS_MAX = 20
const MAX_OUTPUT = 2 ** 26
const HEAP_MB = 6000

/** As in the container (Dockerfile). */
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' }

const run = promisify(execFile)

/** The measured code is bundled as the product is (`npm run build`): a TypeScript loader in the process would be measured too. */
const bundleChild = async (): Promise<string> => {
  const outdir = resolve('dist/bench')
  await build({
    entryPoints: { child: 'bench/retrieval/child.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
  })
  return `${outdir}/child.js`
}

const median = (numbers: readonly number[]): number => quantile(numbers, 0.5)
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const millis = (ms: number): string => `${ms.toFixed(2)} ms`
const mb = (n: number): string => `${n.toFixed(0)} MB`
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** A figure of every run, and the one in the middle. */
const over = (runs: readonly Measured[], figure: (one: Measured) => number): number =>
  median(runs.map(figure))

const ownTable = (bySize: ReadonlyMap<number, Measured[]>): string[] =>
  table(
    ['entries', 'built', 'p50', 'p95', 'CPU p50', 'CPU p95', 'memory', 'peak', 'change', 'blocked'],
    [...bySize].map(([size, runs]) => [
      String(size),
      seconds(over(runs, ({ builtMs }) => builtMs)),
      millis(over(runs, ({ allMs }) => quantile(allMs, 0.5))),
      millis(over(runs, ({ allMs }) => quantile(allMs, 0.95))),
      millis(over(runs, ({ cpuMs }) => quantile(cpuMs, 0.5))),
      millis(over(runs, ({ cpuMs }) => quantile(cpuMs, 0.95))),
      mb(over(runs, ({ rssMb }) => rssMb)),
      mb(over(runs, ({ peakMb }) => peakMb)),
      millis(over(runs, ({ changeMs }) => quantile(changeMs, 0.95))),
      millis(over(runs, ({ blockedMs }) => quantile(blockedMs, 0.95))),
    ]),
  )

const lengthTable = (bySize: ReadonlyMap<number, Measured[]>): string[] => {
  const lengths = [...bySize.values()][0]?.[0]?.byLength.map(({ length }) => length) ?? []
  return table(
    ['CPU p50 by characters', ...lengths.map(String)],
    [...bySize].map(([size, runs]) => [
      `${size} entries`,
      ...lengths.map((_, at) => millis(over(runs, ({ byLength }) => median(byLength[at]?.ms ?? [])))),
    ]),
  )
}

const peerTable = (byEngine: ReadonlyMap<EngineName, Measured[]>): string[] =>
  table(
    ['engine', 'R@1', 'R@10', 'search p50', 'search p95', 'built', 'memory', 'peak'],
    [...byEngine].map(([engine, runs]) => [
      engine,
      percent(over(runs, ({ firstRight }) => firstRight)),
      percent(over(runs, ({ amongTen }) => amongTen)),
      millis(over(runs, ({ searchMs }) => quantile(searchMs, 0.5))),
      millis(over(runs, ({ searchMs }) => quantile(searchMs, 0.95))),
      seconds(over(runs, ({ builtMs }) => builtMs)),
      mb(over(runs, ({ rssMb }) => rssMb)),
      mb(over(runs, ({ peakMb }) => peakMb)),
    ]),
  )

/**
 * How long a question takes from text to decision, on the demo city grown to N entries of eight wordings, from a real SQLite file; what
 * building and changing the index costs; and other search engines on the same words. Each figure comes from a process of its own.
 */
export const benchRetrieval = async (args: string[]): Promise<string[]> => {
  const { values } = parseArgs({
    args,
    options: {
      sizes: { type: 'string', default: '10000,100000' },
      'peers-at': { type: 'string', default: '10000' },
      runs: { type: 'string', default: '3' },
    },
  })
  const runs = Math.max(1, Math.min(RUNS_MAX, Number(values.runs) || 1))
  const sizes = values.sizes
    .split(',')
    .map(Number)
    .filter((n) => n > 0)
  const peersAt = Number(values['peers-at'])
  const { knowledgeDir } = readConfig()
  const files = readCityFiles(knowledgeDir)
  const { real, asked } = holdOut(files.entries)
  // A rambling citizen: one matter after the other.
  const story = asked.map(({ text }) => text).join(',')
  const child = await bundleChild()
  const { dir, remove } = makeDatabaseDir()

  const measure = async (size: number, engine: EngineName): Promise<Measured> => {
    const scratchFile = `${dir}/peer.db`
    const task: Task = {
      engine,
      knowledgeDir: resolve(knowledgeDir),
      databaseFile: `${dir}/city-${size}.db`,
      scratchFile,
      asked,
      story,
      changes: CHANGES,
    }
    writeFileSync(`${dir}/task.json`, JSON.stringify(task))
    const { stdout } = await run(
      process.execPath,
      [`--max-old-space-size=${HEAP_MB}`, child, `${dir}/task.json`],
      { maxBuffer: MAX_OUTPUT, env: { ...process.env, ...MALLOC } },
    )
    rmSync(scratchFile, { force: true })
    process.stderr.write(`${engine} on ${size}: measured\n`)
    return JSON.parse(stdout) as Measured
  }
  const repeat = async (size: number, engine: EngineName): Promise<Measured[]> => {
    const measured: Measured[] = []
    while (measured.length < runs) measured.push(await measure(size, engine))
    return measured
  }

  try {
    const bySize = new Map<number, Measured[]>()
    for (const size of sizes) {
      await writeCity(`${dir}/city-${size}.db`, growCity(real, size))
      bySize.set(size, await repeat(size, 'yingsheng'))
    }
    const byEngine = new Map<EngineName, Measured[]>()
    if (sizes.includes(peersAt)) {
      for (const engine of ENGINES) {
        const known = engine === 'yingsheng' ? bySize.get(peersAt) : undefined
        byEngine.set(engine, known ?? (await repeat(peersAt, engine)))
      }
    }
    return [
      `${asked.length} held-out wordings, medians of ${runs} runs; text → decision, all stages.`,
      '',
      ...ownTable(bySize),
      '',
      ...lengthTable(bySize),
      ...(byEngine.size > 0
        ? ['', `The same words and wordings, ${peersAt} entries, search alone:`, '', ...peerTable(byEngine)]
        : []),
    ]
  } finally {
    remove()
  }
}
