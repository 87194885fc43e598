import { beforeAll, describe, expect, test } from 'vitest'
import { isoNow } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/id.ts'
import { hashPassword } from '../../src/staff/password.ts'
import { insertStaff } from '../../src/staff/staff-repository.ts'
import { PASSWORD, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

const post = (path: string, body: object, address: string) =>
  town.app.request(`/console/api${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-requested-with': 'yingsheng',
      'x-forwarded-for': address,
    },
    body: JSON.stringify(body),
  })

describe('signing in', () => {
  test('the one-time link of a new account sets the password once; used again it says so', async () => {
    const admin = await town.signIn('admin')
    const { inviteUrl } = await admin.ok<{ inviteUrl: string }>('POST', '/staff', {
      login: `new-${newId().slice(-8)}`,
      name: '新来的',
      roles: ['editor'],
      departmentId: null,
    })
    expect(inviteUrl).toMatch(/^https:\/\/12345\.town\.example\/staff\/invite#/)
    const token = inviteUrl.split('#')[1] ?? ''
    expect((await post('/invite', { token, password: 'short' }, '10.6.0.1')).status).toBe(400)
    const first = await post('/invite', { token, password: 'a long enough one' }, '10.6.0.1')
    expect(first.status).toBe(200)
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly.*Secure.*SameSite=Strict|Secure.*HttpOnly/i)
    const again = await post('/invite', { token, password: 'another long one' }, '10.6.0.1')
    expect(again.status).toBe(400)
    expect(JSON.stringify(await again.json())).toContain('已经用过')
  })

  test('a link is dead after a day', async () => {
    const admin = await town.signIn('admin')
    const { member } = await admin.ok<{ member: { id: string } }>('POST', '/staff', {
      login: `late-${newId().slice(-8)}`,
      name: '晚来的',
      roles: ['handler'],
      departmentId: 'police',
    })
    const { inviteUrl } = await admin.ok<{ inviteUrl: string }>('POST', `/staff/${member.id}/invite`)
    await town.desk.db
      .updateTable('staff_invite')
      .set({ expires_at: isoNow(town.clock) })
      .execute()
    const token = inviteUrl.split('#')[1] ?? ''
    expect((await post('/invite', { token, password: 'a long enough one' }, '10.6.0.2')).status).toBe(400)
  })

  test('a wrong password and an unknown login get the same answer', async () => {
    const wrong = await post('/session', { login: 'editor', password: 'wrong' }, '10.6.0.3')
    const unknown = await post('/session', { login: 'nobody', password: 'wrong' }, '10.6.0.3')
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await wrong.text()).toBe(await unknown.text())
  })

  test('five wrong passwords lock that login from that network only; the right one is refused there and taken elsewhere', async () => {
    const login = `guessed-${newId().slice(-8)}`
    const account = { id: newId(), login, name: '被猜的人', roles: ['editor' as const], departmentId: null }
    const passwordHash = await hashPassword(PASSWORD)
    await insertStaff(town.desk.db, { ...account, passwordHash }, isoNow(town.clock))
    for (let i = 0; i < 5; i++) {
      expect((await post('/session', { login, password: 'wrong' }, '10.6.0.4')).status).toBe(401)
    }
    const locked = await post('/session', { login, password: PASSWORD }, '10.6.0.4')
    expect(locked.status).toBe(429)
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await post('/session', { login, password: PASSWORD }, '10.6.1.5')).status).toBe(200)
  })

  test('signing out ends the session on the server, not only in the browser', async () => {
    const editor = await town.signIn('editor')
    await editor.ok('GET', '/session')
    await editor.ok('DELETE', '/session')
    expect((await editor.request('GET', '/session')).status).toBe(401)
  })

  test('a made-up cookie opens nothing', async () => {
    const cookie = '__Host-yingsheng_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    expect((await town.app.request('/console/api/session', { headers: { cookie } })).status).toBe(401)
  })
})
