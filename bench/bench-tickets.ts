import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { readConfig } from '../src/config.ts'
import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { openDesk } from '../src/open-desk.ts'
import { describeMachine, table } from './machine.ts'
import { fillTickets } from './tickets/fill-tickets.ts'
import { timeOpening } from './tickets/time-opening.ts'
import { timePages } from './tickets/time-pages.ts'

/**
 * A city of `--rows` tickets with ten events each, made of the sentences of its own files, on SQLite or on the PostgreSQL of
 * `--database`: how long its pages take through the real routes, and how many tickets one process opens a second. `--keep`
 * leaves the database; given again with `--database`, a filled one is not filled again. `--runs 0` times the openings alone.
 */
export const benchTickets = async (args: string[]): Promise<string[]> => {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '100000' },
      open: { type: 'string', default: '4000' },
      runs: { type: 'string', default: '40' },
      database: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  })
  const folder = values.database === undefined ? mkdtempSync(join(tmpdir(), 'yingsheng-bench-')) : null
  const url = values.database ?? `file:${join(folder ?? '', 'bench.db')}`
  const config = readConfig({ LOG_LEVEL: 'silent', DATABASE_URL: url, WORKER_IN_PROCESS: 'false' })
  const count = Number(values.rows)
  const first = await openDesk(config)
  const has = Number(
    (await sql<{ n: number }>`select count(*) as n from ticket`.execute(first.db)).rows[0]?.n,
  )
  await first.close()
  const filled = performance.now()
  if (has < count) await fillTickets(url, readCityFiles(config.knowledgeDir), count)
  const tookS = (performance.now() - filled) / 1000
  const desk = await openDesk(config)
  try {
    const before = describeMachine()
    const runs = Number(values.runs)
    const pages = runs > 0 ? await timePages(desk, runs) : []
    const events = (await sql<{ n: number }>`select max(seq) as n from event`.execute(desk.db)).rows[0]?.n
    const opening = await timeOpening(desk, Number(values.open))
    return [
      `${desk.engine.name}, ${count} tickets, ${events} events${has < count ? `, filled in ${tookS.toFixed(0)} s` : ''}; before the pages: ${before}`,
      '',
      ...table(['page, through its route', 'p50 ms', 'p95 ms', 'rows', 'of'], pages),
      '',
      ...table(['opening, through openTicket', 'tickets a second', 'CPU ms of one'], opening),
    ]
  } finally {
    await desk.close()
    if (folder && !values.keep) rmSync(folder, { recursive: true, force: true })
  }
}
