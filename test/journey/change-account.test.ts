import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTown, PASSWORD, type Staff, type Town } from '../support/open-town.ts'

/** People change jobs and leave: what an administrator does to their account holds at once. */
let town: Town
let admin: Staff
type Row = { id: string; login: string; name: string; isClosed: boolean; hasPassword: boolean }
const rowOf = async (login: string): Promise<Row> => {
  const { rows } = await admin.ok<{ rows: Row[] }>('GET', '/staff')
  const row = rows.find((one) => one.login === login)
  if (!row) throw new Error(`no account ${login}`)
  return row
}
const passwordOpens = async (login: string): Promise<boolean> => {
  const answer = await town.app.request('/console/api/session', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-requested-with': 'yingsheng',
      'x-forwarded-for': '10.7.1.1',
    },
    body: JSON.stringify({ login, password: PASSWORD }),
  })
  return answer.status === 200
}
beforeAll(async () => {
  town = await openTown()
  admin = await town.signIn('admin')
})
afterAll(() => town.close())

test('who moves to another unit is signed out, and sees that unit’s tickets from the next sign-in on', async () => {
  const { id } = await rowOf('housing')
  const before = await town.signIn('housing')
  await admin.ok('PUT', `/staff/${id}`, { name: '李承办', roles: ['handler'], departmentId: 'police' })
  expect((await before.request('GET', '/session')).status).toBe(401)
  const { member } = await (await town.signIn('housing')).ok<{ member: Record<string, unknown> }>(
    'GET',
    '/session',
  )
  expect(member).toMatchObject({ name: '李承办', departmentId: 'police', roles: ['handler'] })
  // A name alone signs nobody out.
  const after = await town.signIn('housing')
  await admin.ok('PUT', `/staff/${id}`, { name: '李四', roles: ['handler'], departmentId: 'police' })
  expect((await after.request('GET', '/session')).status).toBe(200)
})

test('what nobody else would be left to do is told before an account changes or closes', async () => {
  const ask = async (login: string, wanted: object | null) =>
    (await admin.ok<{ left: string[] }>('POST', `/staff/${(await rowOf(login)).id}/check`, { wanted })).left
  // The only one who signs for the unit, and the only editor of the city; agents there are two.
  const [signer] = await ask('urbanlead', null)
  expect(signer).toContain('审签')
  expect(signer).toContain('就没有人审签了')
  expect(await ask('urbanlead', { roles: ['signer'], departmentId: 'police' })).toEqual([signer])
  expect(await ask('urbanlead', { roles: ['signer', 'handler'], departmentId: 'urban-management' })).toEqual(
    [],
  )
  expect((await ask('editor', { roles: ['agent'], departmentId: null })).join('')).toContain(
    '知识就没有人改了',
  )
  expect(await ask('agent', null)).toEqual([])
  expect((await admin.request('POST', '/staff/no-such-person/check', { wanted: {} })).status).toBe(400)
})

test('what was done to an account is told with what it was before, and can be put back', async () => {
  const { id } = await rowOf('urban')
  const before = { name: '王承办', roles: ['handler'], departmentId: 'urban-management' }
  await admin.ok('PUT', `/staff/${id}`, { ...before, roles: ['handler', 'signer'], departmentId: 'police' })
  type Step = { by: string; what: string; fields: string[]; before: Record<string, unknown> | null }
  const history = () => admin.ok<{ rows: Step[] }>('GET', `/staff/${id}/history`)
  const [step] = (await history()).rows
  expect(step).toMatchObject({
    what: 'changed',
    before: { roles: ['handler'], departmentName: expect.any(String) },
  })
  expect(step?.by).not.toBe('')
  expect(step?.fields).toEqual(expect.arrayContaining(['roles', 'departmentId']))
  await admin.ok('PUT', `/staff/${id}`, { ...before, ...step?.before })
  const { member } = await (await town.signIn('urban')).ok<{ member: Record<string, unknown> }>(
    'GET',
    '/session',
  )
  expect(member).toMatchObject({ roles: ['handler'], departmentId: step?.before?.departmentId })
  expect((await history()).rows).toHaveLength(2)
})

test('one session of somebody is ended and stands in their history; the others go on', async () => {
  const { id } = await rowOf('dispatcher')
  const [one, two] = [await town.signIn('dispatcher'), await town.signIn('dispatcher')]
  const sessions = () =>
    admin.ok<{ rows: { id: string }[] }>('GET', `/staff/${id}/sessions`).then(({ rows }) => rows)
  const ofOne = (
    await one.ok<{ rows: { id: string; here: boolean }[] }>('GET', '/account/sessions')
  ).rows.find((row) => row.here)?.id
  await admin.ok('DELETE', `/staff/${id}/sessions/${ofOne}`)
  expect((await one.request('GET', '/session')).status).toBe(401)
  expect((await two.request('GET', '/session')).status).toBe(200)
  expect((await sessions()).map((row) => row.id)).not.toContain(ofOne)
  const again = await admin.request('DELETE', `/staff/${id}/sessions/${ofOne}`)
  expect([again.status, await again.text()]).toEqual([404, expect.stringContaining('这个登录已经结束了')])
  // Nobody's session is ended under another person's name.
  const [left] = await sessions()
  const { id: other } = await rowOf('editor')
  expect((await admin.request('DELETE', `/staff/${other}/sessions/${left?.id}`)).status).toBe(404)
  const told = () =>
    admin.ok<{ rows: { what: string; by: string; ended: number }[] }>('GET', `/staff/${id}/history`)
  expect((await told()).rows[0]).toMatchObject({ what: 'signed-out', by: '管理员', ended: 1 })
  // What they end themselves is not an administrator's doing.
  const third = await town.signIn('dispatcher')
  const ofTwo = (
    await two.ok<{ rows: { id: string; here: boolean }[] }>('GET', '/account/sessions')
  ).rows.find((row) => row.here)?.id
  await third.ok('DELETE', `/account/sessions/${ofTwo}`)
  expect((await told()).rows).toHaveLength(1)
})

test('who has left is out at once and no way leads in: not the password, not a link; reopened they need a new link', async () => {
  const { id } = await rowOf('agent2')
  const before = await town.signIn('agent2')
  const { inviteUrl } = await admin.ok<{ inviteUrl: string }>('POST', `/staff/${id}/invite`)
  await admin.ok('POST', `/staff/${id}/close`)
  expect((await before.request('GET', '/session')).status).toBe(401)
  expect(await passwordOpens('agent2')).toBe(false)
  expect(await rowOf('agent2')).toMatchObject({ isClosed: true, hasPassword: false })
  const accept = await town.app.request('/console/api/invite', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-requested-with': 'yingsheng' },
    body: JSON.stringify({ token: inviteUrl.split('#')[1], password: 'a long enough password' }),
  })
  expect(accept.status).toBe(400)
  // Nobody hands a talk to them, and their login is not given to somebody else.
  const agent = await town.signIn('agent')
  const { people } = await agent.ok<{ people: { id: string }[] }>('GET', '/desk/colleagues')
  expect(people.map((p) => p.id)).not.toContain(id)
  const again = await admin.request('POST', '/staff', {
    login: 'agent2',
    name: '新人',
    roles: ['agent'],
    departmentId: null,
  })
  expect(again.status).toBe(409)
  expect((await admin.request('POST', `/staff/${id}/close`)).status).toBe(404)
  const reopened = await admin.ok<{ inviteUrl: string }>('POST', `/staff/${id}/reopen`)
  expect(reopened.inviteUrl).toContain('/staff/invite#')
  expect(await passwordOpens('agent2')).toBe(false)
  expect(await rowOf('agent2')).toMatchObject({ isClosed: false })
})

test('an administrator can neither close themselves nor take their own role, and a unit is needed where tickets are worked', async () => {
  const { id } = await rowOf('admin')
  expect((await admin.request('POST', `/staff/${id}/close`)).status).toBe(409)
  const mine = { name: '管理员', roles: ['editor'], departmentId: null }
  expect((await admin.request('PUT', `/staff/${id}`, mine)).status).toBe(409)
  const police = await rowOf('police')
  const none = { name: '公安承办人', roles: ['handler'], departmentId: null }
  expect(await (await admin.request('PUT', `/staff/${police.id}`, none)).text()).toContain(
    '必须选一个承办单位',
  )
})
