import { beforeEach, expect, test } from 'vitest'
import { newId } from '../../src/platform/id.ts'
import { confirmSecondStep, startSecondStep } from '../../src/staff/enrol-second-step.ts'
import { finishSecondStep } from '../../src/staff/finish-second-step.ts'
import { lock, mayListen, noteActive } from '../../src/staff/idle-lock.ts'
import { hashPassword } from '../../src/staff/password.ts'
import { setSignInRules } from '../../src/staff/set-sign-in-rules.ts'
import { findSignedIn, signIn } from '../../src/staff/sign-in.ts'
import { insertStaff } from '../../src/staff/staff-repository.ts'
import { setUnitAccount } from '../../src/staff/unit-account/set-unit-account.ts'
import { findByUnitAccount } from '../../src/staff/unit-account/unit-account-repository.ts'
import { buildDesk, START } from '../support/build-desk.ts'
import { codeOf } from '../support/code-of.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const FROM = { address: '10.0.0.1', userAgent: 'test', device: undefined }
const PASSWORD = 'the right password'
const codeFor = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'in',
    (error: { code?: string }) => error.code ?? String(error),
  )

describeOnEachDatabase('signing in with more than a password', (open) => {
  const make = async () => ({
    ...buildDesk(await open()),
    signIn: { secretKey: 'k'.repeat(32), oidc: null, code: null },
  })
  let desk: Awaited<ReturnType<typeof make>>
  beforeEach(async () => {
    desk = await make()
  })
  const addPerson = async (login: string) => {
    const person = { id: newId(), login, name: '小林', roles: ['agent' as const], departmentId: null }
    const passwordHash = await hashPassword(PASSWORD)
    await insertStaff(desk.db, { ...person, passwordHash }, START)
    return person
  }

  test('one code sent many times at once opens one session', async () => {
    const person = await addPerson('lin')
    const { secret } = await startSecondStep(desk, person)
    const now = (): string => codeOf(secret, desk.clock.now())
    await desk.db.transaction().execute((tx) => confirmSecondStep(tx, desk, person.id, now()))
    desk.clock.advance(30_000)
    const steps = await Promise.all(
      [1, 2, 3].map(async () => {
        const first = await signIn(desk, 'lin', PASSWORD, FROM)
        return first.next === 'in' ? '' : first.step
      }),
    )
    const [step = ''] = steps
    const tries = [...steps, step].map((s) => codeFor(finishSecondStep(desk, s, now(), FROM)))
    expect((await Promise.all(tries)).sort()).toEqual([
      'in',
      'unauthenticated',
      'unauthenticated',
      'unauthenticated',
    ])
    expect(await desk.db.selectFrom('staff_session').select('id').execute()).toHaveLength(1)
  })

  test('the rules are kept, and a screen nobody is at is locked for the live stream too', async () => {
    const person = await addPerson('lin')
    await setSignInRules(desk, person, { secondStepRoles: [], idleMinutes: 5 })
    const first = await signIn(desk, 'lin', PASSWORD, FROM)
    const token = first.next === 'in' ? first.token : ''
    desk.clock.advance(4 * 60_000)
    await noteActive(desk, token)
    desk.clock.advance(4 * 60_000)
    expect(await mayListen(desk, token)).toBe(true)
    desk.clock.advance(3 * 60_000)
    expect(await mayListen(desk, token)).toBe(false)
    expect(await codeFor(findSignedIn(desk, token))).toBe('unauthenticated')
    await lock(desk, token)
    expect(await desk.db.selectFrom('staff_session').select('locked_at').execute()).toHaveLength(1)
  })

  test('an account of the unit is one person’s: set, moved, taken away, and never two people’s at once', async () => {
    const [lin, zhou] = [await addPerson('lin'), await addPerson('zhou')]
    const set = (staffId: string, subject: string) =>
      codeFor(setUnitAccount(desk, { id: 'admin' }, { way: 'oidc', subject, staffId }))
    expect(await findByUnitAccount(desk.db, 'oidc', 'lin')).toBe(lin.id)
    expect((await Promise.all([set(lin.id, 'A7'), set(zhou.id, 'A7')])).sort()).toEqual(['conflict', 'in'])
    const owner = await findByUnitAccount(desk.db, 'oidc', 'A7')
    const other = owner === lin.id ? zhou : lin
    expect(await findByUnitAccount(desk.db, 'oidc', other.login)).toBe(other.id)
    expect(await findByUnitAccount(desk.db, 'code', 'A7')).toBe(null)
    // Whose login somebody else's account happens to be: what was set counts.
    expect(await set(owner ?? '', other.login)).toBe('in')
    expect(await findByUnitAccount(desk.db, 'oidc', other.login)).toBe(owner)
    expect(await set(owner ?? '', '')).toBe('in')
    expect(await findByUnitAccount(desk.db, 'oidc', other.login)).toBe(other.id)
  })
})
