import { beforeAll, expect, test } from 'vitest'
import type { PersonalExport, PersonalStanding } from '../../src/contracts/personal.ts'
import { verifyAccessLog } from '../../src/tickets/protection/access-repository.ts'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import { newAddress, type Staff, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
let urban: Staff
let supervisor: Staff
beforeAll(async () => {
  town = await sharedTown()
  urban = await town.signIn('urban')
  supervisor = await town.signIn('supervisor')
})

type Filed = { number: string; code: string }
const ask = (filed: Filed, what: string, body: object = {}) =>
  town.app.request(`/api/tickets/${filed.number}/${what}`, {
    method: 'POST',
    headers: { 'x-forwarded-for': newAddress(), 'content-type': 'application/json' },
    body: JSON.stringify({ code: filed.code, ...body }),
  })
const ok = async <T>(filed: Filed, what: string, body: object = {}): Promise<T> => {
  const answer = await ask(filed, what, body)
  if (answer.status !== 200) throw new Error(`${what}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}
const MATTER = '我要投诉，钟楼步行街88号的路灯坏了，我叫郑晚晴，晚上看不见路'
const secretly = async (): Promise<Filed> =>
  fileComplaint(town, '我要举报，书院路小学旁边有人半夜偷倒垃圾，要保密', '13711118642')

test('a citizen takes everything that is kept of them, as data and as a text anybody can read', async () => {
  const filed = await fileComplaint(town, MATTER, '13711112345')
  await act(urban, filed.number, 'sign')
  await act(urban, filed.number, 'note', { text: '内部备注不给诉求人看' })
  const data = await ok<PersonalExport>(filed, 'export')
  expect(data.ticket).toMatchObject({ number: filed.number, phone: '13711112345', confidential: false })
  expect(data.talk.some((m) => m.by === '您' && m.text.includes('钟楼步行街88号'))).toBe(true)
  expect(data.units).toContain('市城管局')
  expect(data.looks).toBeGreaterThanOrEqual(1)
  const text = await (await ask(filed, 'export', { as: 'txt' })).text()
  for (const part of [filed.number, '13711112345', '钟楼步行街88号', '办结后再保存'])
    expect(text).toContain(part)
  for (const said of [text, JSON.stringify(data)]) {
    expect(said).not.toContain('内部备注')
    expect(said).not.toContain('城管承办人')
    expect(said).not.toContain(filed.code)
  }
})

test('a wrong code opens nothing, an unknown number neither', async () => {
  const filed = await fileComplaint(town, MATTER, '13711112345')
  for (const what of ['personal', 'export', 'correct', 'erasure']) {
    const wrong = await ask({ ...filed, code: 'WRONG999' }, what, { name: '别人' })
    const unknown = await ask({ number: '20200101-00001', code: filed.code }, what, { name: '别人' })
    expect([wrong.status, await wrong.text()]).toEqual([unknown.status, await unknown.text()])
    expect(wrong.status).toBe(404)
  }
})

test('of a confidential ticket the code alone gives nothing away and changes nothing', async () => {
  const filed = await secretly()
  expect(await ok<PersonalStanding>(filed, 'personal')).toMatchObject({ needsTail: true, hasPhone: true })
  for (const what of ['export', 'correct', 'erasure']) {
    const refused = await ask(filed, what, { phone: '13900000000' })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('后四位')
  }
  // A wrong tail is a wrong try: ten thousand of them cannot be gone through.
  const tries = []
  for (let n = 0; n < 12; n++) tries.push((await ask(filed, 'export', { tail: `000${n % 10}` })).status)
  expect(tries).toContain(429)
  const other = await secretly()
  expect((await ok<PersonalExport>(other, 'export', { tail: '8642' })).ticket.phone).toBe('13711118642')
})

test('a corrected phone is the one that counts, and on a confidential ticket nobody sees the old or the new', async () => {
  const filed = await secretly()
  await ok(filed, 'correct', { tail: '8642', phone: '137 2222 9753', name: '郑晚晴' })
  const data = await ok<PersonalExport>(filed, 'export', { tail: '9753' })
  expect(data.ticket).toMatchObject({ phone: '13722229753', name: '郑晚晴' })
  expect(data.corrections).toContainEqual(
    expect.objectContaining({ what: '电话', from: '13711118642', to: '13722229753' }),
  )
  for (const role of ['agent', 'dispatcher', 'supervisor', 'admin'] as const) {
    const page = JSON.stringify(await (await town.signIn(role)).ok('GET', `/tickets/${filed.number}`))
    expect(page).toContain('更正')
    for (const secret of ['13711118642', '13722229753', '郑晚晴']) expect(page).not.toContain(secret)
  }
})

test('of an ordinary ticket the unit sees that it was corrected, where the place was, and calls the new number', async () => {
  const filed = await fileComplaint(town, MATTER, '13711112345')
  await act(urban, filed.number, 'sign')
  await ok(filed, 'correct', { phone: '13711119999', place: '钟楼步行街98号门口' })
  const { ticket, steps } = await urban.ok<{
    ticket: { contactPhone: string; place: string }
    steps: { action: string; internalNote: string }[]
  }>('GET', `/tickets/${filed.number}`)
  expect(ticket).toMatchObject({ contactPhone: '13711119999', place: '钟楼步行街98号门口' })
  expect(steps[0]).toMatchObject({ action: 'correct' })
  expect(steps[0]?.internalNote).toContain('钟楼步行街98号门口')
  const nothing = await ask(filed, 'correct', { phone: '13711119999' })
  expect([nothing.status, await nothing.text()]).toEqual([400, expect.stringContaining('没有改动')])
  expect((await ask(filed, 'correct', { phone: '不是电话' })).status).toBe(400)
})

type Erasures = { rows: { id: string; number: string; isOver: boolean; reason: string }[] }
const requestOf = async (number: string) =>
  (await supervisor.ok<Erasures>('GET', '/erasure-requests')).rows.find((row) => row.number === number)

test('a request to be erased is refused with words the citizen reads', async () => {
  const filed = await fileComplaint(town, MATTER, '13711112345')
  await ok(filed, 'erasure', { reason: '不想留信息了' })
  await ok(filed, 'erasure', { reason: '再点一次' })
  const row = await requestOf(filed.number)
  expect(row).toMatchObject({ isOver: false, reason: '不想留信息了' })
  const path = `/erasure-requests/${row?.id}/decide`
  expect((await supervisor.request('POST', path, { approve: false, note: '' })).status).toBe(400)
  await supervisor.ok('POST', path, { approve: false, note: '正在办理，办结后三年自动删除' })
  expect((await supervisor.request('POST', path, { approve: true, note: '' })).status).toBe(409)
  expect((await ok<PersonalStanding>(filed, 'personal')).erasure).toMatchObject({
    state: 'refused',
    note: '正在办理，办结后三年自动删除',
  })
})

test('granted on a ticket that is over, person and talk are gone at once; the ticket, its story and the log stay', async () => {
  const filed = await fileComplaint(town, MATTER, '13711113579')
  await act(urban, filed.number, 'sign')
  await publish(town, urban, filed.number, { publicReply: '您好，11月23日已修好路灯并复查正常。' })
  await town.settle()
  await town.app.request(`/api/tickets/${filed.number}/rating`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': newAddress() },
    body: JSON.stringify({ code: filed.code, solved: 'solved', satisfied: 5 }),
  })
  await ok(filed, 'erasure')
  const row = await requestOf(filed.number)
  expect(row?.isOver).toBe(true)
  await supervisor.ok('POST', `/erasure-requests/${row?.id}/decide`, { approve: true, note: '' })
  const data = await ok<PersonalExport>(filed, 'export')
  expect(data.ticket).toMatchObject({ name: '', phone: '', state: '已办结' })
  expect(data.talk).toEqual([])
  expect(data.erasure?.erasedAt).not.toBeNull()
  expect(JSON.stringify(data)).not.toContain('郑晚晴')
  expect(data.progress.length).toBeGreaterThan(3)
  const page = JSON.stringify(await urban.ok('GET', `/tickets/${filed.number}`))
  expect(page).toContain('钟楼步行街88号')
  expect(page).not.toContain('13711113579')
  expect((await verifyAccessLog(town.desk.db)).broken).toBeNull()
})
