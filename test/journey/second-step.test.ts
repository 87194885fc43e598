import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf } from '../support/code-of.ts'
import { openTown, PASSWORD, type Town } from '../support/open-town.ts'
import { type Door, openDoor } from '../support/staff-door.ts'

let town: Town
beforeAll(async () => {
  town = await openTown(undefined, { SIGN_IN_KEY: 's'.repeat(40) })
})
afterAll(() => town.close())

let last = 0
const newDoor = (): Door => openDoor(town, `10.40.${last++}.1`)
const STEP_MS = 30_000
const code = (secret: string, steps = 0): string =>
  codeOf(secret, new Date(town.clock.now().getTime() + steps * STEP_MS))
const said = async (answer: Response): Promise<string> => `${answer.status} ${await answer.text()}`
const wrongFor = (secret: string): string => {
  const right = [-1, 0, 1].map((n) => code(secret, n))
  return ['000000', '111111', '222222', '333333'].find((c) => !right.includes(c)) ?? ''
}

const enterPassword = async (door: Door, login: string, password = PASSWORD): Promise<string> => {
  const answer = await door.post('/session', { login, password })
  if (answer.status !== 200) return said(answer)
  return ((await answer.json()) as { next: string }).next
}

/** Switches the second step on for somebody. @returns the phone's secret and the recovery codes. */
const enrol = async (login: string): Promise<{ secret: string; recoveryCodes: string[] }> => {
  const door = newDoor()
  expect(await enterPassword(door, login)).toBe('in')
  const { secret, uri } = (await (
    await door.post('/account/second-step', { password: PASSWORD })
  ).json()) as { secret: string; uri: string }
  expect(uri).toMatch(new RegExp(`^otpauth://totp/.*${login}.*secret=${secret}`))
  const done = await door.post('/account/second-step/confirm', { code: code(secret) })
  const { recoveryCodes } = (await done.json()) as { recoveryCodes: string[] }
  town.clock.advance(STEP_MS)
  return { secret, recoveryCodes }
}
const adminRules = async (roles: string[]): Promise<number> =>
  (
    await (
      await town.signIn('admin')
    ).request('PUT', '/sign-in-rules', { secondStepRoles: roles, idleMinutes: 0 })
  ).status
const idOf = async (login: string): Promise<string> => {
  const { rows } = await (await town.signIn('admin')).ok<{
    rows: { id: string; login: string; hasSecondStep: boolean }[]
  }>('GET', '/staff')
  return rows.find((r) => r.login === login)?.id ?? ''
}

describe('the second step of signing in', () => {
  test('with a code of the phone: the password alone opens nothing, each code works once, one step early or late is taken', async () => {
    const { secret } = await enrol('editor')
    const door = newDoor()
    expect(await enterPassword(door, 'editor')).toBe('code')
    expect(await door.isIn()).toBe(false)
    expect((await door.get('/knowledge?q=居住证')).status).toBe(401)
    expect(await said(await door.post('/session/code', { code: wrongFor(secret) }))).toMatch(
      /^401 .*验证码不对/,
    )
    expect((await door.post('/session/code', { code: code(secret) })).status).toBe(200)
    expect(await door.isIn()).toBe(true)

    const thief = newDoor()
    expect(await enterPassword(thief, 'editor')).toBe('code')
    expect(await said(await thief.post('/session/code', { code: code(secret) }))).toMatch(/^401 .*已经用过了/)
    // Older than the one that was taken: in the window, and refused all the same.
    expect(await said(await thief.post('/session/code', { code: code(secret, -1) }))).toMatch(/^401/)
    expect((await thief.post('/session/code', { code: code(secret, 2) })).status).toBe(401)
    expect((await thief.post('/session/code', { code: code(secret, 1) })).status).toBe(200)
    // The step is used up with it.
    expect(await said(await thief.post('/session/code', { code: code(secret, 1) }))).toMatch(
      /^401 .*重新登录/,
    )
  })

  test('a recovery code gets in once; a new set makes the old ones worthless', async () => {
    const { recoveryCodes } = await enrol('housing')
    expect(new Set(recoveryCodes).size).toBe(10)
    const [first = '', second = ''] = recoveryCodes
    const door = newDoor()
    await enterPassword(door, 'housing')
    // Typed in small letters and without dashes, as people do.
    expect(
      (await door.post('/session/code', { code: first.toLowerCase().replaceAll('-', ' ') })).status,
    ).toBe(200)
    const again = newDoor()
    await enterPassword(again, 'housing')
    expect(await said(await again.post('/session/code', { code: first }))).toMatch(/^401 .*备用码不对/)
    const state = (await (await door.get('/account/second-step')).json()) as { codesLeft: number }
    expect(state.codesLeft).toBe(9)
    expect((await door.post('/account/second-step/recovery-codes', { password: 'wrong' })).status).toBe(400)
    expect((await door.post('/account/second-step/recovery-codes', { password: PASSWORD })).status).toBe(200)
    expect((await again.post('/session/code', { code: second })).status).toBe(401)
  })

  test('guesses of the code make the guesser wait from whatever network, and never the person at their own browser', async () => {
    const { secret } = await enrol('police')
    const own = newDoor()
    await enterPassword(own, 'police')
    expect((await own.post('/session/code', { code: code(secret) })).status).toBe(200)
    const answers: number[] = []
    for (let i = 0; i < 7; i++) {
      const thief = newDoor()
      await enterPassword(thief, 'police')
      answers.push((await thief.post('/session/code', { code: wrongFor(secret) })).status)
    }
    expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429])
    await own.request('DELETE', '/session')
    town.clock.advance(STEP_MS)
    expect(await enterPassword(own, 'police')).toBe('code')
    expect((await own.post('/session/code', { code: code(secret) })).status).toBe(200)
  })

  test('failed passwords are not forgiven by the right password alone, only by the code', async () => {
    const { secret } = await enrol('agent2')
    const door = newDoor()
    for (let i = 0; i < 3; i++) await enterPassword(door, 'agent2', 'wrong')
    expect(await enterPassword(door, 'agent2')).toBe('code')
    expect(await enterPassword(door, 'agent2')).toBe('code')
    expect(await enterPassword(door, 'agent2')).toMatch(/^429/)
    expect((await door.post('/session/code', { code: code(secret) })).status).toBe(200)
    expect(await enterPassword(newDoor(), 'agent2')).toBe('code')
    await door.request('DELETE', '/session')
    expect(await enterPassword(door, 'agent2')).toBe('code')
  })

  test('a role that needs it sets up a phone before anything opens, also by a one-time link; nobody of it can switch it off', async () => {
    expect(await adminRules(['supervisor'])).toBe(200)
    const door = newDoor()
    expect(await enterPassword(door, 'supervisor')).toBe('enrol')
    expect(await door.isIn()).toBe(false)
    expect((await door.post('/session/code', { code: '123456' })).status).toBe(409)
    const { secret } = (await (await door.post('/session/enrol')).json()) as { secret: string }
    expect((await door.post('/session/code', { code: wrongFor(secret) })).status).toBe(400)
    expect(await door.isIn()).toBe(false)
    const done = await door.post('/session/code', { code: code(secret) })
    expect(((await done.json()) as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10)
    expect(await door.isIn()).toBe(true)
    expect((await door.post('/account/second-step/end', { password: PASSWORD })).status).toBe(409)

    const admin = await town.signIn('admin')
    const { inviteUrl } = await admin.ok<{ inviteUrl: string }>(
      'POST',
      `/staff/${await idOf('supervisor')}/invite`,
    )
    const guest = newDoor()
    const next = '三把雨伞挂在门背后没人认领'.concat('好几年了')
    const byLink = await guest.post('/invite', { token: inviteUrl.split('#')[1] ?? '', password: next })
    expect(await byLink.json()).toEqual({ next: 'code', signedIn: null })
    expect(await guest.isIn()).toBe(false)
    expect(await adminRules([])).toBe(200)
    // Without the rule it stays on for whoever has it.
    expect(await enterPassword(newDoor(), 'supervisor', next)).toBe('code')
  })

  test('an administrator takes a lost phone away: sessions end, the next sign-in is by password, and the log says who did it', async () => {
    const { secret } = await enrol('urban')
    const door = newDoor()
    await enterPassword(door, 'urban')
    const half = newDoor()
    await enterPassword(half, 'urban')
    expect((await door.post('/session/code', { code: code(secret) })).status).toBe(200)
    const admin = await town.signIn('admin')
    const id = await idOf('urban')
    await admin.ok('POST', `/staff/${id}/second-step/reset`)
    expect(await door.isIn()).toBe(false)
    expect((await half.post('/session/code', { code: code(secret, 1) })).status).toBe(401)
    expect(await enterPassword(newDoor(), 'urban')).toBe('in')
    const log = await town.desk.db
      .selectFrom('event')
      .select(['actor_id', 'data'])
      .where('type', '=', 'staff.second-step')
      .where('subject_id', '=', id)
      .execute()
    const { member } = await admin.ok<{ member: { id: string } }>('GET', '/session')
    expect(log.at(-1)).toEqual({ actor_id: member.id, data: '{"state":"reset"}' })
  })

  test('switched on and off only with the password; a step that waited too long begins anew', async () => {
    const door = newDoor()
    await enterPassword(door, 'dispatcher')
    expect((await door.post('/account/second-step', { password: 'wrong' })).status).toBe(400)
    const { secret } = await enrol('dispatcher')
    const slow = newDoor()
    expect(await enterPassword(slow, 'dispatcher')).toBe('code')
    town.clock.advance(11 * 60_000)
    expect(await said(await slow.post('/session/code', { code: code(secret) }))).toMatch(
      /^401 .*"again":true/,
    )
    expect((await door.post('/account/second-step/end', { password: 'wrong' })).status).toBe(400)
    expect((await door.post('/account/second-step/end', { password: PASSWORD })).status).toBe(200)
    expect(await enterPassword(newDoor(), 'dispatcher')).toBe('in')
  })

  test('neither secret nor recovery code stands in the database as it is', async () => {
    const { secret, recoveryCodes } = await enrol('agent')
    const all = JSON.stringify([
      await town.desk.db.selectFrom('staff_totp').selectAll().execute(),
      await town.desk.db.selectFrom('staff_recovery_code').selectAll().execute(),
    ])
    expect(all).not.toContain(secret)
    for (const one of recoveryCodes) expect(all).not.toContain(one.replaceAll('-', ''))
  })
})
