import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChannelRule } from '../../src/contracts/channel-rules.ts'
import { digestJobs, scheduleDigest } from '../../src/dispatch/digest/mail-digest.ts'
import { sendJobs } from '../../src/dispatch/sending/deliver-send.ts'
import { openDesk } from '../../src/open-desk.ts'
import { isoNow } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/id.ts'
import { enqueueJob } from '../../src/platform/jobs/job-repository.ts'
import { runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import { GIVE_JOB } from '../../src/tickets/send-job.ts'
import { type DepartmentSystem, openDepartmentSystem } from '../support/department-system.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

/** What leaves to departments waits while its way is paused, and leaves once when it is open again. */
let town: Town
let unit: DepartmentSystem
let admin: Staff
const mails: string[] = []
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, done) => {
    let text = ''
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
    })
    stream.on('end', () => {
      mails.push(text)
      done()
    })
  },
})

beforeAll(async () => {
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve))
  const { port } = mailServer.server.address() as AddressInfo
  unit = await openDepartmentSystem()
  town = await openTown(undefined, {
    WEBHOOK_SECRET_KEY: 'k'.repeat(40),
    WEBHOOK_ALLOWED: '127.0.0.1/32',
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: '热线 <hotline@town.example>',
    DIGEST_MAIL_TO: 'duty@town.example',
  })
  admin = await town.signIn('admin')
})
afterAll(async () => {
  await unit.close()
  await new Promise<void>((resolve) => mailServer.close(resolve))
  await town.close()
})
beforeEach(async () => {
  // Days pass in these stories, and sessions with them.
  admin = await town.signIn('admin')
  unit.received.length = 0
  mails.length = 0
  unit.system.manner = 'ok'
})

const set = async (id: string, changes: object): Promise<void> => {
  const { version, rows } = await admin.ok<{ version: number; rows: { id: string; rule: ChannelRule }[] }>(
    'GET',
    '/channels',
  )
  const rule = { ...rows.find((r) => r.id === id)?.rule, ...changes }
  await admin.ok('PUT', `/channels/${id}`, { rule, why: '试一试', seen: version })
}
const waiting = async (id: string): Promise<number> => {
  const { rows } = await admin.ok<{ rows: { id: string; waiting: number }[] }>('GET', '/channels')
  return rows.find((row) => row.id === id)?.waiting ?? -1
}
const toUnit = (method: 'webhook' | 'email'): Promise<object> =>
  admin.ok('PUT', '/sending/urban-management', {
    method,
    target: method === 'webhook' ? unit.url : 'duty@urban.example',
  })

test('mail to a unit waits, is shown as waiting, and leaves once after the pause; a test is refused meanwhile', async () => {
  await toUnit('email')
  await set('mail', { paused: true })
  const { number } = await fileComplaint(town)
  for (let round = 0; round < 4; round++) {
    await town.settle()
    town.clock.advance(10 * 60 * 1000)
  }
  expect(mails).toHaveLength(0)
  expect(await waiting('mail')).toBe(1)
  expect((await admin.request('POST', '/sending/urban-management/test')).status).toBe(409)
  const { rows } = await admin.ok<{ rows: { state: string; attempts: number }[] }>(
    'GET',
    `/tickets/${number}/sends`,
  )
  expect(rows).toMatchObject([{ state: 'queued', isHeld: true, attempts: 0 }])
  await set('mail', { paused: false, fromName: '明澜热线' })
  await town.settle()
  await town.settle()
  expect(mails).toHaveLength(1)
  expect(mails[0]).toContain('hotline@town.example')
  expect(mails[0]).toContain('=?UTF-8?')
  expect(await waiting('mail')).toBe(0)
})

test('a pause of mail leaves webhooks alone, and the other way round', async () => {
  await toUnit('webhook')
  await set('mail', { paused: true })
  await fileComplaint(town, '我要投诉，翠柏巷17号门口的路灯坏了一个星期没人修')
  await town.settle()
  expect(unit.received).toHaveLength(1)
  await set('mail', { paused: false })
})

test('the daily digest waits for the end of the pause on its day, goes to whom the administrator says, and is left out the day after', async () => {
  const run = async (): Promise<void> => {
    await scheduleDigest(town.desk)
    await runDueJobs(town.desk, digestJobs(town.desk))
  }
  await set('mail', { paused: true, digestTo: ['chief@town.example'] })
  town.clock.advance(24 * 60 * 60 * 1000)
  admin = await town.signIn('admin')
  await run()
  expect(mails).toHaveLength(0)
  await set('mail', { paused: false })
  await run()
  expect(mails).toHaveLength(1)
  expect(mails[0]).toContain('To: chief@town.example')
  await set('mail', { paused: true })
  town.clock.advance(24 * 60 * 60 * 1000)
  admin = await town.signIn('admin')
  await run()
  town.clock.advance(24 * 60 * 60 * 1000)
  admin = await town.signIn('admin')
  await set('mail', { paused: false })
  await run()
  // Of the two days one digest: today's.
  expect(mails).toHaveLength(2)
})

test('the digest goes only to domains the server knows', async () => {
  const { version } = await admin.ok<{ version: number }>('GET', '/channels')
  const rule = { id: 'mail', paused: false, fromName: '', digestTo: ['thief@elsewhere.example'] }
  const refused = await admin.request('PUT', '/channels/mail', { rule, why: '试一试', seen: version })
  expect(refused.status).toBe(400)
  expect(JSON.stringify(await refused.json())).toContain('只能寄到 @town.example')
})

type Step = 'pause' | 'reopen' | 'deliver' | 'elsewhere' | 'give' | 'wait' | 'fail' | 'mend'

test('whatever order pausing, reopening, failing and delivering come in, in two processes, everything arrives exactly once', async () => {
  await toUnit('webhook')
  const second = await openDesk(town.config, { clock: town.clock })
  const { number } = await fileComplaint(town, '我要投诉，枫林西路29号门口的路灯坏了一个星期没人修')
  await town.settle()
  const { id } = await town.desk.db
    .selectFrom('ticket')
    .select('id')
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  // Every giving of the ticket is a version of it: as many as one likes.
  let version = 1_000
  const give = async (): Promise<void> => {
    version += 1
    const now = isoNow(town.clock)
    const payload = { ticketId: id, version, about: 'dispatch' }
    await enqueueJob(town.desk.db, { type: GIVE_JOB, payload, uniqueKey: newId(), runAt: now, now })
  }
  const steps: Record<Step, () => Promise<unknown>> = {
    pause: () => set('webhook', { paused: true }).catch(() => {}),
    reopen: () => set('webhook', { paused: false }).catch(() => {}),
    deliver: () => runDueJobs(town.desk, sendJobs(town.desk)),
    // A process that has not heard of the latest change yet.
    elsewhere: async () => {
      await runDueJobs(second, sendJobs(second))
      await second.refreshRules()
    },
    give,
    wait: async () => town.clock.advance(2 * 60 * 1000),
    fail: async () => {
      unit.system.manner = 'fail'
    },
    mend: async () => {
      unit.system.manner = 'ok'
    },
  }
  const anySteps = fc.array(fc.constantFrom(...(Object.keys(steps) as Step[])), {
    minLength: 5,
    maxLength: 25,
  })
  await fc.assert(
    fc.asyncProperty(anySteps, async (story) => {
      admin = await town.signIn('admin')
      const before = unit.received.length
      let [given, isPaused] = [0, false]
      for (const step of story) {
        const seen = unit.received.length
        await steps[step]()
        if (step === 'give') given += 1
        if (step === 'pause') isPaused = true
        if (step === 'reopen') isPaused = false
        if (step === 'deliver' && isPaused) expect(unit.received).toHaveLength(seen)
      }
      unit.system.manner = 'ok'
      await steps.reopen()
      await second.refreshRules()
      for (let round = 0; round < 3; round++) {
        for (let batch = 0; batch < 3; batch++) await steps.deliver()
        town.clock.advance(60 * 60 * 1000)
      }
      const arrived = unit.received.slice(before)
      // Tries that failed carry the id of the one that was taken: what arrived is told by its id.
      expect(new Set(arrived.map(({ headers }) => headers['webhook-id'])).size).toBe(given)
      const left = await town.desk.db
        .selectFrom('department_send')
        .select(['id', 'state'])
        .where('state', '!=', 'sent')
        .execute()
      expect(left).toEqual([])
      const taken = await town.desk.db
        .selectFrom('department_send_attempt')
        .select((e) => ['send_id', e.fn.countAll<number>().as('n')])
        .where('ok', '=', 1)
        .groupBy('send_id')
        .execute()
      expect(taken.every(({ n }) => Number(n) === 1)).toBe(true)
    }),
    { numRuns: 25 },
  )
  await second.close()
}, 240_000)
