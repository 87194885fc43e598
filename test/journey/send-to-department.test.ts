import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { digestJobs, scheduleDigest } from '../../src/dispatch/digest/mail-digest.ts'
import { runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import { type DepartmentSystem, openDepartmentSystem } from '../support/department-system.ts'
import { act, fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

const NAME = '欧阳测试'
const PHONE = '13912345678'
const LAMP = `我要投诉，我叫${NAME}，电话${PHONE}，澄心路12号门口的路灯坏了一个星期没人修，晚上看不见路`
const HOUR_MS = 60 * 60 * 1000

type Send = {
  id: string
  state: string
  attempts: number
  said: string
  tries: { seq: number; ok: boolean; said: string }[]
}

let town: Town
let unit: DepartmentSystem
let inside: DepartmentSystem
let admin: Staff
let dispatcher: Staff
let secret: string
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
  inside = await openDepartmentSystem()
  town = await openTown(undefined, {
    WEBHOOK_SECRET_KEY: 'k'.repeat(40),
    WEBHOOK_ALLOWED: '127.0.0.1/32',
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: 'hotline@town.example',
    DIGEST_MAIL_TO: 'duty@town.example',
  })
  admin = await town.signIn('admin')
  dispatcher = await town.signIn('dispatcher')
  const set = { method: 'webhook', target: unit.url }
  secret = (await admin.ok<{ secret: string }>('PUT', '/sending/urban-management', set)).secret
})
afterAll(async () => {
  await unit.close()
  await inside.close()
  await new Promise<void>((resolve) => mailServer.close(resolve))
  await town.close()
})
beforeEach(async () => {
  // Hours pass in these stories, and sessions with them.
  admin = await town.signIn('admin')
  dispatcher = await town.signIn('dispatcher')
  unit.received.length = 0
  inside.received.length = 0
  unit.system.manner = 'ok'
})

/** A ticket the catalogue gives to the urban management department by itself. */
const give = async (): Promise<string> => (await fileComplaint(town, LAMP, PHONE)).number
const sendOf = async (number: string): Promise<Send> => {
  const { rows } = await dispatcher.ok<{ rows: Send[] }>('GET', `/tickets/${number}/sends`)
  if (!rows[0] || rows.length > 1) throw new Error(`${rows.length} sends`)
  return rows[0]
}

describe('a department with a system of its own', () => {
  test('gets the ticket signed, once, without anybody’s name, phone or door', async () => {
    const number = await give()
    await town.settle()
    await town.settle()
    expect(unit.received).toHaveLength(1)
    const [got] = unit.received
    if (!got) throw new Error('nothing received')
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = got.headers
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const expected = createHmac('sha256', key).update(`${id}.${at}.${got.body}`).digest('base64')
    expect(signature).toBe(`v1,${expected}`)
    expect(got.body).not.toContain(NAME)
    expect(got.body).not.toContain(PHONE)
    const { type, data } = JSON.parse(got.body) as { type: string; data: { number: string; matter: string } }
    expect(type).toBe('ticket.dispatched')
    expect(data.number).toBe(number)
    expect(data.matter).toContain('路灯')
    expect(await sendOf(number)).toMatchObject({ id, state: 'sent', attempts: 1 })
  })

  test.each([
    ['fail', '对方系统出错（500）。'],
    ['garbage', '对方回的内容不是正常的网页应答。'],
    ['reset', '对方系统中途断开了连接。'],
    ['redirect', '对方要求转到别的地址（307），没有跟过去。请把推送地址改成最终的。'],
    ['endless', '对方回的内容太长，没有当作收下。'],
  ] as const)(
    'that answers with %s gets the same delivery again later, and people read why',
    async (manner, said) => {
      unit.system.redirectTo = inside.url
      unit.system.manner = manner
      const number = await give()
      await town.settle()
      expect(await sendOf(number)).toMatchObject({ state: 'queued', attempts: 1, said })
      // Not before its time.
      await town.settle()
      expect(unit.received).toHaveLength(1)
      unit.system.manner = 'ok'
      town.clock.advance(HOUR_MS)
      await town.settle()
      expect(await sendOf(number)).toMatchObject({ state: 'sent', attempts: 2 })
      expect(unit.received).toHaveLength(2)
      const [first, second] = unit.received
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
      expect(second?.body).toBe(first?.body)
      expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature'])
      expect(inside.received).toHaveLength(0)
    },
  )

  test('that takes ten seconds is not waited for', async () => {
    unit.system.manner = 'slow'
    const number = await give()
    await town.settle()
    expect(await sendOf(number)).toMatchObject({ state: 'queued', said: '对方系统 8 秒没有回应。' })
    unit.system.manner = 'ok'
    town.clock.advance(HOUR_MS)
    await town.settle()
    expect((await sendOf(number)).state).toBe('sent')
  }, 20_000)

  test('that never answers ends as undelivered; sent again by hand it is the same delivery', async () => {
    unit.system.manner = 'fail'
    const number = await give()
    for (let round = 0; round < 12; round++) {
      await town.settle()
      town.clock.advance(HOUR_MS)
    }
    dispatcher = await town.signIn('dispatcher')
    const failed = await sendOf(number)
    expect(failed).toMatchObject({ state: 'failed', attempts: 10 })
    expect(failed.tries).toHaveLength(10)
    unit.system.manner = 'ok'
    await dispatcher.ok('POST', `/sends/${failed.id}/resend`)
    expect((await dispatcher.request('POST', `/sends/${failed.id}/resend`)).status).toBe(409)
    await town.settle()
    expect(await sendOf(number)).toMatchObject({ id: failed.id, state: 'sent', attempts: 11 })
    expect(new Set(unit.received.map((got) => got.headers['webhook-id'])).size).toBe(1)
  })

  test('hears nothing more of a ticket that was taken back', async () => {
    unit.system.manner = 'fail'
    const number = await give()
    await town.settle()
    const urban = await town.signIn('urban')
    const back = { reason: '不是本单位职责', basis: '职责清单第三条', proposedDepartmentId: 'housing' }
    await act(urban, number, 'return', back)
    await act(dispatcher, number, 'review-return', { approve: true, note: '同意' })
    town.clock.advance(HOUR_MS)
    await town.settle()
    expect(unit.received).toHaveLength(1)
    expect((await sendOf(number)).said).toBe('工单已不在这个单位，没有再发。')
  })

  test('is tested by the administrator with one press', async () => {
    expect(await admin.ok('POST', '/sending/urban-management/test')).toMatchObject({ state: 'sent' })
    expect(unit.received).toHaveLength(1)
    unit.system.manner = 'fail'
    expect(await admin.ok('POST', '/sending/urban-management/test')).toMatchObject({ state: 'failed' })
  })

  test('a new secret replaces the old one; the list never shows any', async () => {
    const set = { method: 'webhook', target: unit.url, newSecret: true }
    const { secret: next } = await admin.ok<{ secret: string }>('PUT', '/sending/urban-management', set)
    expect(next).not.toBe(secret)
    secret = next
    const again = await admin.ok('PUT', '/sending/urban-management', { ...set, newSecret: false })
    expect(again).toEqual({ secret: null })
    expect(JSON.stringify(await admin.ok('GET', '/sending'))).not.toContain('whsec_')
  })

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'https://10.0.0.5/hook',
    'https://[::1]/hook',
    'https://[::ffff:10.0.0.1]/hook',
    'http://example.com/hook',
    'https://user:pw@example.com/hook',
    'ftp://example.com',
    'nonsense',
  ])('cannot be set up at %s', async (target) => {
    const answer = await admin.request('PUT', '/sending/housing', { method: 'webhook', target })
    expect(answer.status).toBe(400)
  })

  test('a name that leads into the house is refused at the time of sending', async () => {
    const set = { method: 'webhook', target: 'https://localhost.localdomain:1/x' }
    const answer = await admin.request('PUT', '/sending/police', { ...set, target: 'https://localhost:1/x' })
    expect(answer.status).toBe(200)
    const tested = await admin.ok<Send>('POST', '/sending/police/test')
    expect(tested.state).toBe('failed')
    expect(tested.said).toMatch(/内部网络|没有开机/)
  })
})

test('a department reached by e-mail gets task and link, no identity', async () => {
  await admin.ok('PUT', '/sending/urban-management', { method: 'email', target: 'duty@urban.example' })
  const number = await give()
  await town.settle()
  expect(await sendOf(number)).toMatchObject({ state: 'sent', said: '邮件已交给邮件服务器。' })
  expect(mails).toHaveLength(1)
  const [head = '', ...body] = (mails[0] ?? '').split('\r\n\r\n')
  const text = /base64/i.test(head)
    ? Buffer.from(body.join(''), 'base64').toString('utf8')
    : body
        .join('\n')
        .replace(/=\r?\n/g, '')
        .replace(/((?:=[0-9A-F]{2})+)/g, (run) =>
          Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'),
        )
  expect(text).toContain(number)
  expect(text).toContain('路灯')
  expect(text).toContain(`https://12345.town.example/staff/tickets/${number}`)
  expect(text).not.toContain(NAME)
  expect(text).not.toContain(PHONE)
})

test('a department set up for nothing gets nothing but the console', async () => {
  await admin.ok('PUT', '/sending/urban-management', { method: 'console' })
  const number = await give()
  await town.settle()
  const { rows } = await dispatcher.ok<{ rows: Send[] }>('GET', `/tickets/${number}/sends`)
  expect(rows).toEqual([])
})

test('the digest names what was not delivered, and is mailed once a day however often it is scheduled', async () => {
  await admin.ok('PUT', '/sending/urban-management', { method: 'webhook', target: unit.url })
  unit.system.manner = 'fail'
  const number = await give()
  for (let round = 0; round < 12; round++) {
    await town.settle()
    town.clock.advance(HOUR_MS)
  }
  dispatcher = await town.signIn('dispatcher')
  type Group = { kind: string; lines: { number: string | null; text: string }[] }
  const { groups } = await dispatcher.ok<{ groups: Group[] }>('GET', '/digest')
  const undelivered = groups.find((group) => group.kind === 'send')?.lines ?? []
  expect(undelivered.find((line) => line.number === number)?.text).toContain('对方系统出错（500）')
  town.clock.moveTo('2026-12-01T02:00:00.000Z')
  mails.length = 0
  await Promise.all([scheduleDigest(town.desk), scheduleDigest(town.desk)])
  await runDueJobs(town.desk, digestJobs(town.desk))
  await scheduleDigest(town.desk)
  await runDueJobs(town.desk, digestJobs(town.desk))
  expect(mails).toHaveLength(1)
  town.clock.advance(24 * HOUR_MS)
  await scheduleDigest(town.desk)
  await runDueJobs(town.desk, digestJobs(town.desk))
  expect(mails).toHaveLength(2)
})
