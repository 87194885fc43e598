import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { countEvents, recountEvents } from '../../src/insight/metrics/count-events.ts'
import { makeFigures } from '../../src/insight/metrics/make-figures.ts'
import { listBehind, readHead } from '../../src/insight/metrics/metric-repository.ts'
import { METRIC_IDS, THREE_RATES } from '../../src/insight/metrics/metric-table.ts'
import { recountAndCompare } from '../../src/insight/metrics/recount-and-compare.ts'
import type { Database } from '../../src/platform/db/schema.ts'
import { lastEventSeq } from '../../src/platform/events/event-repository.ts'
import { buildDesk } from '../support/build-desk.ts'
import { recomputeDays, storedDays } from '../support/count-metrics.ts'
import { describeOnEachDatabase } from '../support/databases.ts'
import { liveTickets } from '../support/live-tickets.ts'

const ALL = { from: '2026-01-01', to: '2027-12-31', asOf: '2027-12-31' }

/**
 * The three rates by one plain query each over the tables of clocks and steps: nothing of it is shared with the
 * metrics, which read the event log. Days are Shanghai's. @returns rows of rate, unit, day, hit, number.
 */
const threeRatesBySql = async (db: Database, engine: 'sqlite' | 'postgres'): Promise<string[]> => {
  const pg = engine === 'postgres'
  const day = (column: string) =>
    sql.raw(
      pg
        ? `to_char(${column}::timestamptz at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`
        : `date(${column}, '+8 hours')`,
    )
  const field = (name: string) =>
    sql.raw(pg ? `(s.data::json ->> '${name}')` : `json_extract(s.data, '$.${name}')`)
  const { rows } = await sql<{ rate: string; unit: string; day: string; hit: number; n: number }>`
    with response as (
      select coalesce(c.department_id, '') as unit, ${day('c.due_at')} as day,
        case when c.stopped_why = 'met' then 1 else 0 end as hit
      from ticket_clock c
      where c.stage = 'contact' and (c.stopped_why in ('met', 'late') or exists (
        select 1 from clock_alert a where a.ticket_id = c.ticket_id and a.stage = c.stage and a.run = c.run
          and a.term = c.term and a.level = 'red'))
    ), asked as (
      select s.ticket_id, s.seq, s.at, ${field('solved')} as solved, ${field('satisfied')} as satisfied,
        (select count(*) from ticket_step d where d.ticket_id = s.ticket_id and d.seq < s.seq
          and d.action = 'deliver_reply') as round,
        coalesce((select e.data from ticket_step e where e.ticket_id = s.ticket_id and e.seq <= s.seq
          and e.action in ('dispatch', 'designate', 'reassign', 'reopen') order by e.seq desc limit 1), '{}') as sent
      from ticket_step s where s.action in ('rate', 'dispute')
    ), rounds as (
      select ticket_id, round, max(seq) as last, min(at) as first_at,
        max(case when satisfied is not null then seq end) as graded from asked group by ticket_id, round
    ), solved as (
      select a.sent as unit, ${day('r.first_at')} as day, case when a.solved = 'solved' then 1 else 0 end as hit
      from rounds r join asked a on a.ticket_id = r.ticket_id and a.seq = r.last
    ), satisfied as (
      select a.sent as unit, ${day('r.first_at')} as day,
        case when cast(a.satisfied as integer) >= 3 then 1 else 0 end as hit
      from rounds r join asked a on a.ticket_id = r.ticket_id and a.seq = r.graded
    )
    select 'response' as rate, unit, day, hit, count(*) as n from response group by unit, day, hit
    union all select 'solved', unit, day, hit, count(*) from solved group by unit, day, hit
    union all select 'satisfied', unit, day, hit, count(*) from satisfied group by unit, day, hit`.execute(db)
  const sums = new Map<string, number>()
  for (const row of rows) {
    const unit = row.rate === 'response' ? row.unit : (JSON.parse(row.unit || '{}').departmentId ?? '')
    const key = `${row.rate} ${unit || '-'} ${row.day} ${row.hit ? 'hit' : 'miss'}`
    sums.set(key, (sums.get(key) ?? 0) + Number(row.n))
  }
  return [...sums].map(([key, n]) => `${key} ${n}`).sort()
}

const threeRatesCounted = async (db: Database): Promise<string[]> => {
  const rows = await db
    .selectFrom('metric_daily')
    .select(['metric', 'unit', 'day', 'outcome', (e) => e.fn.sum<number>('cases').as('n')])
    .where('metric', 'in', [...THREE_RATES])
    .where('outcome', 'in', ['hit', 'miss'])
    .groupBy(['metric', 'unit', 'day', 'outcome'])
    .execute()
  return rows
    .filter((r) => Number(r.n) !== 0)
    .map((r) => `${r.metric} ${r.unit || '-'} ${r.day} ${r.outcome} ${Number(r.n)}`)
    .sort()
}

describeOnEachDatabase('metrics', (open, engine) => {
  test('counted as it happens, in any portions, the days are what the whole log gives at once', async () => {
    const desk = buildDesk(await open())
    await liveTickets(desk, {
      count: 25,
      turns: 220,
      seed: 7,
      between: async () => void (await countEvents(desk, 37)),
    })
    await countEvents(desk)
    const stored = await storedDays(desk.db)
    expect(stored.length).toBeGreaterThan(100)
    expect(stored).toEqual(await recomputeDays(desk.db, desk.rules))
    await recountEvents(desk)
    expect(await storedDays(desk.db)).toEqual(stored)
  }, 240_000)

  test('last month counted anew is the same number; where somebody touched the counts, it says which and puts it right', async () => {
    const desk = buildDesk(await open())
    await liveTickets(desk, { count: 8, turns: 90, seed: 11 })
    expect((await recountAndCompare(desk, ALL)).restated).toEqual([])
    await desk.db.updateTable('metric_daily').set({ cases: 99 }).where('metric', '=', 'signed').execute()
    const { restated } = await recountAndCompare(desk, ALL)
    expect(restated.map((r) => r.metric)).toEqual(['signed'])
    expect((await recountAndCompare(desk, ALL)).restated).toEqual([])
  }, 240_000)

  test('while a long log is counted others are served, and a count that was stopped goes on where it was', async () => {
    const desk = buildDesk(await open())
    await liveTickets(desk, { count: 15, turns: 150, seed: 8 })
    const last = await lastEventSeq(desk.db)
    const stopping = new AbortController()
    let isOver = false
    const counting = countEvents(desk, 10, stopping.signal).finally(() => {
      isOver = true
    })
    let served = 0
    // Whoever comes from outside is looked at once in a turn of the event loop.
    while (!isOver && (served < 5 || ((await readHead(desk.db))?.seq ?? 0) < 50)) {
      await nextTurn()
      await readHead(desk.db)
      served += 1
    }
    stopping.abort()
    expect(await counting).toBe(false)
    const stopped = (await readHead(desk.db))?.seq ?? 0
    expect(stopped).toBeGreaterThanOrEqual(50)
    expect(stopped).toBeLessThan(last)
    expect(served).toBeGreaterThanOrEqual(5)
    expect(await countEvents(desk)).toBe(true)
    expect(await storedDays(desk.db)).toEqual(await recomputeDays(desk.db, desk.rules))
  }, 240_000)

  test('the three rates are those of one plain query over clocks and steps', async () => {
    const desk = buildDesk(await open())
    await liveTickets(desk, { count: 40, turns: 600, seed: 12345 })
    await countEvents(desk)
    const counted = await threeRatesCounted(desk.db)
    for (const rate of THREE_RATES)
      expect(counted.filter((c) => c.startsWith(rate)).length).toBeGreaterThan(3)
    expect(counted).toEqual(await threeRatesBySql(desk.db, engine))
  }, 240_000)

  test('what was known on a day stays known: later corrections change later figures only', async () => {
    const desk = buildDesk(await open())
    await liveTickets(desk, { count: 12, turns: 150, seed: 3 })
    await countEvents(desk)
    const asOf = '2026-12-05'
    const then = await makeFigures(desk.db, desk.rules, { ...ALL, asOf })
    await liveTickets(desk, { count: 12, turns: 100, seed: 4 })
    await countEvents(desk)
    expect(await makeFigures(desk.db, desk.rules, { ...ALL, asOf })).toEqual(then)
    expect(await makeFigures(desk.db, desk.rules, ALL)).not.toEqual({ ...then, period: ALL })
  }, 240_000)

  test('behind every figure are exactly as many cases as it says', async () => {
    const desk = buildDesk(await open())
    await liveTickets(desk, { count: 15, turns: 250, seed: 21 })
    await countEvents(desk)
    const { city, classes } = await makeFigures(desk.db, desk.rules, ALL)
    const page = { limit: 1000, offset: 0 }
    const behind = { ...ALL, units: null, dim: null }
    for (const metric of METRIC_IDS) {
      const hits = await listBehind(desk.db, { ...behind, metric, outcomes: ['hit'] }, page)
      const all = await listBehind(desk.db, { ...behind, metric, outcomes: ['hit', 'miss'] }, page)
      const out = await listBehind(desk.db, { ...behind, metric, outcomes: 'out' }, page)
      expect([metric, hits.total, all.total, out.total]).toEqual([
        metric,
        city[metric].hits,
        city[metric].total,
        city[metric].excluded.reduce((sum, e) => sum + e.cases, 0),
      ])
      expect(all.subjects.reduce((sum, s) => sum + s.cases, 0)).toBe(all.total)
    }
    const lights = classes.flatMap((c) => c.units).find((u) => u.unit === 'lights')
    const own = await listBehind(
      desk.db,
      { ...behind, units: ['lights'], metric: 'returned', outcomes: ['hit', 'miss'] },
      page,
    )
    expect(own.total).toBe(lights?.figures.returned?.total)
  }, 240_000)
})
