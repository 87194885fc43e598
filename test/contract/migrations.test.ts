import { type Kysely, Migrator } from 'kysely'
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

  test('a database newer than the code is refused', async () => {
    const later = { name: '9999-later', timestamp: '2030-01-01T00:00:00.000Z' }
    const table = () => base.db as unknown as Kysely<{ kysely_migration: typeof later }>
    await table().insertInto('kysely_migration').values(later).execute()
    await expect(migrate(base.db)).rejects.toThrow('9999-later')
    await table().deleteFrom('kysely_migration').where('name', '=', later.name).execute()
  })

  test('a migration that stops half way leaves the shape it found', async () => {
    const half = {
      up: async (db: Kysely<unknown>): Promise<void> => {
        await db.schema.createTable('half').addColumn('id', 'text').execute()
        throw new Error('the power went')
      },
    }
    const migrator = new Migrator({
      db: base.db,
      provider: { getMigrations: async () => ({ half }) },
      migrationTableName: 'kysely_other',
      migrationLockTableName: 'kysely_other_lock',
    })
    expect((await migrator.migrateToLatest()).error).toBeDefined()
    expect(await base.engine.columns(base.db as never)).toEqual(shapes.get(engine))
  })
})

// After both suites: the same tables with the same columns, or a query that works on one breaks on the other.
test('both engines hold the same tables and columns', () => {
  expect(shapes.size).toBe(2)
  expect(shapes.get('postgres')).toEqual(shapes.get('sqlite'))
})

afterAll(() => shapes.clear())
