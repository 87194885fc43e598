import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe } from 'vitest'
import { type Connection, connect } from '../../src/platform/db/connect.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { postgresUrl } from './postgres-server.ts'

/** Opens a fresh, migrated database of its own; `again` opens the same one once more, as a second process would. */
export type Opened = Connection & { again(): Promise<Connection> }

type Place = { url: string; remove(): Promise<void> }

const sqlitePlace = async (): Promise<Place> => {
  const dir = mkdtempSync(join(tmpdir(), 'yingsheng-sqlite-'))
  return {
    url: `file:${join(dir, 'test.db')}`,
    remove: async () => rmSync(dir, { recursive: true, force: true }),
  }
}

const asAdmin = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: await postgresUrl('postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const postgresPlace = async (): Promise<Place> => {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(`create database ${name}`)
  return {
    url: await postgresUrl(name),
    remove: () => asAdmin(`drop database if exists ${name} with (force)`),
  }
}

/** The engines every suite runs on. Both or none: a server that cannot start fails the suite. */
const ENGINES = [
  { engine: 'sqlite', place: sqlitePlace },
  { engine: 'postgres', place: postgresPlace },
] as const

/**
 * Runs one suite of behaviour on SQLite (a real file) and on a real PostgreSQL. `open` yields an empty, migrated
 * database; everything it opened is closed and removed after the suite.
 */
export const describeOnEachDatabase = (
  name: string,
  suite: (open: () => Promise<Opened>, engine: 'sqlite' | 'postgres') => void,
): void => {
  describe.each(ENGINES)(`${name} on $engine`, ({ engine, place }) => {
    const cleanups: (() => Promise<void>)[] = []
    afterAll(async () => {
      for (const clean of cleanups.reverse()) await clean()
    })
    const open = async (): Promise<Opened> => {
      const at = await place()
      cleanups.push(at.remove)
      const openOne = async (): Promise<Connection> => {
        const connection = connect(at.url)
        cleanups.push(connection.close)
        return connection
      }
      const first = await openOne()
      await migrate(first.db)
      return { ...first, again: openOne }
    }
    suite(open, engine)
  })
}
