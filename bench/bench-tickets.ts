import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { readConfig } from '../src/config.ts'
import { OpenTicket } from '../src/contracts/ticket.ts'
import { openDesk } from '../src/open-desk.ts'
import { newId } from '../src/platform/id.ts'
import { openTicket } from '../src/tickets/open-ticket.ts'
import { listTickets, type TicketFilter } from '../src/tickets/ticket-repository.ts'
import { quantile } from './machine.ts'

type Desk = Awaited<ReturnType<typeof openDesk>>

/** What people report, place by place: enough to tell lists and units apart. */
const MATTERS = [
  '路灯坏了一个星期没人修',
  '楼下烧烤摊半夜还在吵，油烟也大',
  '小区物业乱收停车费',
  '水管爆了一直在漏水',
]
const PLACES = ['澄心路', '和平路', '松涛路', '文昌街', '柳营街']

const openOne = (desk: Desk, n: number): Promise<unknown> => {
  const matter = MATTERS[n % MATTERS.length] ?? ''
  const place = `${PLACES[n % PLACES.length]}${(n % 400) + 1}号`
  const categoryId = desk.rules.categories[n % desk.rules.categories.length]?.children[0]?.id ?? '99-03'
  const unit = desk.rules.departments[n % desk.rules.departments.length]?.id ?? null
  return openTicket(desk, {
    input: OpenTicket.parse({
      type: 'complaint',
      categoryId,
      title: `${place}${matter}`.slice(0, 30),
      matter,
      placeText: place,
    }),
    routing: {
      departmentId: unit,
      coDepartmentIds: [],
      score: 1,
      why: 'bench',
      catalogueLineId: null,
      candidates: [],
    },
    citizenId: `bench-${n}`,
    conversationId: null,
    channel: 'web',
    actor: { kind: 'citizen', id: `bench-${n}`, name: '诉求人' },
    idempotencyKey: newId(),
  })
}

const openMany = async (desk: Desk, count: number, together: number, from: number): Promise<string> => {
  let next = from
  const end = from + count
  const start = performance.now()
  await Promise.all(
    Array.from({ length: together }, async () => {
      while (next < end) await openOne(desk, next++)
    }),
  )
  const perSecond = (count / (performance.now() - start)) * 1000
  return `| opened, ${together} at once | ${perSecond.toFixed(0)} a second |`
}

/** Copies of the tickets that were really opened, with times and due times of their own: rows like the real ones, by the million. */
const growTo = async (desk: Desk, count: number): Promise<void> => {
  const columns = (
    await sql<{ name: string }>`select name from pragma_table_info('ticket')`.execute(desk.db)
  ).rows
    .map(({ name }) => name)
    .filter((name) => !['id', 'number', 'opened_at', 'due_at'].includes(name))
  const list = columns.map((name) => `"${name}"`).join(', ')
  let has = Number((await sql<{ n: number }>`select count(*) as n from ticket`.execute(desk.db)).rows[0]?.n)
  for (let round = 1; has < count; round++) {
    const missing = Math.min(has, count - has)
    await sql`insert into ticket (id, number, opened_at, due_at, ${sql.raw(list)})
      select id || ${`-${round}`}, number || ${`-${round}`}, datetime(opened_at, ${`-${round} hours`}),
        datetime(due_at, ${`+${round} minutes`}), ${sql.raw(list)} from ticket limit ${missing}`.execute(
      desk.db,
    )
    has += missing
  }
}

const LISTS: readonly (readonly [string, (desk: Desk) => TicketFilter])[] = [
  [
    'a unit’s inbox',
    (desk) => ({ states: ['dispatched', 'handling'], departmentId: desk.rules.departments[3]?.id ?? '' }),
  ],
  ['the triage desk', () => ({ states: ['accepted', 'return_req', 'audit', 'verify'] })],
  ['all tickets', () => ({})],
  ['words in title, matter or place', () => ({ text: '澄心路12号' })],
]

const timeList = async (desk: Desk, name: string, filter: TicketFilter, runs: number): Promise<string> => {
  const took: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await listTickets(desk.db, desk.engine, filter, { limit: 50, offset: 0 })
    took.push(performance.now() - start)
  }
  const at = (share: number): string => quantile(took, share).toFixed(1)
  return `| ${name}, first page with its count | p50 ${at(0.5)} ms, p95 ${at(0.95)} ms |`
}

/** How many tickets a second one process opens on SQLite, and how long the first page of each list takes among many tickets. */
export const benchTickets = async (args: string[]): Promise<string[]> => {
  const { values } = parseArgs({
    args,
    options: {
      tickets: { type: 'string', default: '100000' },
      open: { type: 'string', default: '4000' },
      runs: { type: 'string', default: '20' },
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'yingsheng-bench-'))
  const desk = await openDesk(
    readConfig({ LOG_LEVEL: 'silent', DATABASE_URL: `file:${join(folder, 'bench.db')}` }),
  )
  try {
    const count = Number(values.open)
    await openMany(desk, 200, 1, 0)
    const lines = [
      '| what | SQLite |',
      '|---|---|',
      await openMany(desk, count, 1, 200),
      await openMany(desk, count, 64, 200 + count),
    ]
    await growTo(desk, Number(values.tickets))
    for (const [name, filter] of LISTS)
      lines.push(await timeList(desk, name, filter(desk), Number(values.runs)))
    return [`${values.tickets} tickets`, '', ...lines]
  } finally {
    await desk.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
