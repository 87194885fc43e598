import { afterAll, beforeAll, expect, test } from 'vitest'
import { warnClocks } from '../../src/tickets/clocks/warn-clocks.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

// A town of its own: the plan of a year changes what every other story is promised.
let town: Town
let admin: Staff
beforeAll(async () => {
  town = await openTown()
  admin = await town.signIn('admin')
})
afterAll(() => town.close())

const PLAN = {
  source: '试验用，非公布',
  off: [
    { name: '元旦', from: '2027-01-01', to: '2027-01-03' },
    { name: '春节', from: '2027-02-06', to: '2027-02-11' },
    { name: '清明节', from: '2027-04-05', to: '2027-04-05' },
    { name: '劳动节', from: '2027-05-01', to: '2027-05-04' },
    { name: '端午节', from: '2027-06-09', to: '2027-06-09' },
    { name: '中秋节', from: '2027-09-15', to: '2027-09-15' },
    { name: '国庆节', from: '2027-10-01', to: '2027-10-05' },
  ],
}
type Rules = {
  years: { year: number; source: string; version: number }[]
  missing: string[]
  deadlines: { version: number; policies: { id: string; amount: number }[] }
}
const rules = (): Promise<Rules> => admin.ok<Rules>('GET', '/clock-rules')

test('an administrator sees that next year is missing, checks a plan, imports it, and old promises follow', async () => {
  expect((await rules()).missing).toEqual([expect.stringContaining('2027 年放假安排还没有导入')])
  town.clock.moveTo('2026-12-29T02:00:00.000Z')
  // Weeks later: the session of November is over.
  admin = await town.signIn('admin')
  const { number } = await fileComplaint(town)
  const detail = () => admin.ok<{ ticket: { dueAt: string; dueText: string } }>('GET', `/tickets/${number}`)
  expect((await detail()).ticket).toMatchObject({
    dueAt: '2027-01-05T10:00:00.000Z',
    dueText: expect.stringContaining('2027年放假安排还没有公布'),
  })
  const checked = await admin.ok('POST', '/clock-rules/calendar/2027/check', PLAN)
  expect(checked).toMatchObject({
    mistakes: [],
    effect: {
      isNew: true,
      rows: expect.arrayContaining([
        expect.objectContaining({ number, stage: '答复', to: '2027-01-06T10:00:00.000Z' }),
      ]),
    },
  })
  expect((await rules()).years.map((y) => y.year)).toEqual([2025, 2026])

  await admin.ok('PUT', '/clock-rules/calendar/2027', PLAN)
  await town.settle()
  expect(await rules()).toMatchObject({ missing: [], years: [{}, {}, { year: 2027, source: 'person' }] })
  expect((await detail()).ticket).toMatchObject({
    dueAt: '2027-01-06T10:00:00.000Z',
    dueText: expect.stringContaining('2027年放假安排公布后重新计算，改为1月6日(周三)18:00前'),
  })
})

test('a plan with half its lines wrong is refused in words, and nothing of it is in force', async () => {
  const wrong = { off: [...PLAN.off.slice(1), { name: '市庆', from: '2028-01-01', to: '2027-01-01' }] }
  const refused = await admin.request('PUT', '/clock-rules/calendar/2027', wrong)
  const { error } = (await refused.json()) as { error: { message: string } }
  expect(refused.status).toBe(400)
  for (const said of ['缺少元旦的放假安排', '市庆 2028-01-01 不在 2027 年里']) {
    expect(error.message).toContain(said)
  }
  expect((await rules()).years.find((y) => y.year === 2027)?.version).toBe(1)
})

test('a policy table is replaced whole, for what starts from now on', async () => {
  const policies = [
    { id: 'sign-all', stage: 'sign', amount: 2, unit: 'working_hours' },
    { id: 'reply-all', stage: 'reply', amount: 3, unit: 'working_days', ends: 'midnight' },
  ].map((p) => ({ ...p, effectiveFrom: '2026-01-01', basis: '试验规则' }))
  const { effect } = await admin.ok<{ effect: { changed: number; rows: { stage: string; text: string }[] } }>(
    'POST',
    '/clock-rules/deadlines/check',
    { version: 'test', policies },
  )
  expect(effect.changed).toBeGreaterThan(0)
  expect(effect.rows.find((row) => row.stage === '答复')?.text).toMatch(/3 个工作日/)
  expect((await rules()).deadlines.version).toBe(1)
  await admin.ok('PUT', '/clock-rules/deadlines', { version: 'test', policies })
  expect((await rules()).deadlines).toMatchObject({ version: 2, policies: [{ id: 'sign-all' }, {}] })
  const { number } = await fileComplaint(town)
  const { ticket, clocks } = await admin.ok<{
    ticket: { dueText: string }
    clocks: { stage: string; text: string }[]
  }>('GET', `/tickets/${number}`)
  expect(ticket.dueText).toMatch(/3 个工作日，.*起算，扣除元旦1天，1月4日\(周一\)24:00前$/)
  expect(clocks.find((clock) => clock.stage === 'sign')?.text).toMatch(/^签收 2 个工作小时，.*起算，/)

  // Nobody signs: the unit and the desk find it among what is late, another unit does not.
  town.clock.advance(3 * 60 * 60_000)
  await warnClocks(town.desk)
  const late = async (who: string) => {
    const { rows } = await (await town.signIn(who)).ok<{
      rows: { number: string; warnLevel: string; escalatedTo: string }[]
    }>('GET', '/tickets?view=late')
    return rows.find((row) => row.number === number)
  }
  const seen = { warnLevel: 'red', escalatedTo: '已提醒联络员' }
  expect(await late('urban')).toMatchObject(seen)
  expect(await late('supervisor')).toMatchObject(seen)
  expect(await late('police')).toBeUndefined()
})

test('the calculator says when and why, and an earlier version is put in force again', async () => {
  const ask = { stage: 'reply', type: 'help', urgency: 'normal', start: '2026-12-30T02:00:00.000Z' }
  type Answer = { dueAt: string; text: string; rules: { id: string; why: string }[] }
  const calculated = await admin.ok<Answer>('POST', '/clock-rules/calculate', ask)
  expect(calculated.text).toMatch(/3 个工作日，.*起算，.*前$/)
  expect(calculated.rules.map((r) => r.id)).toEqual(['reply-all'])
  const first = await admin.ok<{ policies: unknown[] }>('GET', '/clock-rules/deadlines/1')
  await admin.ok('PUT', '/clock-rules/deadlines', { ...first, version: '恢复第 1 版' })
  const again = await admin.ok<Answer>('POST', '/clock-rules/calculate', ask)
  expect(again.rules.map((r) => [r.id, r.why])).toEqual([
    ['reply-help', '指明了诉求类型'],
    ['reply-any', '适用于所有工单'],
  ])
  expect(again.text).toMatch(/^求助 5 个工作日/)
  expect((await admin.request('GET', '/clock-rules/deadlines/99')).status).toBe(404)
  expect((await admin.request('GET', '/clock-rules/calendar/2027/1')).status).toBe(200)
})
