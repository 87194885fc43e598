import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codeOf } from '../support/code-of.ts'
import { MONDAY, openTown, PASSWORD, type Town } from '../support/open-town.ts'
import { type Door, openDoor } from '../support/staff-door.ts'

let town: Town
beforeAll(async () => {
  town = await openTown(undefined, { SIGN_IN_KEY: 's'.repeat(40) })
  const admin = await town.signIn('admin')
  await admin.ok('PUT', '/sign-in-rules', { secondStepRoles: [], idleMinutes: 10 })
})
beforeEach(() => town.clock.moveTo(MONDAY))
afterAll(() => town.close())

const MINUTE = 60_000
let last = 0
const enter = async (login: string): Promise<Door> => {
  const door = openDoor(town, `10.60.${last++}.1`)
  const answer = await door.post('/session', { login, password: PASSWORD })
  expect(answer.status).toBe(200)
  return door
}
const lockedFor = async (answer: Response): Promise<unknown> => {
  const body = (await answer.json()) as { error?: { details?: { locked?: unknown } } }
  return [answer.status, body.error?.details?.locked]
}

describe('a screen nobody is at', () => {
  test('locks on the server when no page told of a key for the minutes of the rule, whatever its pages ask by themselves', async () => {
    const door = await enter('agent')
    // The page looks for news every minute; nobody touches it.
    for (let minute = 0; minute < 11; minute++) {
      expect((await door.get('/desk/notices')).status).toBe(200)
      town.clock.advance(MINUTE)
    }
    town.clock.advance(1)
    expect(await lockedFor(await door.get('/desk/notices'))).toEqual([
      401,
      { login: 'agent', name: '林坐席' },
    ])
    // Saying that somebody is there does not unlock, nor does the clock of a machine that was set back.
    expect((await door.post('/session/active')).status).toBe(401)
    town.clock.moveTo(MONDAY)
    expect((await door.get('/session')).status).toBe(401)
    expect((await door.post('/session/unlock', { password: PASSWORD })).status).toBe(200)
    expect(await door.isIn()).toBe(true)
  })

  test('stays open while somebody is at the keys, and by no other sign than theirs', async () => {
    const door = await enter('dispatcher')
    for (let minute = 0; minute < 30; minute += 5) {
      expect((await door.post('/session/active')).status).toBe(200)
      town.clock.advance(5 * MINUTE)
    }
    expect(await door.isIn()).toBe(true)
  })

  test('locked by its page it answers nothing but the unlocking and leaving; a wrong password keeps it locked', async () => {
    const door = await enter('supervisor')
    expect((await door.post('/session/lock')).status).toBe(200)
    for (const path of ['/session', '/tickets?view=all', '/overview', '/live', '/account/sessions']) {
      expect([path, (await door.get(path)).status]).toEqual([path, 401])
    }
    expect((await door.post('/account/password', { current: PASSWORD, next: 'x' })).status).toBe(401)
    expect(await lockedFor(await door.post('/session/unlock', { password: 'wrong' }))).toEqual([401, true])
    expect((await door.get('/session')).status).toBe(401)
    // Another browser of the same person is not this screen.
    const other = await enter('supervisor')
    expect(await other.isIn()).toBe(true)
    expect((await door.post('/session/unlock', { password: PASSWORD })).status).toBe(200)
    expect(await door.isIn()).toBe(true)
  })

  test('guesses at a locked screen make it wait like any other', async () => {
    const door = await enter('housing')
    await door.post('/session/lock')
    const guesses: number[] = []
    for (let i = 0; i < 7; i++) {
      guesses.push((await door.post('/session/unlock', { password: `guess ${i}` })).status)
    }
    expect(guesses).toEqual([401, 401, 401, 401, 401, 429, 429])
    expect((await door.post('/session/unlock', { password: PASSWORD })).status).toBe(429)
    town.clock.advance(61_000)
    expect((await door.post('/session/unlock', { password: PASSWORD })).status).toBe(200)
  })

  test('a code of the phone unlocks too, once', async () => {
    const door = await enter('editor')
    const made = await door.post('/account/second-step', { password: PASSWORD })
    const { secret } = (await made.json()) as { secret: string }
    const code = (): string => codeOf(secret, town.clock.now())
    await door.post('/account/second-step/confirm', { code: code() })
    await door.post('/session/lock')
    expect((await door.post('/session/unlock', { code: code() })).status).toBe(401)
    town.clock.advance(30_000)
    expect((await door.post('/session/unlock', { code: code() })).status).toBe(200)
    await door.post('/session/lock')
    expect((await door.post('/session/unlock', { code: code() })).status).toBe(401)
  })

  test('a session that ended is not unlocked; leaving a locked screen ends it', async () => {
    const door = await enter('police')
    await door.post('/session/lock')
    town.clock.advance(25 * 60 * MINUTE)
    const late = await door.post('/session/unlock', { password: PASSWORD })
    expect(await lockedFor(late)).toEqual([401, undefined])
    const other = await enter('urban')
    await other.post('/session/lock')
    expect((await other.request('DELETE', '/session')).status).toBe(200)
    expect(await lockedFor(await other.post('/session/unlock', { password: PASSWORD }))).toEqual([
      401,
      undefined,
    ])
  })
})
