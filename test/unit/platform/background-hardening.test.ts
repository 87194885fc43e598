import { beforeEach, expect, test } from 'vitest'
import { isoAfter, isoNow } from '../../../src/platform/clock.ts'
import { appendEvent, lastEventSeq } from '../../../src/platform/events/event-repository.ts'
import { createEventTail } from '../../../src/platform/events/tail-events.ts'
import { claimJob, enqueueJob } from '../../../src/platform/jobs/job-repository.ts'
import { runDueJobs } from '../../../src/platform/jobs/run-jobs.ts'
import { LIMITS } from '../../../src/platform/limits.ts'
import { createLog } from '../../../src/platform/log.ts'
import { buildDesk, START, type TestDesk } from '../../support/build-desk.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'

const log = createLog('silent')

describeOnEachDatabase('what happens by itself', (open) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
  })

  test('a tail started from a number hears what was written between that moment and the start', async () => {
    const from = await lastEventSeq(desk.db)
    await appendEvent(desk.db, {
      at: START,
      type: 'entry.published',
      subject: { type: 'entry', id: 'id-card-lost' },
      actor: { kind: 'staff', id: 's1' },
      data: { version: 2, origin: 'person' },
    })
    const tail = createEventTail(desk.db, log)
    const heard = new Promise<string>((resolve) => {
      tail.listen((event) => resolve(event.subjectId))
      setTimeout(() => resolve('nothing'), 1_500)
    })
    await tail.start(from)
    expect(await heard).toBe('id-card-lost')
    await tail.stop()
  })

  test('a job that takes its process down each time is given up like one that fails', async () => {
    await enqueueJob(desk.db, { type: 't', payload: {}, uniqueKey: 'k', runAt: START, now: START })
    for (let crash = 0; crash < LIMITS.jobAttempts; crash++) {
      await claimJob(desk.db, desk.engine, ['t'], isoNow(desk.clock), isoAfter(desk.clock, LIMITS.jobLockMs))
      desk.clock.advance(LIMITS.jobLockMs + 1)
    }
    let ran = 0
    await runDueJobs(
      { ...desk, log },
      {
        t: async () => {
          ran++
        },
      },
    )
    const job = await desk.db.selectFrom('job').selectAll().executeTakeFirstOrThrow()
    expect([ran, job.state]).toEqual([0, 'failed'])
  })
})
