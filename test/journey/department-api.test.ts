import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DepartmentSystem, openDepartmentSystem } from '../support/department-system.ts'
import { act, fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

const PHONE = '13912345678'
const LAMP = `我要投诉，我叫欧阳测试，电话${PHONE}，澄心路12号门口的路灯坏了一个星期没人修，晚上看不见路`
const REPLY = '路灯的线路老化，11月23日已经更换电缆并恢复照明，请您看看。'

type Answer = { status: number; body: { state?: string; error?: { message: string } } }

let town: Town
let unit: DepartmentSystem
let admin: Staff
let key: { id: string; key: string }
beforeAll(async () => {
  unit = await openDepartmentSystem()
  town = await openTown(undefined, { WEBHOOK_SECRET_KEY: 'k'.repeat(40), WEBHOOK_ALLOWED: '127.0.0.1/32' })
  admin = await town.signIn('admin')
  await admin.ok('PUT', '/sending/urban-management', { method: 'webhook', target: unit.url })
  key = await admin.ok('POST', '/sending/urban-management/keys', { name: '城管业务系统' })
})
afterAll(async () => {
  await unit.close()
  await town.close()
})

const ask = async (
  path: string,
  { as = key.key, once = crypto.randomUUID() as string, body = {} as object, method = 'POST' } = {},
): Promise<Answer> => {
  const headers = {
    authorization: `Bearer ${as}`,
    'idempotency-key': once,
    'content-type': 'application/json',
  }
  const given = method === 'GET' ? {} : { body: JSON.stringify(body) }
  const answer = await town.app.request(`/api/department/v1/tickets/${path}`, { method, headers, ...given })
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}
/** The department's system learns of a ticket from the hotline alone. */
const receive = async (): Promise<{ number: string; code: string }> => {
  unit.received.length = 0
  const filed = await fileComplaint(town, LAMP, PHONE)
  await town.settle()
  const got = JSON.parse(unit.received[0]?.body ?? '{}') as { data?: { number: string } }
  expect(got.data?.number).toBe(filed.number)
  return filed
}

test('a department’s system hears of a ticket, signs, contacts and replies; the citizen has the answer after signature and audit', async () => {
  const { number, code } = await receive()
  const signed = await ask(`${number}/sign`)
  expect([signed.status, signed.body.state]).toEqual([200, 'handling'])
  expect(JSON.stringify(signed.body)).not.toContain(PHONE)
  expect(JSON.stringify(signed.body)).not.toContain('欧阳')
  const way = { way: 'phone', note: '已经电话说明抢修安排' }
  expect((await ask(`${number}/contact`, { body: way })).status).toBe(200)
  const replied = await ask(`${number}/reply`, { body: { publicReply: REPLY } })
  expect([replied.status, replied.body.state]).toEqual([200, 'unit_review'])
  expect(await (await town.track(number, code)).text()).not.toContain('更换电缆')
  await act(await town.signIn('urbanlead'), number, 'sign-reply', { approve: true })
  await act(await town.signIn('dispatcher'), number, 'audit', { approve: true })
  expect(await (await town.track(number, code)).text()).toContain('更换电缆')
  const { steps } = await admin.ok<{ steps: { action: string; by: string }[] }>('GET', `/tickets/${number}`)
  expect(JSON.stringify(steps.find((step) => step.action === 'sign'))).toContain('业务系统')
})

test('the same request again, one by one or all at once, is done once', async () => {
  const { number } = await receive()
  const once = 'sign-of-this-ticket'
  const all = await Promise.all([1, 2, 3].map(() => ask(`${number}/sign`, { once })))
  expect(all.map(({ status }) => status)).toEqual([200, 200, 200])
  const body = { way: 'phone', note: '已经电话联系' }
  for (let n = 0; n < 3; n++)
    expect((await ask(`${number}/contact`, { once: 'first-contact', body })).status).toBe(200)
  const { steps } = await admin.ok<{ steps: { action: string }[] }>('GET', `/tickets/${number}`)
  expect(steps.filter(({ action }) => action === 'sign')).toHaveLength(1)
  expect(steps.filter(({ action }) => action === 'contact')).toHaveLength(1)
  const again = await ask(`${number}/sign`)
  expect(again.status).toBe(409)
  expect(again.body.error?.message).toContain('没有生效')
})

test('a ticket that is not its duty is asked back with basis and unit', async () => {
  const { number } = await receive()
  const body = { reason: '不属于我单位职责', basis: '', proposedDepartmentId: 'housing' }
  const bare = await ask(`${number}/return`, { body })
  expect(bare.status).toBe(400)
  expect(bare.body.error?.message).toContain('依据')
  const asked = await ask(`${number}/return`, { body: { ...body, basis: '三定规定第三条' } })
  expect([asked.status, asked.body.state]).toEqual([200, 'return_req'])
})

test('a key opens the tickets of its department and no others, and nothing once revoked', async () => {
  const { number } = await receive()
  const police = await admin.ok<{ id: string; key: string }>('POST', '/sending/police/keys', {
    name: '公安系统',
  })
  expect((await ask(number, { as: police.key, method: 'GET' })).status).toBe(404)
  expect((await ask(`${number}/sign`, { as: police.key })).status).toBe(404)
  expect((await ask(number, { as: 'ysk_guessed', method: 'GET' })).status).toBe(401)
  expect((await ask(number, { method: 'GET' })).status).toBe(200)
  const list = await admin.ok<{ rows: { lastUsedAt: string | null }[] }>(
    'GET',
    '/sending/urban-management/keys',
  )
  expect(list.rows[0]?.lastUsedAt).not.toBeNull()
  expect(JSON.stringify(list)).not.toContain(key.key)
  await admin.ok('POST', `/department-keys/${key.id}/revoke`)
  expect((await ask(number, { method: 'GET' })).status).toBe(401)
})

test('a key that asks without pause is told when to come back', async () => {
  const busy = await admin.ok<{ key: string }>('POST', '/sending/housing/keys', { name: '住建系统' })
  const answers = await Promise.all(
    Array.from({ length: 125 }, () => ask('no-such-ticket', { as: busy.key, method: 'GET' })),
  )
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(5)
})

test('a key that asks without pause is told so while the door is paused, too', async () => {
  const busy = await admin.ok<{ key: string }>('POST', '/sending/housing/keys', { name: '住建备用系统' })
  const { version } = await admin.ok<{ version: number }>('GET', '/channels')
  const rule = { id: 'department-api', paused: true }
  await admin.ok('PUT', '/channels/department-api', { rule, why: '接口升级', seen: version })
  const answers = await Promise.all(
    Array.from({ length: 125 }, () => ask('no-such-ticket', { as: busy.key, method: 'GET' })),
  )
  const of = (wanted: number): number => answers.filter(({ status }) => status === wanted).length
  expect([of(503), of(429)]).toEqual([120, 5])
})
