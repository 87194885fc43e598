import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDueReports } from '../../src/insight/reports/make-due-reports.ts'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

/** The doors behind what the third round of somebody new changed (docs/newcomer.md). */
let town: Town
let urban: Staff
let supervisor: Staff
let admin: Staff
beforeAll(async () => {
  town = await openTown()
  urban = await town.signIn('urban')
  supervisor = await town.signIn('supervisor')
  admin = await town.signIn('admin')
})
afterAll(() => town.close())

const lampAt = async (house: number): Promise<string> =>
  (await fileComplaint(town, `我要投诉，翠柏巷${house}号门口的路灯坏了一个星期没人修`, `138001380${house}`))
    .number

test('an extension says until when before it is asked for, and that is what is granted; asked twice it says why not', async () => {
  const number = await lampAt(51)
  await act(urban, number, 'sign')
  type Preview = { dueAt: string; text: string }
  const before = await urban.ok<Preview>('GET', `/tickets/${number}/extension`)
  expect(before.text).toMatch(/^延长 5 个工作日：答复时限从\d+月\d+日\(周.\)18:00延到\d+月\d+日\(周.\)18:00/)
  await act(urban, number, 'extend', { reason: '灯杆要从厂里订，到货要一周' })
  const hotline = await town.signIn('dispatcher')
  expect(await hotline.ok<Preview>('GET', `/tickets/${number}/extension`)).toEqual(before)
  await act(hotline, number, 'review-extension', { approve: true, note: '' })
  const { ticket } = await urban.ok<{ ticket: { dueAt: string } }>('GET', `/tickets/${number}`)
  expect(ticket.dueAt).toBe(before.dueAt)
  const again = await urban.request('GET', `/tickets/${number}/extension`)
  expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('最多延期 1 次')])
})

test('a reply that was refused stands in the unit’s inbox as sent back, until it is written anew', async () => {
  const number = await lampAt(52)
  const inInbox = async (): Promise<boolean | undefined> =>
    (await urban.ok<{ rows: { number: string; isSentBack: boolean }[] }>('GET', '/tickets')).rows.find(
      (row) => row.number === number,
    )?.isSentBack
  await act(urban, number, 'sign')
  expect(await inInbox()).toBe(false)
  await act(urban, number, 'reply', { publicReply: '您好，路灯已经修好。' })
  const leader = await town.signIn('urbanlead')
  await act(leader, number, 'sign-reply', { approve: false, note: '写清是哪天修好的' })
  expect(await inInbox()).toBe(true)
  await act(urban, number, 'reply', { publicReply: '您好，11月23日下午已修好。' })
  expect(await inInbox()).toBe(false)
})

test('talks behind a figure are told apart by when, where and what about, and can be taken along as a file', async () => {
  const number = await lampAt(53)
  await town.settle()
  await makeDueReports(town.desk)
  const day = town.clock.now().toISOString().slice(0, 10)
  const asked = `from=${day}&to=${day}&metric=contacts&side=hit&dim=web`
  type Cases = { of: string; talks: { said: string; channel: string; tickets: string[] }[] }
  const { of, talks } = await supervisor.ok<Cases>('GET', `/insight/cases?${asked}`)
  expect(of).toBe('网页')
  const talk = talks.find((one) => one.tickets.includes(number))
  expect(talk).toMatchObject({ channel: 'web' })
  expect(talk?.said).toContain('路灯')
  expect(JSON.stringify(talks)).not.toContain('13800138053')
  const file = await supervisor.request('GET', `/insight/cases/file?${asked}&as=csv`)
  const text = await file.text()
  expect(text).toContain('登记的工单')
  expect(text).toContain(number)
})

test('terms of keeping: what tonight would erase stands there first, below the law is refused, and the history takes them back', async () => {
  type Term = { days: number; basis: string }
  type Page = { kinds: (Term & { kind: string })[]; version: number }
  const read = () => supervisor.ok<Page>('GET', '/retention')
  const { kinds, version } = await read()
  const terms = (days: Record<string, number>) =>
    Object.fromEntries(
      kinds.map(({ kind, ...term }) => [kind, { days: days[kind] ?? term.days, basis: term.basis }]),
    )
  const effect = await admin.ok<{ refusal: string | null; kinds: unknown[] }>(
    'POST',
    '/retention/terms/check',
    {
      terms: terms({ talks: 90 }),
    },
  )
  expect(effect).toMatchObject({
    refusal: null,
    kinds: [{ kind: 'talks', daysNow: 180, days: 90, dueNow: 0 }],
  })
  const below = { terms: terms({ access: 30 }), why: '省地方', seen: version }
  const refused = await admin.request('PUT', '/retention/terms', below)
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('至少保存 1095 天')])
  await admin.ok('PUT', '/retention/terms', {
    terms: terms({ talks: 90 }),
    why: '市档案局批复',
    seen: version,
  })
  expect((await read()).kinds.find(({ kind }) => kind === 'talks')?.days).toBe(90)
  const stale = { terms: terms({ talks: 60 }), why: '再短一点', seen: version }
  expect((await admin.request('PUT', '/retention/terms', stale)).status).toBe(409)
  type History = { rows: { changeId: string; what: string }[] }
  const [change] = (await admin.ok<History>('GET', '/rule-changes?kinds=city')).rows
  expect(change?.what).toBe('保存期限：没有形成工单的会话 180 → 90 天')
  const seen = await admin.ok<{
    differences: { title: string; fields: { label: string }[] }[]
    undoes: string
  }>('GET', `/rule-changes/${change?.changeId}`)
  expect(seen.differences).toMatchObject([{ title: '保存期限', fields: [{ label: '没有形成工单的会话' }] }])
  expect(seen.undoes).toContain('找不回来')
  await admin.ok('POST', `/rule-changes/${change?.changeId}/undo`, { why: '还没有正式批复' })
  expect((await read()).kinds.find(({ kind }) => kind === 'talks')?.days).toBe(180)
})

test('undoing the merger of two units says beforehand that its tickets and accounts come back, and they do', async () => {
  const number = await lampAt(54)
  await admin.ok('POST', '/units/urban-management/close', { successor: 'housing', why: '机构改革' })
  const housing = await town.signIn('housing')
  const unitOf = async (): Promise<string> =>
    (await admin.ok<{ ticket: { departmentName: string } }>('GET', `/tickets/${number}`)).ticket
      .departmentName
  expect(await unitOf()).toBe('市住建局')
  expect((await housing.request('GET', `/tickets/${number}`)).status).toBe(200)
  const [change] = (
    await admin.ok<{ rows: { changeId: string }[] }>('GET', '/rule-changes?kinds=departments')
  ).rows
  const { undoes } = await admin.ok<{ undoes: string }>('GET', `/rule-changes/${change?.changeId}`)
  expect(undoes).toMatch(/转走的工单和协办 [1-9]\d* 件里，之后没有人动过的转回来/)
  await admin.ok('POST', `/rule-changes/${change?.changeId}/undo`, { why: '方案推迟' })
  expect(await unitOf()).toBe('市城管局')
})

test('an answer that no message can carry to a caller is no stuck message once somebody will call them', async () => {
  const stuck = async (): Promise<number> =>
    (await supervisor.ok<{ stuck: number }>('GET', '/overview')).stuck
  const filed = await fileComplaint(town, '我要投诉，翠柏巷57号门口的路灯坏了一个星期没人修', '13800138057')
  await town.desk.db
    .updateTable('conversation')
    .set({ channel: 'voice' })
    .where('id', '=', filed.citizen.id)
    .execute()
  const before = await stuck()
  await act(urban, filed.number, 'sign')
  await publish(town, urban, filed.number, { publicReply: '您好，11月23日下午已更换灯具并通电。' })
  await town.settle()
  const { rows } = await (await town.signIn('agent')).ok<{ rows: { number: string }[] }>('GET', '/follow-ups')
  expect(rows.map((row) => row.number)).toContain(filed.number)
  expect(await stuck()).toBe(before)
})

test('who waits for a yes to see who wrote is counted on the supervisor’s board', async () => {
  const number = await lampAt(55)
  await act(urban, number, 'sign')
  await act(urban, number, 'request-co', { departmentId: 'housing', task: '请一起看电源箱' })
  const hotline = await town.signIn('dispatcher')
  await act(hotline, number, 'review-co', { partSeq: 1, approve: true, note: '' })
  const asked = async (): Promise<number> =>
    (await supervisor.ok<{ asked: number }>('GET', '/overview')).asked
  const before = await asked()
  const housing = await town.signIn('housing')
  await housing.ok('POST', `/tickets/${number}/unmask`, { reason: '要约诉求人一起看电源箱' })
  expect(await asked()).toBe(before + 1)
})
