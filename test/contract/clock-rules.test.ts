import { beforeEach, expect, test } from 'vitest'
import { CalendarYearFile, DeadlinesFile } from '../../src/contracts/knowledge-file.ts'
import { readEventsAfter } from '../../src/platform/events/event-repository.ts'
import { runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import { createLog } from '../../src/platform/log.ts'
import { findClock, listProvisionalClocks } from '../../src/tickets/clocks/clock-repository.ts'
import { readClockRules } from '../../src/tickets/clocks/clock-rules.ts'
import { importFileRules, importPolicies, importYear } from '../../src/tickets/clocks/import-rules.ts'
import { recountClocks, recountJobs } from '../../src/tickets/clocks/recount-clocks.ts'
import { inForceOf, listPolicySets, listYearVersions } from '../../src/tickets/clocks/rule-repository.ts'
import { forecastClock } from '../../src/tickets/start-clocks.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildCalendarFile } from '../support/build-rules.ts'
import { buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

const log = createLog('silent')
const iso = (local: string): string => new Date(`${local}:00+08:00`).toISOString()

/** An invented plan for a year that is not published; right in form. */
const plan2027 = (more: object = {}) =>
  CalendarYearFile.parse({
    year: 2027,
    off: [
      { name: '元旦', from: '2027-01-01', to: '2027-01-03' },
      { name: '春节', from: '2027-02-06', to: '2027-02-11' },
      { name: '清明节', from: '2027-04-05', to: '2027-04-05' },
      { name: '劳动节', from: '2027-05-01', to: '2027-05-04' },
      { name: '端午节', from: '2027-06-09', to: '2027-06-09' },
      { name: '中秋节', from: '2027-09-15', to: '2027-09-15' },
      { name: '国庆节', from: '2027-10-01', to: '2027-10-05' },
    ],
    ...more,
  })

describeOnEachDatabase('rules of the clocks', (open, engine) => {
  let base: Opened
  let desk: TestDesk
  beforeEach(async () => {
    base = await open()
    desk = buildDesk(base)
  })
  const yearsOf = async () =>
    (await listYearVersions(desk.db)).map((v) => `${v.year}.${v.version} ${v.source}`)

  test('the files are taken in once, and again only when they changed', async () => {
    expect(await importFileRules(desk)).toEqual(['deadlines 1', 'calendar 2025.1', 'calendar 2026.1'])
    expect(await importFileRules(desk)).toEqual([])
    const policies = desk.rules.deadlines.policies.map((p) => ({ ...p, amount: p.amount + 1 }))
    const changed = { ...desk.rules, deadlines: { ...desk.rules.deadlines, policies } }
    expect(await importFileRules({ ...desk, rules: changed })).toEqual(['deadlines 2'])
    expect((await readClockRules(desk.db, changed)).policies).toEqual(policies)
  })

  test('what is read back is what was written, and the day counts as before', async () => {
    const before = await readClockRules(desk.db, desk.rules)
    await importFileRules(desk)
    const after = await readClockRules(desk.db, desk.rules)
    expect(after.policies).toEqual(before.policies)
    expect([before.policyVersion, after.policyVersion]).toEqual([0, 1])
    const start = new Date(iso('2026-09-20T10:00'))
    expect(after.calendar.addWorkingDays(start, 20)).toEqual(before.calendar.addWorkingDays(start, 20))
  })

  test('a due time can be told before its clock runs, by the rule that will hold', async () => {
    const matter = {
      type: 'complaint' as const,
      categoryId: '01-01',
      urgency: 'urgent' as const,
      channel: 'web',
      districtId: null,
    }
    const told = () => forecastClock(desk.db, desk.rules, 'reply', matter, iso('2026-11-21T20:00'))
    expect(await told()).toMatchObject({
      policyId: 'reply-lights-urgent',
      dueAt: iso('2026-11-22T20:00'),
    })
    // A table without the stage: no ticket may wait without a clock.
    const policies = [{ id: 'only', stage: 'return', amount: 1, unit: 'working_days' }].map((p) => ({
      ...p,
      effectiveFrom: '2026-01-01',
      basis: '试验规则',
    }))
    await importPolicies(desk, DeadlinesFile.parse({ version: 'bare', policies }), 'admin-1')
    expect(await told()).toMatchObject({ policyId: 'no-rule', dueAt: iso('2026-11-27T18:00') })
  })

  test('two processes that start at once take the files in once', async () => {
    const other = engine === 'sqlite' ? base : await base.again()
    const both = await Promise.all([importFileRules(desk), importFileRules({ ...desk, db: other.db })])
    expect(both.map((changed) => changed.length).sort()).toEqual([0, 3])
    expect(await yearsOf()).toEqual(['2025.1 file', '2026.1 file'])
  })

  test('a file with a mistake is refused whole, every mistake named', async () => {
    const calendar = buildCalendarFile({ knownYears: [2025], years: [plan2027({ off: [] })] })
    const wrong = importFileRules({ ...desk, rules: { ...desk.rules, calendar } })
    await expect(wrong).rejects.toThrow('calendar.yaml 2027: 缺少元旦的放假安排')
    await expect(wrong).rejects.toThrow('缺少国庆节的放假安排')
    expect(await yearsOf()).toEqual([])
  })

  test('what a person imported stays when the files change', async () => {
    await importFileRules(desk)
    await importYear(desk, plan2027({ year: 2027 }), 'admin-1')
    const calendar = buildCalendarFile({ years: [plan2027({ source: '文件里的' })] })
    expect(await importFileRules({ ...desk, rules: { ...desk.rules, calendar } })).toEqual([])
    expect(await yearsOf()).toEqual(['2025.1 file', '2026.1 file', '2027.1 person'])
  })

  test('a plan that cannot be right changes nothing and says why', async () => {
    await importFileRules(desk)
    const twice = plan2027({ work: [{ day: '2027-01-02' }] })
    await expect(importYear(desk, twice, 'admin-1')).rejects.toThrow('2027-01-02 写了两次')
    expect(inForceOf(await listYearVersions(desk.db)).map((y) => y.year)).toEqual([2025, 2026])
  })

  test('a new policy table holds for what starts from now on; running clocks keep theirs', async () => {
    await importFileRules(desk)
    const old = (await buildTicket(desk)).ticket
    const policies = [{ id: 'reply-new', stage: 'reply', amount: 2, unit: 'working_days' }].map((p) => ({
      ...p,
      effectiveFrom: '2026-01-01',
      basis: '试验规则',
    }))
    const table = DeadlinesFile.parse({ version: 'new', policies })
    const imported = await importPolicies(desk, table, 'admin-1')
    expect(imported).toEqual({
      version: 2,
      warnings: ['没有适用于所有工单的签收时限，未列明的按默认时限'],
    })
    const young = (await buildTicket(desk)).ticket
    expect([old.dueAt, young.dueAt]).toEqual([iso('2026-11-27T18:00'), iso('2026-11-24T18:00')])
    expect(await findClock(desk.db, young.id, 'reply')).toMatchObject({
      policyId: 'reply-new',
      policyVersion: 2,
    })
    expect((await findClock(desk.db, old.id, 'reply'))?.policyVersion).toBe(1)
    expect((await listPolicySets(desk.db)).map((s) => `${s.source} ${s.by}`)).toEqual([
      'file import',
      'person admin-1',
    ])
    const changes = (await readEventsAfter(desk.db, 0, 100)).filter((e) => e.type === 'rules.changed')
    expect(changes.at(-1)).toMatchObject({ actorId: 'admin-1', data: { kind: 'deadline-policies' } })
  })

  test('a due time beyond the known years says so, and moves when the plan is known', async () => {
    await importFileRules(desk)
    desk.clock.moveTo(iso('2026-12-28T10:00'))
    const { ticket } = await buildTicket(desk)
    expect(ticket).toMatchObject({
      dueAt: iso('2027-01-04T18:00'),
      dueText:
        '投诉 5 个工作日，12月29日(周二)起算，1月4日(周一)18:00前' +
        '（2027年放假安排还没有公布，暂按周一至周五推算，公布后重新计算）',
    })
    expect(await listProvisionalClocks(desk.db)).toHaveLength(1)
    await importYear(desk, plan2027(), 'admin-1')
    expect(await runDueJobs({ ...desk, log }, recountJobs(desk))).toBe(1)
    const moved = {
      dueAt: iso('2027-01-05T18:00'),
      firstDueAt: iso('2027-01-05T18:00'),
      dueText:
        '投诉 5 个工作日，12月29日(周二)起算，1月4日(周一)18:00前；2027年放假安排公布后重新计算，改为1月5日(周二)18:00前',
    }
    expect(await findTicket(desk.db, ticket.id)).toMatchObject(moved)
    // A worker that died in the middle runs the job again.
    await recountClocks(desk, 2027, iso('2026-12-28T10:00'))
    expect(await findTicket(desk.db, ticket.id)).toMatchObject(moved)
    const young = (await buildTicket(desk)).ticket
    expect(young.dueText).toBe('投诉 5 个工作日，12月29日(周二)起算，扣除元旦1天，1月5日(周二)18:00前')
  })
})
