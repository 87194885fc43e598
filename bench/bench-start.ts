import { parseArgs } from 'node:util'
import { table } from './machine.ts'
import { beginTalk, makeDatabaseDir, startServer } from './server.ts'

const RUNS_MAX = 20

const measure = async (databaseUrl: string): Promise<{ upMs: number; answerMs: number; rssMb: number }> => {
  const server = await startServer(databaseUrl)
  try {
    const begun = performance.now()
    const talk = await beginTalk(server.base)
    await talk.ask('居住证怎么办')
    return { upMs: server.upMs, answerMs: server.upMs + performance.now() - begun, rssMb: server.rssMb() }
  } finally {
    await server.stop()
  }
}

/** From starting the process to the first answer: on an empty database (everything is imported) and on a filled one. */
export const benchStart = async (args: string[]): Promise<string[]> => {
  const { values } = parseArgs({ args, options: { runs: { type: 'string', default: '3' } } })
  const runs = Math.max(1, Math.min(RUNS_MAX, Number(values.runs) || 3))
  const rows: string[][] = []
  for (let run = 1; run <= runs; run++) {
    const { dir, remove } = makeDatabaseDir()
    try {
      for (const state of ['empty', 'filled']) {
        const m = await measure(`file:${dir}/bench.db`)
        const ms = [m.upMs, m.answerMs].map((n) => `${(n / 1000).toFixed(2)} s`)
        rows.push([`${run}`, state, ...ms, `${m.rssMb.toFixed(0)} MB`])
      }
    } finally {
      remove()
    }
  }
  return table(['run', 'database', 'until it listens', 'until the first answer', 'memory (RSS)'], rows)
}
