import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../src/platform/db/migrate.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

const shapes = new Map<string, string[]>()

describeOnEachDatabase('migrations', (open, engine) => {
  let base: Opened
  beforeAll(async () => {
    base = await open()
    shapes.set(engine, await base.engine.columns(base.db as never))
  })

  test('the first start makes every table the code knows', async () => {
    const columns = await base.engine.columns(base.db as never)
    for (const column of ['ticket.version', 'ticket_step.public_text', 'job.unique_key', 'outbox.state']) {
      expect(columns).toContain(column)
    }
  })

  test('a second start changes nothing', async () => {
    expect(await migrate(base.db)).toEqual([])
    expect(await base.engine.columns(base.db as never)).toEqual(shapes.get(engine))
  })

  test('two processes starting at once leave one shape', async () => {
    const other = await base.again()
    await Promise.all([migrate(base.db), migrate(other.db)])
    expect(await other.engine.columns(other.db as never)).toEqual(shapes.get(engine))
  })
})

// After both suites: the same tables with the same columns, or a query that works on one breaks on the other.
test('both engines hold the same tables and columns', () => {
  expect(shapes.size).toBe(2)
  expect(shapes.get('postgres')).toEqual(shapes.get('sqlite'))
})

afterAll(() => shapes.clear())
