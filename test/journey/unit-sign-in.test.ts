import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { openCodeServices } from '../support/code-services.ts'
import { CLIENT, type OidcStand, openOidcProvider } from '../support/oidc-provider.ts'
import { openTown, TOWN_SETTINGS, type Town } from '../support/open-town.ts'
import { type Door, openDoor } from '../support/staff-door.ts'

const dir = mkdtempSync(join(tmpdir(), 'yingsheng-code-way-'))
let town: Town
let provider: OidcStand
let services: Awaited<ReturnType<typeof openCodeServices>>
beforeAll(async () => {
  services = await openCodeServices()
  provider = await openOidcProvider(TOWN_SETTINGS.PUBLIC_BASE_URL, {
    'sub-1': { preferred_username: 'editor' },
    'sub-2': { preferred_username: 'zhang.san' },
    'sub-3': { preferred_username: 'housing' },
    'sub-4': { preferred_username: 'nobody-here' },
    'sub-5': {},
  })
  const file = join(dir, 'code.yaml')
  writeFileSync(file, stringify(services.wecom))
  town = await openTown(undefined, {
    SIGN_IN_KEY: 's'.repeat(40),
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_NAME: '市统一身份认证',
    CODE_SIGN_IN_FILE: file,
  })
})
afterAll(async () => {
  await town.close()
  await provider.close()
  await services.close()
  rmSync(dir, { recursive: true, force: true })
})

let last = 0
const newDoor = (): Door => openDoor(town, `10.50.${last++}.1`)
const goesTo = (answer: Response): string => `${answer.status} ${answer.headers.get('location')}`
const callbackOf = (url: URL): string => `${url.pathname}${url.search}`

/** Through the provider as that account. @returns where the browser stands afterwards. */
const comeAs = async (who: string | null, door = newDoor(), next = '/'): Promise<string> => {
  provider.door.who = who
  const away = await door.get(`/sign-in/oidc?next=${encodeURIComponent(next)}`)
  const back = await provider.passThrough(away.headers.get('location') ?? '')
  return goesTo(await door.get(callbackOf(back)))
}
const idOf = async (login: string): Promise<string> => {
  const admin = await town.signIn('admin')
  const { rows } = await admin.ok<{ rows: { id: string; login: string }[] }>('GET', '/staff')
  return rows.find((r) => r.login === login)?.id ?? ''
}
const setAccount = async (login: string, way: string, subject: string): Promise<number> => {
  const path = `/staff/${await idOf(login)}/unit-accounts`
  return (await (await town.signIn('admin')).request('PUT', path, { way, subject })).status
}

describe('signing in at the unit’s own OpenID Connect provider', () => {
  test('the sign-in page offers the ways that are configured, by name', async () => {
    expect(await (await newDoor().get('/sign-in-ways')).json()).toEqual({
      ways: [
        { id: 'oidc', name: '市统一身份认证' },
        { id: 'code', name: '企业微信' },
      ],
    })
    expect((await newDoor().get('/sign-in/saml')).status).toBe(404)
  })

  test('whoever the provider names is signed in and stands where they wanted to; out of here is out of there', async () => {
    const door = newDoor()
    expect(await comeAs('sub-1', door, '/knowledge?q=伞')).toBe('302 /staff/')
    expect(await door.isIn()).toBe(true)
    const there = newDoor()
    expect(await comeAs('sub-1', there, '/tickets/20261123-00001')).toBe('302 /staff/tickets/20261123-00001')
    const out = (await (await door.request('DELETE', '/session')).json()) as { goTo: string }
    expect(out.goTo).toMatch(new RegExp(`^${provider.issuer}/session/end\\?.*staff%2Fsign-in`))
    expect(await door.isIn()).toBe(false)
  })

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/a\nb'])(
    'an address like %j is not where a sign-in leads',
    async (next) => {
      expect(await comeAs('sub-1', newDoor(), next)).toBe('302 /staff/')
    },
  )

  test('somebody without an account here is told so and gets none; cancelled is not an error of ours', async () => {
    const before = await town.desk.db.selectFrom('staff').select('id').execute()
    expect(await comeAs('sub-4')).toBe('302 /staff/sign-in?said=not-opened')
    expect(await comeAs('sub-5')).toBe('302 /staff/sign-in?said=refused')
    expect(await comeAs(null)).toBe('302 /staff/sign-in?said=refused')
    expect(await town.desk.db.selectFrom('staff').select('id').execute()).toEqual(before)
  })

  test('an administrator says whose account it is; the login of the same name then counts no more', async () => {
    expect(await comeAs('sub-2')).toBe('302 /staff/sign-in?said=not-opened')
    expect(await comeAs('sub-3')).toBe('302 /staff/')
    expect(await setAccount('housing', 'oidc', 'zhang.san')).toBe(200)
    const door = newDoor()
    expect(await comeAs('sub-2', door)).toBe('302 /staff/')
    expect(await (await door.get('/session')).json()).toMatchObject({ member: { login: 'housing' } })
    expect(await comeAs('sub-3')).toBe('302 /staff/sign-in?said=not-opened')
    expect(await setAccount('police', 'oidc', 'zhang.san')).toBe(409)
    expect(await setAccount('housing', 'oidc', '')).toBe(200)
    expect(await comeAs('sub-3')).toBe('302 /staff/')
  })

  test('only the browser that was sent comes in, once, with its own state and its own code', async () => {
    provider.door.who = 'sub-1'
    const door = newDoor()
    const away = await door.get('/sign-in/oidc')
    const back = await provider.passThrough(away.headers.get('location') ?? '')
    // Somebody lured to the address of another's sign-in.
    expect(goesTo(await newDoor().get(callbackOf(back)))).toBe('302 /staff/sign-in?said=too-late')
    expect(goesTo(await door.get(callbackOf(back)))).toBe('302 /staff/')
    expect(goesTo(await door.get(callbackOf(back)))).toBe('302 /staff/sign-in?said=too-late')

    const other = newDoor()
    await other.get('/sign-in/oidc')
    const forged = new URL(back)
    forged.searchParams.set('state', 'made-up')
    expect(goesTo(await other.get(callbackOf(forged)))).toBe('302 /staff/sign-in?said=too-late')

    // A code that was meant for another errand, smuggled in with the right state of this one: PKCE and nonce refuse.
    const victim = newDoor()
    const errand = await victim.get('/sign-in/oidc')
    const state = new URL(errand.headers.get('location') ?? '').searchParams.get('state') ?? ''
    const thief = await newDoor().get('/sign-in/oidc')
    const stolen = await provider.passThrough(thief.headers.get('location') ?? '')
    stolen.searchParams.set('state', state)
    expect(goesTo(await victim.get(callbackOf(stolen)))).toBe('302 /staff/sign-in?said=refused')
    expect(await victim.isIn()).toBe(false)
  })

  test('an errand that took too long is over', async () => {
    provider.door.who = 'sub-1'
    const door = newDoor()
    const away = await door.get('/sign-in/oidc')
    const back = await provider.passThrough(away.headers.get('location') ?? '')
    town.clock.advance(11 * 60_000)
    expect(goesTo(await door.get(callbackOf(back)))).toBe('302 /staff/sign-in?said=too-late')
  })

  test('the second step is asked here too', async () => {
    const admin = await town.signIn('admin')
    const { rules } = await admin.ok<{ rules: object }>('GET', '/sign-in-rules')
    await admin.ok('PUT', '/sign-in-rules', { ...rules, secondStepRoles: ['editor'] })
    const door = newDoor()
    expect(await comeAs('sub-1', door, '/knowledge')).toBe('302 /staff/sign-in?step=enrol&next=%2Fknowledge')
    expect(await door.isIn()).toBe(false)
    expect((await door.post('/session/enrol')).status).toBe(200)
    await admin.ok('PUT', '/sign-in-rules', { ...rules, secondStepRoles: [] })
  })
})

describe('signing in by a code and no OpenID Connect', () => {
  const come = async (code: string, door = newDoor()): Promise<string> => {
    const away = await door.get('/sign-in/code')
    const state = new URL(away.headers.get('location') ?? '').searchParams.get('state') ?? ''
    return goesTo(await door.get(`/console/api/sign-in/code/callback?code=${code}&state=${state}`))
  }

  test('the right code opens the account, a wrong one says so, a service that is down too; the password stays possible', async () => {
    const door = newDoor()
    expect(await come(services.goodCode, door)).toBe('302 /staff/')
    expect(await (await door.get('/session')).json()).toMatchObject({ member: { login: 'editor' } })
    expect(await come('wrong')).toBe('302 /staff/sign-in?said=refused')
    services.state.mood = 'down'
    expect(await come(services.goodCode)).toBe('302 /staff/sign-in?said=unreachable')
    services.state.mood = 'well'
    await (await town.signIn('editor')).ok('GET', '/session')
    const foreign = newDoor()
    await foreign.get('/sign-in/code')
    const made = await foreign.get('/console/api/sign-in/code/callback?code=good-code&state=x')
    expect(goesTo(made)).toBe('302 /staff/sign-in?said=too-late')
  })

  test('an account set for one way does not count for the other', async () => {
    services.state.userid = 'ZhangSan'
    expect(await come(services.goodCode)).toBe('302 /staff/sign-in?said=not-opened')
    expect(await setAccount('police', 'code', 'ZhangSan')).toBe(200)
    const door = newDoor()
    expect(await come(services.goodCode, door)).toBe('302 /staff/')
    expect(await (await door.get('/session')).json()).toMatchObject({ member: { login: 'police' } })
    services.state.userid = 'editor'
  })
})
