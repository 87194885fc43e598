import { beforeEach, expect, test } from 'vitest'
import { fixedClock } from '../../src/platform/clock.ts'
import {
  claimJob,
  enqueueJob,
  failJob,
  finishJob,
  wakePostponed,
} from '../../src/platform/jobs/job-repository.ts'
import { Postponed, runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import { createLog } from '../../src/platform/log.ts'
import { START } from '../support/build-desk.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

const log = createLog('silent')
const LATER = '2026-11-21T12:01:00.000Z'
const add = (base: Opened, key: string, runAt = START) =>
  enqueueJob(base.db, { type: 'test.work', payload: { key }, uniqueKey: key, runAt, now: START })

describeOnEachDatabase('jobs', (open) => {
  let base: Opened
  beforeEach(async () => {
    base = await open()
  })

  test('the same key is enqueued once, from wherever it comes', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => add(base, 'only-one')))
    expect(made.filter(Boolean)).toHaveLength(1)
  })

  test('eight workers at once take each job exactly once', async () => {
    for (let i = 0; i < 40; i++) await add(base, `job-${i}`)
    const other = await base.again()
    const taken: string[] = []
    const work = async (db: Opened['db']): Promise<void> => {
      for (;;) {
        const job = await claimJob(db, base.engine, ['test.work'], START, LATER)
        if (!job) return
        taken.push(job.id)
        await finishJob(db, job.id, START)
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, i) => work(i % 2 === 0 ? base.db : other.db)))
    // A worker that found every row locked may leave early; what it left is taken by the next turn.
    await work(base.db)
    expect(taken).toHaveLength(40)
    expect(new Set(taken).size).toBe(40)
  })

  test('a job is not taken before its time, nor by a worker of other types', async () => {
    await add(base, 'tomorrow', '2026-11-22T12:00:00.000Z')
    expect(await claimJob(base.db, base.engine, ['test.work'], START, LATER)).toBeNull()
    await add(base, 'now')
    expect(await claimJob(base.db, base.engine, ['other.work'], START, LATER)).toBeNull()
    expect((await claimJob(base.db, base.engine, ['test.work'], START, LATER))?.payload).toEqual({
      key: 'now',
    })
  })

  test('a job whose worker died is taken again when its lock has run out, not before', async () => {
    await add(base, 'orphan')
    await claimJob(base.db, base.engine, ['test.work'], START, LATER)
    expect(await claimJob(base.db, base.engine, ['test.work'], START, LATER)).toBeNull()
    const again = await claimJob(base.db, base.engine, ['test.work'], '2026-11-21T12:02:00.000Z', LATER)
    expect(again).toMatchObject({ attempts: 2, payload: { key: 'orphan' } })
  })

  test('a postponed job uses up no try, is due when it is woken or after five minutes, and wakes nothing that failed', async () => {
    await add(base, 'paused')
    await add(base, 'broken')
    const clock = fixedClock(START)
    const desk = { db: base.db, engine: base.engine, clock, log }
    let isPaused = true
    const done: unknown[] = []
    const handlers = {
      'test.work': async (payload: unknown) => {
        if ((payload as { key: string }).key === 'broken') throw new Error('no line')
        if (isPaused) throw new Postponed()
        done.push(payload)
      },
    }
    for (let n = 0; n < 10; n++) {
      await runDueJobs(desk, handlers)
      await wakePostponed(base.db, clock.now().toISOString())
    }
    const jobs = await base.db
      .selectFrom('job')
      .select(['unique_key', 'attempts', 'state'])
      .orderBy('unique_key')
      .execute()
    expect(jobs).toEqual([
      { unique_key: 'broken', attempts: 1, state: 'queued' },
      { unique_key: 'paused', attempts: 0, state: 'queued' },
    ])
    await runDueJobs(desk, handlers)
    isPaused = false
    await runDueJobs(desk, handlers)
    expect(done).toEqual([])
    clock.advance(5 * 60 * 1000)
    await runDueJobs(desk, handlers)
    expect(done).toEqual([{ key: 'paused' }])
  })

  test('a failing job waits longer each time and ends as failed, with its error on the row', async () => {
    await add(base, 'broken')
    const clock = fixedClock(START)
    const handlers = {
      'test.work': async () => {
        throw new Error('no line to the department')
      },
    }
    const runs: number[] = []
    for (let i = 0; i < 8; i++) {
      runs.push(await runDueJobs({ db: base.db, engine: base.engine, clock, log }, handlers))
      clock.advance(10 * 60_000)
    }
    expect(runs.reduce((a, b) => a + b, 0)).toBe(5)
    const row = await base.db.selectFrom('job').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ state: 'failed', attempts: 5 })
    expect(row.last_error).toContain('no line to the department')
  })

  test('a failed try is not run again before its wait is over', async () => {
    await add(base, 'flaky')
    const job = await claimJob(base.db, base.engine, ['test.work'], START, LATER)
    if (!job) throw new Error('nothing claimed')
    await failJob(base.db, job, 'once', LATER, START)
    expect(await claimJob(base.db, base.engine, ['test.work'], START, LATER)).toBeNull()
    expect(await claimJob(base.db, base.engine, ['test.work'], LATER, LATER)).not.toBeNull()
  })
})
