import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CodeWaySettings } from '../../../src/contracts/sign-in.ts'
import { systemClock } from '../../../src/platform/clock.ts'
import { newSecret } from '../../../src/platform/id.ts'
import { createCodeWay } from '../../../src/staff/unit-account/code-way.ts'
import { createOidcWay } from '../../../src/staff/unit-account/oidc-way.ts'
import { NotRecognised } from '../../../src/staff/unit-account/way.ts'
import { openCodeServices } from '../../support/code-services.ts'

let services: Awaited<ReturnType<typeof openCodeServices>>
beforeAll(async () => {
  services = await openCodeServices()
})
beforeEach(() => {
  services.state.mood = 'well'
})
afterAll(() => services.close())

const ASK_MS = 300
const REDIRECT = 'https://12345.town.example/console/api/sign-in/code/callback'
const away = { state: newSecret(), nonce: '', verifier: '' }
type Kind = 'wecom' | 'dingtalk' | 'zzd'
const SUBJECT: Record<Kind, string> = { wecom: 'editor', dingtalk: 'union-7', zzd: '70012' }
const way = (kind: Kind) => createCodeWay(services[kind], systemClock, ASK_MS)
const cameBack = (kind: Kind, code: string): URL =>
  new URL(`${REDIRECT}?${services[kind].codeParameter}=${encodeURIComponent(code)}&state=s`)
const recognise = (kind: Kind, code = services.goodCode) =>
  way(kind).recognise(cameBack(kind, code), REDIRECT, away)
const whyNot = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'recognised',
    (error: unknown) => (error instanceof NotRecognised ? error.why : String(error)),
  )

describe.each(['wecom', 'dingtalk', 'zzd'] as const)('signing in by a code of %s', (kind) => {
  test('people are sent to its page with our address and the state', async () => {
    const page = await way(kind).leave(REDIRECT, away)
    expect(page.searchParams.get('redirect_uri')).toBe(REDIRECT)
    expect(page.searchParams.get('state')).toBe(away.state)
    expect(page.href).toContain(services[kind].authorize.url)
  })

  test('a good code says who came; a wrong one, one with signs of its own and none at all do not', async () => {
    expect(await recognise(kind)).toBe(SUBJECT[kind])
    expect(await whyNot(recognise(kind, 'wrong'))).toBe('refused')
    expect(await whyNot(recognise(kind, `${services.goodCode}&userid=admin`))).toBe('refused')
    expect(await whyNot(recognise(kind, '{token}'))).toBe('refused')
    expect(await whyNot(way(kind).recognise(new URL(`${REDIRECT}?state=s`), REDIRECT, away))).toBe('refused')
  })

  test.each([
    ['garbage', 'refused'],
    ['huge', 'refused'],
    ['down', 'unreachable'],
    ['silent', 'unreachable'],
    ['redirect', 'unreachable'],
  ] as const)('when it answers with %s nobody gets in', async (mood, why) => {
    services.state.mood = mood
    expect(await whyNot(recognise(kind))).toBe(why)
  })
})

test('settings that cannot work are refused at the start, naming the place', () => {
  const { steps, ...rest } = services.wecom
  const last = { ...steps[1], take: { userid: 'userid' } }
  const wrong = CodeWaySettings.safeParse({ ...rest, steps: [steps[0], last] })
  expect(wrong.error?.issues[0]?.message).toContain('subject')
  expect(CodeWaySettings.safeParse({ ...services.wecom, typo: 1 }).success).toBe(false)
  expect(CodeWaySettings.safeParse(services.dingtalk).success).toBe(true)
})

test('a provider that is down is said to be down', async () => {
  const settings = { name: 'x', issuer: 'http://127.0.0.1:9', clientId: 'x', clientSecret: null }
  const dead = createOidcWay({ ...settings, scope: 'openid', claim: 'sub' })
  expect(await whyNot(dead.leave(REDIRECT, away))).toBe('unreachable')
  expect(await dead.leaveForGood(REDIRECT)).toBe(null)
})
