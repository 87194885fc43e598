import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import fc from 'fast-check'
import { Kysely, sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { groupedSqlite } from '../../../src/platform/db/grouped-sqlite.ts'

const dir = mkdtempSync(join(tmpdir(), 'yingsheng-grouped-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

type Tables = { note: { id: number; text: string } }
let n = 0
let commits = 0
let db: Kysely<Tables>
let raw: SqliteDatabase.Database
/** Another process's view: only what is committed. */
let outside: SqliteDatabase.Database

const open = (): void => {
  const file = join(dir, `${n++}.db`)
  commits = 0
  raw = new SqliteDatabase(file, {
    verbose: (statement) => {
      if (statement === 'commit') commits += 1
    },
  })
  raw.pragma('journal_mode = WAL')
  raw.exec('create table note (id integer primary key, text text not null)')
  db = new Kysely<Tables>({ dialect: groupedSqlite(raw) })
  outside = new SqliteDatabase(file, { readonly: true })
}
beforeEach(open)
afterAll(() => db.destroy())

const committed = (): number[] =>
  outside
    .prepare('select id from note order by id')
    .all()
    .map((r) => (r as { id: number }).id)
const write = (id: number, fails = false): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await tx.insertInto('note').values({ id, text: 'one' }).execute()
    await tx.updateTable('note').set({ text: 'two' }).where('id', '=', id).execute()
    if (fails) throw new Error('not this one')
  })

describe('transactions that share a commit', () => {
  test('whoever was told "done" is on disk, seen from another connection at that very moment', async () => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, id) => {
        await write(id)
        expect(committed()).toContain(id)
      }),
    )
    expect(commits).toBeLessThan(25)
  })
  test('alone, each has its own commit and waits for nobody', async () => {
    for (let id = 0; id < 3; id++) await write(id)
    expect(commits).toBe(3)
  })
  test('any mix of failures: exactly the others are there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 90 }), async (fails) => {
        open()
        const ends = await Promise.allSettled(fails.map((fail, id) => write(id, fail)))
        expect(ends.map((e) => e.status === 'rejected')).toEqual(fails)
        expect(committed()).toEqual(fails.flatMap((fail, id) => (fail ? [] : [id])))
        await db.destroy()
        outside.close()
      }),
      { numRuns: 40 },
    )
    open()
  })
  test('a constraint that breaks fails its own transaction only', async () => {
    const ends = await Promise.allSettled([write(1), write(1), write(2)])
    expect(ends.map((e) => e.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(committed()).toEqual([1, 2])
  })
  test('a read between them never shows what is not on disk', async () => {
    const writes = Array.from({ length: 20 }, (_, id) => write(id))
    const reads = Array.from({ length: 10 }, async () => {
      const seen = await db.selectFrom('note').select('id').execute()
      const there = committed()
      expect(seen.every(({ id }) => there.includes(id))).toBe(true)
    })
    await Promise.all([...writes, ...reads])
  })
  test('when the shared commit itself fails, nobody in it is told "done"', async () => {
    raw.exec('create table parent (id integer primary key)')
    raw.exec('create table child (p integer references parent (id) deferrable initially deferred)')
    raw.pragma('foreign_keys = ON')
    const broken = db.transaction().execute((tx) => sql`insert into child values (7)`.execute(tx))
    const ends = await Promise.allSettled([write(1), broken, write(2)])
    expect(ends.some((e) => e.status === 'rejected')).toBe(true)
    const told = ends.flatMap((e, i) => (e.status === 'fulfilled' && i !== 1 ? [i === 0 ? 1 : 2] : []))
    expect(committed()).toEqual(told)
    await write(3)
    expect(committed()).toContain(3)
  })
})
