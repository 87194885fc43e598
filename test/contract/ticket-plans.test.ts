import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { readSearch, SearchQuery } from '../../src/http/console/read-search.ts'
import { countWatched, listWatched, WATCHED, type Watched } from '../../src/insight/watch-repository.ts'
import type { Db } from '../../src/platform/db/schema.ts'
import { earlierQuery } from '../../src/tickets/find-earlier-repository.ts'
import { countFound, searchTickets } from '../../src/tickets/search/search-repository.ts'
import {
  countByState,
  countTickets,
  listTickets,
  type TicketFilter,
} from '../../src/tickets/ticket-list-repository.ts'
import { listTicketsOfCitizen } from '../../src/tickets/ticket-repository.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

type Ask = (db: Db) => Promise<unknown>

/** The queries the repository really sends while `ask` runs, each with the engine's plan for it. */
const plansOf = async (
  base: Opened,
  engine: 'sqlite' | 'postgres',
  ask: Ask,
  inOrder = false,
): Promise<string[]> => {
  const nodes: RootOperationNode[] = []
  const watch: KyselyPlugin = {
    transformQuery: ({ node }) => {
      nodes.push(node)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  await ask(base.db.withPlugin(watch))
  return base.db.transaction().execute(async (tx) => {
    // An empty table is always read whole by PostgreSQL; forbidden to, it tells whether an index could have served.
    if (engine === 'postgres') {
      await tx.executeQuery(CompiledQuery.raw('set local enable_seqscan = off'))
      if (inOrder) await tx.executeQuery(CompiledQuery.raw('set local enable_sort = off'))
    }
    const plans: string[] = []
    for (const node of nodes) {
      const { sql, parameters } = tx.getExecutor().compileQuery(node, { queryId: 'plan' })
      const explain = engine === 'sqlite' ? 'explain query plan' : 'explain'
      const { rows } = await tx.executeQuery<Record<string, unknown>>(
        CompiledQuery.raw(`${explain} ${sql}`, [...parameters]),
      )
      plans.push(rows.map((r) => String(r.detail ?? r['QUERY PLAN'])).join('\n'))
    }
    return plans
  })
}

/** The whole table read, on either engine. */
const WHOLE_TABLE = /SCAN ticket(?! USING)|Seq Scan on ticket/
/** Rows looked up by what is asked for; walking a whole index and throwing rows away is not that. */
const LOOKED_UP = /SEARCH (ticket|conference_voice)|Index Cond/
/** An index that holds these few alone may be read whole. */
const OF_THE_FEW =
  /(?:INDEX|Index Scan on|Index Scan using|Index Only Scan using) ticket_(?:supervised|urge_due|watch_words)/
const SORTED = /USE TEMP B-TREE FOR (LAST TERM OF )?ORDER BY|Sort Key/
/** Any table of a search read from end to end, without an index. */
const UNINDEXED = /SCAN (s|u|d|ticket_search|ticket_unit)(?! USING)|Seq Scan/
const page = { limit: 20 }

describeOnEachDatabase('query plans of ticket lists', (open, engine) => {
  let base: Opened
  beforeAll(async () => {
    base = await open()
  })

  test('the lists of all and of one unit read only the page, in order, also further down', async () => {
    const further = { limit: 20, after: { dueAt: '2026-11-29T00:00:00.000Z', id: 'i' } }
    for (const filter of [{}, { departmentId: 'd' }])
      for (const where of [page, further])
        for (const plan of await plansOf(
          base,
          engine,
          (db) => listTickets(db, base.engine, filter, where),
          true,
        )) {
          expect(plan).not.toMatch(WHOLE_TABLE)
          expect(plan).not.toMatch(SORTED)
        }
  })

  test('the inbox, the triage desk and late tickets begin with unit and state, and count no further than they say', async () => {
    const late = '2026-11-29T00:00:00.000Z'
    const filters: TicketFilter[] = [
      { departmentId: 'd', orPartOf: true, states: ['dispatched', 'handling', 'audit'] },
      {
        ...{ departmentId: 'd', orPartOf: true, states: ['dispatched', 'handling'] },
        ...{ categoryIds: ['01-01'], districtId: 'e', urgency: 'urgent', warnLevel: 'red' },
      },
      { states: ['accepted', 'return_req', 'verify'] },
      { states: ['audit', 'verify'], orAskedOf: ['d', 'e'] },
      { departmentId: 'd', overdueAt: late },
      { overdueAt: late },
    ]
    for (const filter of filters) {
      const plans = await plansOf(base, engine, async (db) => {
        await listTickets(db, base.engine, filter, page)
        await countTickets(db, base.engine, filter, 1001)
      })
      for (const plan of plans) {
        expect(plan).not.toMatch(WHOLE_TABLE)
        // Parts of a query are planned once more by themselves; of tickets speaks the whole.
        if (/ ticket /.test(plan)) expect(plan).toMatch(LOOKED_UP)
      }
      // By state alone, or by unit alone, is everything the city, or the unit, ever had.
      if (engine === 'sqlite' && filter.departmentId)
        expect(plans.join()).toMatch(/ticket_inbox \(lead_department_id=\? AND state=\?\)/)
    }
  })

  test('a person’s earlier matter is looked for among theirs, not among all of its kind', async () => {
    const same = { citizenId: 'c', categoryId: '01-01', contactPhone: '13800001111' }
    const plans = await plansOf(base, engine, (db) => earlierQuery([same, same], '2026-11-01').execute(db))
    expect(plans).toHaveLength(1)
    for (const plan of plans) {
      expect(plan).not.toMatch(WHOLE_TABLE)
      expect(plan).toMatch(/ticket_citizen/)
      expect(plan).toMatch(/ticket_phone/)
    }
  })

  test('a search begins with an index, whatever is asked, and is not sorted', async () => {
    const of = (roles: string[], departmentId: string | null) =>
      ({ id: 's', login: 's', name: '甲', roles, departmentId }) as never
    const people = [of(['agent'], null), of(['handler'], 'd')]
    const questions: Record<string, string>[] = [
      { q: '路灯' },
      { q: '路灯 施工' },
      { q: '路灯', state: 'handling', unit: 'e', colour: 'red' },
      { q: '20261121-0004' },
      { q: '20261121' },
      { q: '5678' },
      { q: '13800005678' },
      { place: '澄心路', from: '2026-11-01', to: '2026-11-30' },
      { unit: 'e' },
      { state: 'handling' },
      { colour: 'red' },
      { category: '01-01', type: 'complaint', district: 'east' },
      {},
    ]
    for (const who of people)
      for (const asked of questions) {
        const { search } = readSearch({ roles: [] }, who, SearchQuery.parse(asked))
        const plans = await plansOf(
          base,
          engine,
          async (db) => {
            await searchTickets(db, base.engine, search, { after: 202611210000042, limit: 51 })
            await countFound(db, base.engine, search, 1001)
          },
          Object.keys(asked).length === 0 || asked.unit !== undefined || asked.state !== undefined,
        )
        for (const plan of plans) expect([asked, plan.match(UNINDEXED)]).toEqual([asked, null])
        // GIN hands rows out in no order: PostgreSQL sorts what it found. SQLite never does.
        if (engine === 'sqlite') expect([asked, plans[0]?.match(SORTED)]).toEqual([asked, null])
      }
  })

  test('what supervisors watch is counted and listed from indexes of these few', async () => {
    for (const plan of await plansOf(base, engine, (db) => countWatched(db)))
      expect(plan).not.toMatch(WHOLE_TABLE)
    // Without the state of a ticket nothing but these indexes can answer.
    const asOrders: Watched[] = ['urged', 'supervised']
    for (const what of Object.keys(WATCHED) as Watched[])
      for (const plan of await plansOf(base, engine, (db) => listWatched(db, what, { limit: 20, offset: 0 })))
        expect(
          OF_THE_FEW.test(plan) || (!asOrders.includes(what) && LOOKED_UP.test(plan)),
          `${what}: ${plan}`,
        ).toBe(true)
  })

  test('states, late tickets, counts and a citizen’s tickets are found by an index', async () => {
    const late = '2026-11-29T00:00:00.000Z'
    const asks: Ask[] = [
      (db) => listTickets(db, base.engine, { departmentId: 'd', states: ['dispatched', 'accepted'] }, page),
      (db) => listTickets(db, base.engine, { states: ['followup'], repliedBefore: late }, page),
      (db) => listTickets(db, base.engine, { overdueAt: late }, page),
      (db) => countByState(db, 'd'),
      (db) => listTicketsOfCitizen(db, 'c', 10),
    ]
    for (const ask of asks)
      for (const plan of await plansOf(base, engine, ask)) {
        expect(plan).not.toMatch(WHOLE_TABLE)
        expect(plan).not.toMatch(/SCAN ticket/)
        expect(plan).toMatch(LOOKED_UP)
      }
  })
})
