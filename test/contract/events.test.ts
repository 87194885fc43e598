import { beforeEach, expect, test } from 'vitest'
import type { LoggedEvent } from '../../src/contracts/events.ts'
import type { Database, Db } from '../../src/platform/db/schema.ts'
import { appendEvent, lastEventSeq, readEventsAfter } from '../../src/platform/events/event-repository.ts'
import { createEventTail } from '../../src/platform/events/tail-events.ts'
import { createLog } from '../../src/platform/log.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

const log = createLog('silent')
const opened = (tx: Db, id: string) =>
  appendEvent(tx, {
    at: '2026-11-21T12:00:00.000Z',
    type: 'conversation.opened',
    subject: { type: 'conversation', id },
    actor: { kind: 'citizen', id: 'citizen' },
    data: { channel: 'web' },
  })
const inTransaction = (db: Database, id: string) => db.transaction().execute((tx) => opened(tx, id))

const until = async (holds: () => boolean): Promise<void> => {
  for (let waited = 0; !holds() && waited < 200; waited++) await new Promise((r) => setTimeout(r, 25))
  expect(holds()).toBe(true)
}

describeOnEachDatabase('the event log', (open) => {
  let base: Opened
  beforeEach(async () => {
    base = await open()
  })

  test('events written at once get every number once, and are read back in order', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => inTransaction(base.db, `c-${i}`)))
    const events = await readEventsAfter(base.db, 0, 100)
    expect(events.map((e) => e.seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    expect(new Set(events.map((e) => e.subjectId)).size).toBe(50)
    expect(await lastEventSeq(base.db)).toBe(50)
  })

  test('what was rolled back was never in the log', async () => {
    const failing = base.db.transaction().execute(async (tx) => {
      await opened(tx, 'lost')
      throw new Error('undone')
    })
    await expect(failing).rejects.toThrow('undone')
    await inTransaction(base.db, 'kept')
    const events = await readEventsAfter(base.db, 0, 10)
    expect(events.map((e) => [e.seq, e.subjectId])).toEqual([[1, 'kept']])
  })

  test('data outside the contract is refused before it is written', async () => {
    const bad = appendEvent(base.db, {
      at: '2026-11-21T12:00:00.000Z',
      type: 'entry.published',
      subject: { type: 'entry', id: 'e' },
      actor: { kind: 'system', id: 'system' },
      data: { version: 'one', origin: 'file' } as never,
    })
    await expect(bad).rejects.toThrow()
    expect(await readEventsAfter(base.db, 0, 10)).toEqual([])
  })

  test('a tail hears what another process writes, once and in order, from its start on', async () => {
    const other = await base.again()
    await inTransaction(base.db, 'before')
    const heard: LoggedEvent[] = []
    const tail = createEventTail(base.db, log)
    tail.listen((event) => {
      heard.push(event)
    })
    tail.listen(() => {
      throw new Error('a broken listener stops nobody else')
    })
    await tail.start()
    try {
      for (let i = 0; i < 10; i++) await inTransaction(other.db, `after-${i}`)
      await until(() => heard.length >= 10)
      expect(heard.map((e) => e.subjectId)).toEqual(Array.from({ length: 10 }, (_, i) => `after-${i}`))
    } finally {
      await tail.stop()
    }
  })
})
