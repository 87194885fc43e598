import { afterAll, beforeAll, expect, test } from 'vitest'
import { settleUnits } from '../../src/dispatch/units/settle-units.ts'
import { act, type Filed, fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

// A town of its own: its units are closed, merged and opened again.
let town: Town
let admin: Staff
let urban: Staff
beforeAll(async () => {
  town = await openTown()
  ;[admin, urban] = [await town.signIn('admin'), await town.signIn('urban')]
})
afterAll(() => town.close())

type Detail = {
  ticket: { state: string; departmentName: string | null; coDepartments: string[]; dueAt: string }
  steps: { action: string; publicText: string }[]
}
const detail = (number: string): Promise<Detail> => admin.ok<Detail>('GET', `/tickets/${number}`)
const tracked = async ({ number, code }: Filed): Promise<string> => (await town.track(number, code)).text()
const close = (id: string, successor: string | null): Promise<{ changeId: string; moved: number }> =>
  admin.ok('POST', `/units/${id}/close`, { successor, why: '机构改革' })
const lamp = (n: number): Promise<Filed> =>
  fileComplaint(town, `我要投诉，织锦路${n}号门口的路灯不亮了，一直没人修`)

test('a unit merged into another: everything open goes on there, each citizen reads it, and an undo gives back what nobody touched', async () => {
  const waits = await lamp(3)
  const worked = await lamp(9)
  const helped = await fileComplaint(town, '我要投诉，凤栖路22号门口路灯不亮，一个月没人修')
  await act(urban, worked.number, 'sign')
  const housing = await town.signIn('housing')
  const made = { name: '城管业务系统' }
  const { key } = await admin.ok<{ key: string }>('POST', '/sending/urban-management/keys', made)
  const { dueAt } = (await detail(worked.number)).ticket

  expect(
    await admin.ok('POST', '/units/urban-management/close/check', { successor: 'housing' }),
  ).toMatchObject({
    refusal: null,
    tickets: 3,
    accounts: 2,
    lines: expect.any(Number),
  })
  const { changeId, moved } = await close('urban-management', 'housing')
  expect(moved).toBe(3)
  for (const filed of [waits, worked, helped]) {
    expect((await detail(filed.number)).ticket.departmentName).toBe('市住建局')
    expect(await tracked(filed)).toContain('的职责现在由市住房和城乡建设局承担')
  }
  expect((await detail(worked.number)).ticket).toMatchObject({ state: 'handling', dueAt })
  expect((await helped.citizen.thread()).messages.at(-1)?.text).toContain('由市住建局接着办')
  // Nothing is moved twice, whoever looks again.
  expect(await settleUnits(town.desk)).toBe(0)
  const after = (await detail(worked.number)).steps.filter((step) => step.action === 'move_unit')
  expect(after).toHaveLength(1)

  // The people of the merged unit go on where they were; the new unit's own can as well.
  const byKey = await town.app.request(`/api/department/v1/tickets/${worked.number}`, {
    headers: { authorization: `Bearer ${key}` },
  })
  expect(byKey.status).toBe(200)
  await act(housing, worked.number, 'note', { text: '由我们接着办' })
  expect(town.desk.route({ text: '路灯不亮', districtId: null, categoryId: '02-03' }).departmentId).toBe(
    'housing',
  )
  expect((await lamp(31)).reply.text).toContain('市住房和城乡建设局')
  const { rows } = await admin.ok<{ rows: { id: string }[] }>('GET', '/departments')
  expect(rows.map((row) => row.id)).not.toContain('urban-management')

  await admin.ok('POST', `/rule-changes/${changeId}/undo`, { why: '改革推迟' })
  expect((await detail(waits.number)).ticket.departmentName).toBe('市城管局')
  expect(await tracked(waits)).toContain('单位调整已撤销')
  expect((await detail(worked.number)).ticket.departmentName).toBe('市住建局')
  await act(urban, waits.number, 'sign')
  expect(await settleUnits(town.desk)).toBe(0)
  expect((await lamp(57)).reply.text).toContain('市城市管理')
})

test('a unit closed without a successor: its ticket goes to triage, and nothing is sent to it any more', async () => {
  const filed = await fileComplaint(town, '我要投诉，小区楼下广场舞音响半夜扰民，织锦路88号')
  const police = await town.signIn('police')
  const dispatcher = await town.signIn('dispatcher')
  if ((await detail(filed.number)).ticket.departmentName !== '市公安局')
    await act(dispatcher, filed.number, 'dispatch', { departmentId: 'police' })
  await act(police, filed.number, 'sign')
  await close('police', null)
  const now = await detail(filed.number)
  expect(now.ticket).toMatchObject({ state: 'accepted', departmentName: null })
  expect(await tracked(filed)).toContain('市公安局已停用，热线正在重新确定承办单位')
  await expect(act(dispatcher, filed.number, 'dispatch', { departmentId: 'police' })).rejects.toThrow(
    '没有这个承办单位',
  )
  const routing = town.desk.route({ text: '广场舞音响半夜扰民', districtId: null, categoryId: '06-04' })
  expect(routing.departmentId).not.toBe('police')
  await act(dispatcher, filed.number, 'dispatch', { departmentId: 'urban-management' })
})

test('what cannot be is refused in a sentence: the hotline, a district without successor, itself, twice', async () => {
  const refused = async (id: string, successor: string | null): Promise<string> =>
    (await admin.request('POST', `/units/${id}/close`, { successor, why: '试试看' })).text()
  expect(await refused('hotline', null)).toContain('热线中心不能停用')
  expect(await refused('district-gaoxin', null)).toContain('停用要选接续单位')
  expect(await refused('housing', 'housing')).toContain('不能是它自己')
  expect(await refused('housing', 'police')).toContain('已经停用')
  expect(await refused('police', 'housing')).toContain('已经停用')
  expect(await refused('no-such-unit', null)).toContain('没有这个单位')
})

const NEW = {
  name: '市照明管理中心',
  short: '市照明中心',
  kind: 'utility',
  duties: ['路灯、景观灯的养护和维修', '照明设施的巡查'],
  phone: '0000-88017777',
  address: '明澜市东澜区澄心路9号',
  hours: '全天',
}

test('a new unit is added and renamed: the old name stays in what was written, the new one stands everywhere else', async () => {
  const { id } = await admin.ok<{ id: string }>('POST', '/units', { unit: NEW, why: '新设' })
  const twice = await admin.request('POST', '/units', { unit: NEW, why: '再设' })
  expect([twice.status, await twice.text()]).toEqual([400, expect.stringContaining('已经有叫')])
  const filed = await lamp(71)
  const dispatcher = await town.signIn('dispatcher')
  await act(urban, filed.number, 'sign')
  await act(urban, filed.number, 'return', {
    reason: '路灯已划给照明中心',
    basis: '三定规定',
    proposedDepartmentId: id,
  })
  await act(dispatcher, filed.number, 'review-return', { approve: true })
  await act(dispatcher, filed.number, 'dispatch', { departmentId: id })
  await admin.ok('PUT', `/units/${id}`, { unit: { ...NEW, short: '照明所' }, why: '改名' })
  expect((await detail(filed.number)).ticket.departmentName).toBe('照明所')
  expect(await tracked(filed)).toContain('已转市照明中心办理')
})
