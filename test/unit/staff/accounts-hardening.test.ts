import { beforeEach, expect, test } from 'vitest'
import { newId } from '../../../src/platform/id.ts'
import { LIMITS } from '../../../src/platform/limits.ts'
import { createStaff, inviteFirstAdmin } from '../../../src/staff/invite.ts'
import { hashPassword } from '../../../src/staff/password.ts'
import { signIn } from '../../../src/staff/sign-in.ts'
import { insertStaff } from '../../../src/staff/staff-repository.ts'
import { buildDesk, START, type TestDesk } from '../../support/build-desk.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'

const FROM = { address: '10.0.0.1', userAgent: 'test', device: undefined }
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'in',
    (error: { code?: string }) => error.code ?? String(error),
  )

describeOnEachDatabase('accounts under pressure', (open) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
  })

  test('passwords guessed all at once are counted like those guessed one by one', async () => {
    const passwordHash = await hashPassword('the right password')
    const person = { id: newId(), login: 'lin', name: '小林', roles: ['agent' as const], departmentId: null }
    await insertStaff(desk.db, { ...person, passwordHash }, START)
    const tries = Array.from({ length: 20 }, (_, n) => codeOf(signIn(desk, 'lin', `guess ${n}`, FROM)))
    const outcomes = await Promise.all(tries)
    expect(outcomes.filter((o) => o === 'unauthenticated')).toHaveLength(LIMITS.loginFailures)
    expect(outcomes.filter((o) => o === 'too_many_requests')).toHaveLength(20 - LIMITS.loginFailures)
    expect(await codeOf(signIn(desk, 'lin', 'the right password', FROM))).toBe('too_many_requests')
    desk.clock.advance(LIMITS.loginWaitMs + 1_000)
    expect(await codeOf(signIn(desk, 'lin', 'the right password', FROM))).toBe('in')
  })

  test('four typing errors and then the right password let in, every time', async () => {
    const passwordHash = await hashPassword('the right password')
    const person = { id: newId(), login: 'lin', name: '小林', roles: ['agent' as const], departmentId: null }
    await insertStaff(desk.db, { ...person, passwordHash }, START)
    for (let round = 0; round < 2; round++) {
      for (let n = 1; n < LIMITS.loginFailures; n++) await codeOf(signIn(desk, 'lin', 'typo', FROM))
      expect(await codeOf(signIn(desk, 'lin', 'the right password', FROM))).toBe('in')
    }
  })

  test('processes that start at once on an empty database make one administrator and none of them falls over', async () => {
    const tokens = await Promise.all([inviteFirstAdmin(desk), inviteFirstAdmin(desk), inviteFirstAdmin(desk)])
    expect(tokens.every((t) => typeof t === 'string')).toBe(true)
    expect(await desk.db.selectFrom('staff').selectAll().execute()).toHaveLength(1)
  })

  test('the same account made twice at once is made once; the other is told that the name is taken', async () => {
    const account = { login: 'zhou', name: '老周', roles: ['editor' as const], departmentId: null }
    const make = () => codeOf(createStaff(desk, { id: 'admin' }, account))
    expect((await Promise.all([make(), make(), make()])).sort()).toEqual(['conflict', 'conflict', 'in'])
  })
})
