import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/platform/limits.ts'
import { openTown, PASSWORD, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

type Rows = { rows: { id: string; here: boolean; network: string; userAgent: string }[] }

const enter = (login: string, password: string, address: string, cookie = '') =>
  town.app.request('/console/api/session', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-requested-with': 'yingsheng',
      'x-forwarded-for': address,
      cookie,
    },
    body: JSON.stringify({ login, password }),
  })
const deviceOf = (answer: Response): string =>
  /__Host-yingsheng_device=[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? ''

describe('my account', () => {
  test('sessions are listed with their network only; one that is ended opens nothing more, nobody else’s can be ended', async () => {
    const [here, there, other] = [
      await town.signIn('editor'),
      await town.signIn('editor'),
      await town.signIn('agent'),
    ]
    const { rows } = await here.ok<Rows>('GET', '/account/sessions')
    expect(rows).toHaveLength(2)
    expect(rows.filter((r) => r.here)).toHaveLength(1)
    for (const row of rows) expect(row.network).toMatch(/^10\.9\.\d+\.0\/24$/)
    const strange = rows.find((r) => !r.here)?.id ?? ''
    expect((await other.request('DELETE', `/account/sessions/${strange}`)).status).toBe(404)
    await there.ok('GET', '/session')
    await here.ok('DELETE', `/account/sessions/${strange}`)
    expect((await there.request('GET', '/session')).status).toBe(401)
    await here.ok('GET', '/session')
  })

  test('an administrator sees where a colleague is signed in and ends it all', async () => {
    const [admin, person] = [await town.signIn('admin'), await town.signIn('supervisor')]
    const { member } = await person.ok<{ member: { id: string } }>('GET', '/session')
    expect((await admin.ok<Rows>('GET', `/staff/${member.id}/sessions`)).rows).toHaveLength(1)
    expect(await admin.ok('DELETE', `/staff/${member.id}/sessions`)).toEqual({ ended: 1 })
    expect((await person.request('GET', '/session')).status).toBe(401)
  })

  test('a new password needs the present one, ends the other sessions and keeps this one', async () => {
    const [here, there] = [await town.signIn('dispatcher'), await town.signIn('dispatcher')]
    const next = '槐树底下三只白猫都不吃鱼干儿'.concat('呀')
    const change = (current: string, to: string) =>
      here.request('POST', '/account/password', { current, next: to })
    expect((await change('not my password', next)).status).toBe(400)
    await there.ok('GET', '/session')
    expect((await change(PASSWORD, next)).status).toBe(200)
    expect((await there.request('GET', '/session')).status).toBe(401)
    await here.ok('GET', '/session')
    expect((await enter('dispatcher', PASSWORD, '10.20.0.1')).status).toBe(401)
    expect((await enter('dispatcher', next, '10.20.0.1')).status).toBe(200)
  })

  test.each([
    'tooshort',
    'password123456789',
    'aaaaaaaaaaaaaaaaaaaa',
    'qwertyuiop1234567890',
    'Admin@2026Admin@2026',
    'housing-housing-12345',
  ])('%s is refused as a new password', async (next) => {
    const person = await town.signIn('housing')
    expect((await person.request('POST', '/account/password', { current: PASSWORD, next })).status).toBe(400)
    expect((await enter('housing', PASSWORD, '10.21.0.1')).status).toBe(200)
  })
})

describe('guessing', () => {
  test('a stranger at the same address makes strangers wait, not the person on a browser they used before', async () => {
    const address = '10.22.0.9'
    const device = deviceOf(await enter('police', PASSWORD, address))
    expect(device).not.toBe('')
    for (let n = 0; n < LIMITS.loginFailures; n++) await enter('police', 'a guess', address)
    expect((await enter('police', PASSWORD, '10.22.0.200')).status).toBe(429)
    expect((await enter('police', PASSWORD, address, device)).status).toBe(200)
    // Somebody else's browser is a stranger's.
    const others = deviceOf(await enter('urban', PASSWORD, address))
    expect((await enter('police', PASSWORD, address, others)).status).toBe(429)
  })

  test('each further failure doubles the wait', async () => {
    const waitOf = async (): Promise<number> =>
      Number((await enter('urbanlead', 'a guess', '10.23.0.1')).headers.get('retry-after'))
    for (let n = 0; n < LIMITS.loginFailures; n++) await enter('urbanlead', 'a guess', '10.23.0.1')
    expect(await waitOf()).toBe(60)
    for (const wait of [120, 240, 480]) {
      town.clock.advance((wait / 2) * 1000 + 1000)
      expect((await enter('urbanlead', 'a guess', '10.23.0.1')).status).toBe(401)
      expect(await waitOf()).toBe(wait)
    }
  })
})
