import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { Db } from '../../src/platform/db/schema.ts'
import { countByState, listTickets, listTicketsOfCitizen } from '../../src/tickets/ticket-repository.ts'
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
const LOOKED_UP = /SEARCH ticket|Index Cond/
const SORTED = /USE TEMP B-TREE FOR (LAST TERM OF )?ORDER BY|Sort Key/
const page = { limit: 20, offset: 0 }

describeOnEachDatabase('query plans of ticket lists', (open, engine) => {
  let base: Opened
  beforeAll(async () => {
    base = await open()
  })

  test('the lists of all and of one unit read only the page, in order', async () => {
    for (const filter of [{}, { departmentId: 'd' }]) {
      const [rows, count] = await plansOf(
        base,
        engine,
        (db) => listTickets(db, base.engine, filter, page),
        true,
      )
      expect(rows).not.toMatch(WHOLE_TABLE)
      expect(rows).not.toMatch(SORTED)
      expect(count).not.toMatch(WHOLE_TABLE)
    }
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
