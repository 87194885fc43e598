import { beforeAll, expect, test } from 'vitest'
import { nextValue } from '../../src/platform/counter-repository.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

describeOnEachDatabase('counters', (open) => {
  let base: Opened
  beforeAll(async () => {
    base = await open()
  })

  test('200 increments at once hand out 1 to 200, each once', async () => {
    const values = await Promise.all(
      Array.from({ length: 200 }, () =>
        base.db.transaction().execute((tx) => nextValue(tx, 'ticket:20261121')),
      ),
    )
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  })

  test('a transaction that fails leaves no gap', async () => {
    const failing = base.db.transaction().execute(async (tx) => {
      await nextValue(tx, 'gapless')
      throw new Error('not this one')
    })
    await expect(failing).rejects.toThrow('not this one')
    expect(await nextValue(base.db, 'gapless')).toBe(1)
    expect(await nextValue(base.db, 'gapless')).toBe(2)
  })

  test('counters of different names do not disturb each other', async () => {
    expect(await nextValue(base.db, 'left')).toBe(1)
    expect(await nextValue(base.db, 'right')).toBe(1)
    expect(await nextValue(base.db, 'left')).toBe(2)
  })

  test('two processes on one database share the counter', async () => {
    const other = await base.again()
    const values = await Promise.all(
      Array.from({ length: 40 }, (_, i) => nextValue(i % 2 === 0 ? base.db : other.db, 'shared')),
    )
    expect(new Set(values).size).toBe(40)
    expect(Math.max(...values)).toBe(40)
  })
})
