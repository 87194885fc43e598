import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { sql } from 'kysely'
import readExcelFile from 'read-excel-file/node'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Role as StaffRole } from '../../src/contracts/staff.ts'
import { digestJobs, scheduleDigest } from '../../src/dispatch/digest/mail-digest.ts'
import { METRIC_IDS, VOLUMES } from '../../src/insight/metrics/metric-table.ts'
import { makeDueReports } from '../../src/insight/reports/make-due-reports.ts'
import { WATCHED } from '../../src/insight/watch-repository.ts'
import { lastEventSeq } from '../../src/platform/events/event-repository.ts'
import { newId } from '../../src/platform/id.ts'
import { runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import { createLog } from '../../src/platform/log.ts'
import { CAPABILITIES, offerOf } from '../../src/staff/policy.ts'
import { type DepartmentSystem, openDepartmentSystem } from '../support/department-system.ts'
import { act, publish } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'
import { KINDS, type Kind, type Person, plantPeople, secretsIn } from '../support/protected-people.ts'

/** `helper` handles for the unit that helps with the tickets, `stranger` for one that has nothing to do with them. */
const ROLES = {
  admin: 'admin',
  agent: 'agent',
  dispatcher: 'dispatcher',
  editor: 'editor',
  supervisor: 'supervisor',
  handler: 'urban',
  signer: 'urbanlead',
  helper: 'housing',
  stranger: 'police',
} as const
type Role = keyof typeof ROLES

let town: Town
let unit: DepartmentSystem
let people: Record<Kind, Person>
let key: string
let log = ''
const staff = {} as Record<Role, Staff>
const mails: string[] = []
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, done) => {
    const parts: Buffer[] = []
    stream.on('data', (chunk: Buffer) => parts.push(chunk))
    stream.on('end', () => {
      mails.push(Buffer.concat(parts).toString('utf8'))
      done()
    })
  },
})

/** Every thing that may tell of a person happens once: sent out, helped with, answered, rated, talked about, reported. */
const live = async (): Promise<void> => {
  for (const kind of KINDS) {
    const { number, citizen } = people[kind]
    await act(staff.dispatcher, number, 'add-co', { departmentId: 'housing', task: '请看一下房屋' })
    await act(staff.handler, number, 'sign')
    await act(staff.handler, number, 'note', { text: '去过现场' })
    await act(staff.helper, number, 'report', { partSeq: 1, text: '看过了，没有问题' })
    await citizen.say('转人工')
  }
  const reply = { publicReply: '您好，11月23日已到现场，责令商家停止夜间经营并清洗油烟设备。' }
  for (const kind of ['confidential', 'named'] as const)
    await publish(town, staff.handler, people[kind].number, reply)
  await town.settle()
}

beforeAll(async () => {
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve))
  const { port } = mailServer.server.address() as AddressInfo
  unit = await openDepartmentSystem()
  const lines = new Writable({
    write: (chunk, _encoding, done) => {
      log += String(chunk)
      done()
    },
  })
  town = await openTown(
    undefined,
    {
      WEBHOOK_SECRET_KEY: 'k'.repeat(40),
      WEBHOOK_ALLOWED: '127.0.0.1/32',
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      DIGEST_MAIL_TO: 'duty@town.example',
    },
    createLog('trace', lines),
  )
  for (const role of Object.keys(ROLES) as Role[]) staff[role] = await town.signIn(ROLES[role])
  await staff.admin.ok('PUT', '/sending/urban-management', { method: 'webhook', target: unit.url })
  const made = await staff.admin.ok<{ key: string }>('POST', '/sending/urban-management/keys', {
    name: '系统',
  })
  key = made.key
  // Told twice: what a department gets by mail is walked through as what its system gets.
  await plantPeople(town, staff.dispatcher)
  await town.settle()
  await staff.admin.ok('PUT', '/sending/urban-management', { method: 'email', target: 'urban@town.example' })
  people = await plantPeople(town, staff.dispatcher)
  await live()
})
afterAll(async () => {
  await unit.close()
  await new Promise<void>((resolve) => mailServer.close(resolve))
  await town.close()
})

const PERIOD = 'from=2026-11-01&to=2026-11-30'
const numbers = () => KINDS.map((kind) => people[kind].number)
const talks = () => KINDS.map((kind) => people[kind].talkId)
const each = (ids: readonly string[], path: (id: string) => string): string[] => ids.map(path)
const ids = async (table: 'metric_report' | 'staff'): Promise<string[]> =>
  (await sql<{ id: string }>`select id from ${sql.table(table)}`.execute(town.desk.db)).rows.map((r) => r.id)

const gapIds = async (): Promise<string[]> =>
  (await sql<{ id: string }>`select message_id as id from gap`.execute(town.desk.db)).rows.map((r) => r.id)

/** Every page there is to GET, with what it is asked for. */
const PAGES: Record<string, () => string[] | Promise<string[]>> = {
  '/session': () => ['/session'],
  '/account/second-step': () => ['/account/second-step'],
  '/account/sessions': () => ['/account/sessions'],
  '/catalogue': () => ['/catalogue'],
  '/catalogue/choices': () => ['/catalogue/choices'],
  '/catalogue/export': () => ['xlsx', 'csv'].map((as) => `/catalogue/export?as=${as}`),
  '/categories': () => ['/categories'],
  '/bad-ratings': () => ['/bad-ratings'],
  '/bad-ratings/reasons': () => ['/bad-ratings/reasons'],
  '/follow-ups': () => ['/follow-ups'],
  '/clock-rules/calendar/:year/:version': () => ['/clock-rules/calendar/2026/1'],
  '/clock-rules/deadlines/:version': () => ['/clock-rules/deadlines/1'],
  '/clock-rules': () => ['/clock-rules'],
  '/channels': () => ['/channels'],
  '/wordings': () => ['/wordings'],
  '/conversations': () => ['/conversations'],
  '/conversations/:id': () => each(talks(), (id) => `/conversations/${id}`),
  '/conversations/:id/form': () => each(talks(), (id) => `/conversations/${id}/form`),
  // Pictures have a test of their own.
  '/conversations/:id/files/:fileId': () => each(talks(), (id) => `/conversations/${id}/files/none`),
  '/departments': () => ['/departments'],
  '/desk/abuse': () => ['/desk/abuse'],
  '/desk/calls': () => ['/desk/calls'],
  '/desk/categories': () => ['/desk/categories'],
  '/desk/colleagues': () => ['/desk/colleagues'],
  '/desk/kit': () => ['/desk/kit'],
  '/desk/notices': () => ['/desk/notices'],
  '/desk/wrap-ups': () => ['/desk/wrap-ups'],
  '/digest': () => ['/digest'],
  '/dispatch-threshold': () => ['/dispatch-threshold'],
  '/erasure-requests': () => ['/erasure-requests'],
  '/insight/cases/file': () =>
    ['opened', 'contacts'].flatMap((metric) =>
      ['xlsx', 'csv'].map((as) => `/insight/cases/file?${PERIOD}&metric=${metric}&side=all&as=${as}`),
    ),
  '/insight/cases': () =>
    [...METRIC_IDS, ...Object.keys(VOLUMES)].map((metric) => `/insight/cases?${PERIOD}&metric=${metric}`),
  '/insight/figures': () => [`/insight/figures?${PERIOD}`],
  '/insight/places': () => [`/insight/places?${PERIOD}`],
  '/insight/places/file': () => ['xlsx', 'csv'].map((as) => `/insight/places/file?${PERIOD}&as=${as}`),
  '/insight/file': () => ['md', 'xlsx'].map((as) => `/insight/file?${PERIOD}&as=${as}`),
  '/insight/reports': () => ['/insight/reports'],
  '/insight/reports/:id': async () => each(await ids('metric_report'), (id) => `/insight/reports/${id}`),
  '/insight/reports/:id/file': async () =>
    (await ids('metric_report')).flatMap((id) =>
      ['md', 'xlsx'].map((as) => `/insight/reports/${id}/file?as=${as}`),
    ),
  '/knowledge': () => [`/knowledge?q=${encodeURIComponent('烧烤')}`],
  '/gaps': () => ['open', 'aside', 'done'].map((state) => `/gaps?state=${state}`),
  '/gaps/:id': async () => each(await gapIds(), (id) => `/gaps/${id}`),
  '/knowledge/choices': () => ['/knowledge/choices'],
  '/knowledge/export': () => ['xlsx', 'csv'].map((as) => `/knowledge/export?as=${as}`),
  '/knowledge/template': () => ['/knowledge/template?as=csv'],
  '/knowledge/:id': () => ['/knowledge/residence-permit-sign'],
  '/knowledge/:id/learned': () => ['/knowledge/residence-permit-sign/learned'],
  '/overview': () => ['/overview'],
  '/overview/stuck': () => ['/overview/stuck'],
  '/overview/watched/:kind': () => Object.keys(WATCHED).map((kind) => `/overview/watched/${kind}`),
  '/overview/watched/:kind/file': () =>
    Object.keys(WATCHED).flatMap((kind) =>
      ['xlsx', 'csv'].map((as) => `/overview/watched/${kind}/file?as=${as}`),
    ),
  '/retention': () => ['/retention'],
  '/rule-changes': () => ['/rule-changes?kinds=catalogue'],
  '/rule-changes/:id': async () =>
    each(
      (
        await staff.admin.ok<{ rows: { changeId: string }[] }>('GET', '/rule-changes?kinds=catalogue')
      ).rows.flatMap((row) => row.changeId || []),
      (id) => `/rule-changes/${id}`,
    ),
  '/sending': () => ['/sending'],
  '/sending/:id/keys': () => ['/sending/urban-management/keys'],
  '/sign-in-rules': () => ['/sign-in-rules'],
  '/sign-in-ways': () => ['/sign-in-ways'],
  '/sign-in/:way': () => ['/sign-in/none'],
  '/sign-in/:way/callback': () => ['/sign-in/none/callback'],
  '/staff': () => ['/staff'],
  '/staff/:id/unit-accounts': async () => each(await ids('staff'), (id) => `/staff/${id}/unit-accounts`),
  '/staff/:id/history': async () => each(await ids('staff'), (id) => `/staff/${id}/history`),
  '/staff/:id/sessions': async () => each(await ids('staff'), (id) => `/staff/${id}/sessions`),
  '/roles': () => ['/roles'],
  '/special-routes': () => ['/special-routes'],
  '/ticket-search': () =>
    ['烧烤摊', '油烟', KINDS.map((kind) => people[kind].number)[0] ?? ''].map(
      (q) => `/ticket-search?q=${encodeURIComponent(q)}`,
    ),
  '/ticket-search/choices': () => ['/ticket-search/choices'],
  '/units': () => ['/units'],
  '/units/:id': () => ['/units/urban-management'],
  '/views': () => ['/views'],
  '/reply-templates': () => ['/reply-templates'],
  '/tickets/:number/doors': () => each(numbers(), (n) => `/tickets/${n}/doors`),
  '/tickets': () =>
    ['inbox', 'triage', 'mine-done', 'late', 'all'].flatMap((view) => [
      `/tickets?view=${view}`,
      `/tickets?view=${view}&q=${encodeURIComponent('烧烤摊')}`,
    ]),
  '/tickets/:number': () => each(numbers(), (n) => `/tickets/${n}`),
  '/tickets/:number/access': () => each(numbers(), (n) => `/tickets/${n}/access`),
  '/tickets/:number/entries': () =>
    numbers().flatMap((n) => [
      `/tickets/${n}/entries`,
      `/tickets/${n}/entries?q=${encodeURIComponent('烧烤')}`,
    ]),
  '/tickets/:number/extension': () => each(numbers(), (n) => `/tickets/${n}/extension`),
  '/tickets/:number/files/:id': () => each(numbers(), (n) => `/tickets/${n}/files/none`),
  '/tickets/:number/return-advice': () => each(numbers(), (n) => `/tickets/${n}/return-advice`),
  '/tickets/:number/same-matter': () => each(numbers(), (n) => `/tickets/${n}/same-matter`),
  '/tickets/:number/sends': () => each(numbers(), (n) => `/tickets/${n}/sends`),
  '/tickets/:number/similar-replies': () => each(numbers(), (n) => `/tickets/${n}/similar-replies`),
  '/unmask-requests': () => ['/unmask-requests'],
}

const DESK: readonly Role[] = ['agent', 'dispatcher']
const LEAD: readonly Role[] = ['handler', 'signer']
const WROTE = ['named.name', 'named.phone'] as const
const SAID = ['idNumber', 'door'] as const

/**
 * Who may read what, and nothing else: the desk and the lead unit of an ordinary ticket see who wrote and what they told; whoever may read
 * talks sees those that no confidential ticket came from. Of a confidential ticket nobody sees anything without asking.
 */
const ALLOWED: Record<string, Partial<Record<string, readonly Role[]>>> = {}
for (const secret of [...WROTE, ...SAID.flatMap((what) => [`named.${what}`, `anonymous.${what}`])]) {
  ALLOWED['/tickets/:number'] = { ...ALLOWED['/tickets/:number'], [secret]: [...DESK, ...LEAD] }
  ALLOWED['/conversations/:id'] = {
    ...ALLOWED['/conversations/:id'],
    [secret]: ['agent', 'supervisor', 'admin'],
  }
  ALLOWED['/tickets/:number/same-matter'] = { ...ALLOWED['/tickets/:number/same-matter'], [secret]: DESK }
}

// What a list calls a ticket is the beginning of what was told.
ALLOWED['/tickets'] = { 'named.name': [...DESK, ...LEAD] }
ALLOWED['/ticket-search'] = { 'named.name': [...DESK, ...LEAD] }

const bodyOf = async (answer: Response): Promise<string> => {
  if (!(answer.headers.get('content-type') ?? '').includes('spreadsheet')) return answer.text()
  const sheets = await readExcelFile(Buffer.from(await answer.arrayBuffer()))
  return JSON.stringify(sheets)
}

describe('who behind a ticket stands nowhere but where it must', () => {
  test('the walk goes through every page there is', () => {
    const real = town.app.routes
      .filter((r) => r.path.startsWith('/console/api/') && r.method === 'GET')
      .map((r) => r.path.slice('/console/api'.length))
    expect(Object.keys(PAGES).sort()).toEqual([...new Set(real)].filter((p) => p !== '/live').sort())
  })

  /** Who of all reads which secret on which page. */
  const walkAll = async () => {
    const found: Record<string, Record<string, Role[]>> = {}
    let opened = 0
    for (const [page, paths] of Object.entries(PAGES)) {
      for (const path of await paths()) {
        for (const role of Object.keys(ROLES) as Role[]) {
          const answer = await staff[role].request('GET', path)
          if (answer.status !== 200) continue
          opened++
          for (const secret of secretsIn(people, await bodyOf(answer))) {
            const seen = (found[page] ?? {}) as Record<string, Role[]>
            const of = seen[secret] ?? []
            found[page] = { ...seen, [secret]: of }
            if (!of.includes(role)) of.push(role)
          }
        }
      }
    }
    expect(opened).toBeGreaterThan(300)
    return found
  }
  const sorted = (table: typeof ALLOWED): string[] =>
    Object.entries(table)
      .flatMap(([page, of]) =>
        Object.entries(of).map(
          ([secret, roles]) => `${page} ${secret}: ${[...(roles ?? [])].sort().join(' ')}`,
        ),
      )
      .sort()

  test('each role reads on each page what it may and nothing else', async () => {
    await makeDueReports(town.desk)
    expect(sorted(await walkAll())).toEqual(sorted(ALLOWED))
  }, 120_000)

  test('with every right given that can be given, only dispatchers read more: the talks they were given', async () => {
    const choices = StaffRole.options.flatMap((role) =>
      CAPABILITIES.flatMap((capability) =>
        offerOf(role, capability) === 'extra' ? [{ role, capability, has: true }] : [],
      ),
    )
    const { version } = await staff.admin.ok<{ version: number }>('GET', '/roles')
    await staff.admin.ok('PUT', '/roles', { choices, why: '试一试', seen: version })
    const more: typeof ALLOWED = { ...ALLOWED }
    const talk = ALLOWED['/conversations/:id'] ?? {}
    more['/conversations/:id'] = Object.fromEntries(
      Object.entries(talk).map(([secret, roles]) => [secret, [...(roles ?? []), 'dispatcher' as const]]),
    )
    expect(sorted(await walkAll())).toEqual(sorted(more))
    const back = choices.map((choice) => ({ ...choice, has: false }))
    await staff.admin.ok('PUT', '/roles', { choices: back, why: '换回来', seen: version + 1 })
  }, 120_000)

  test('an agent who speaks with the citizen reads their words; before and after they do not', async () => {
    const { talkId, phone } = people.confidential
    const read = async () => JSON.stringify(await staff.agent.ok('GET', `/conversations/${talkId}`))
    expect(await read()).not.toContain(phone)
    await staff.agent.ok('POST', `/conversations/${talkId}/take`)
    expect(await read()).toContain(phone)
    const other = await town.signIn('agent2')
    expect(JSON.stringify(await other.ok('GET', `/conversations/${talkId}`))).not.toContain(phone)
    await staff.agent.ok('POST', `/conversations/${talkId}/release`, { to: 'ended' })
    expect(await read()).not.toContain(phone)
  })

  test('a picture sent in confidence is seen by the agent who speaks with the citizen and nobody else', async () => {
    const of = async (kind: Kind): Promise<string> => {
      const id = newId()
      await town.desk.db
        .insertInto('ticket_file')
        .values({
          ...{ id, upload_key: id, conversation_id: people[kind].talkId, message_id: newId() },
          ...{
            ticket_id: null,
            step_seq: null,
            purpose: 'matter',
            kind: 'image',
            name: '',
            sha256: '0'.repeat(64),
          },
          ...{ thumb_sha256: null, bytes: 1, width: 1, height: 1, actor_kind: 'citizen', actor_id: 'x' },
          ...{ actor_name: '诉求人', unit_id: null, at: town.clock.now().toISOString() },
        })
        .execute()
      return `/conversations/${people[kind].talkId}/files/${id}`
    }
    const path = await of('confidential')
    for (const role of ['agent', 'supervisor', 'admin'] as const)
      expect([role, (await staff[role].request('GET', path)).status]).toEqual([role, 403])
    // Not refused: the content itself was never stored here.
    expect((await staff.agent.request('GET', await of('named'))).status).not.toBe(403)
  })

  test('what leaves for departments names nobody: webhook, mail, their own system’s door', async () => {
    await scheduleDigest(town.desk)
    await runDueJobs(town.desk, digestJobs(town.desk))
    expect(unit.received.length).toBeGreaterThanOrEqual(3)
    expect(mails.length).toBeGreaterThanOrEqual(4)
    const decoded = mails.map((mail) =>
      mail
        .replace(/=\r?\n/g, '')
        .replace(/(?:=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'))
        .replace(/^[A-Za-z0-9+/=\r\n]{60,}$/gm, (run) => Buffer.from(run, 'base64').toString('utf8')),
    )
    const sent = [...unit.received.map((r) => r.body), ...mails, ...decoded].join('\n')
    expect(sent).toContain('烧烤摊')
    expect(secretsIn(people, sent)).toEqual([])
    for (const number of numbers()) {
      const answer = await town.app.request(`/api/department/v1/tickets/${number}`, {
        headers: { authorization: `Bearer ${key}` },
      })
      expect(answer.status).toBe(200)
      expect(secretsIn(people, await answer.text())).toEqual([])
    }
  })

  test('the live stream carries ids', async () => {
    const answer = await town.app.request(
      `/console/api/live?after=${(await lastEventSeq(town.desk.db)) - 100}`,
      {
        headers: { cookie: staff.stranger.headers.cookie },
      },
    )
    const reader = answer.body?.getReader()
    let heard = ''
    while (reader && !heard.includes('ticket.')) {
      const { value, done } = await reader.read()
      if (done) break
      heard += Buffer.from(value).toString('utf8')
    }
    await reader?.cancel()
    expect(heard).toContain('ticket.')
    expect(secretsIn(people, heard)).toEqual([])
  })

  test('neither the log nor the event log nor anything counted from it holds anything of a person', async () => {
    town.desk.log.info({ phone: people.named.phone }, 'the log is listened to')
    expect(log).toContain('the log is listened to')
    expect(secretsIn(people, log)).toEqual([])
    for (const table of [
      'event',
      'job',
      'access_log',
      'department_send',
      'metric_entry',
      'metric_report',
      'matter_example',
      'learned_wording',
    ]) {
      const { rows } = await sql`select * from ${sql.table(table)}`.execute(town.desk.db)
      expect([table, secretsIn(people, JSON.stringify(rows))]).toEqual([table, []])
    }
  })

  test('whoever has number and code reads their ticket and no contact with it', async () => {
    for (const kind of KINDS) {
      const { number, code } = people[kind]
      const answer = await town.track(number, code)
      expect(answer.status).toBe(200)
      const told = secretsIn(people, await answer.text())
      expect(told.filter((secret) => !secret.startsWith(kind))).toEqual([])
      expect(
        (await town.track(number, people[kind === 'named' ? 'confidential' : 'named'].code)).status,
      ).toBe(404)
    }
  })
})
