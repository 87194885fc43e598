import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { lastEventSeq } from '../../platform/events/event-repository.ts'
import { LIMITS } from '../../platform/limits.ts'
import { enrolAtSignIn, finishSecondStep } from '../../staff/finish-second-step.ts'
import { lock, noteActive, unlock } from '../../staff/idle-lock.ts'
import { acceptInvite } from '../../staff/invite.ts'
import { capabilitiesOf } from '../../staff/policy.ts'
import { type SignInOutcome, signIn, signOut } from '../../staff/sign-in.ts'
import { readSignInRules } from '../../staff/sign-in-rule-repository.ts'
import type { Ways } from '../../staff/unit-account/go-and-come-back.ts'
import { addressOf, limitRequests } from '../limit-requests.ts'
import { validated } from '../validated.ts'
import { clearStaffCookie, readStaffCookie, setStaffCookie } from './sign-in-cookies.ts'
import { type StaffEnv, signedIn } from './signed-in.ts'

const SignIn = z.object({ login: z.string().trim().min(1).max(60), password: z.string().min(1).max(200) })
const AcceptInvite = z.object({ token: z.string().min(10).max(100), password: z.string().max(200) })
export const Code = z.object({ code: z.string().trim().min(1, '请输入验证码').max(40) })

const Unlock = z.union([
  z.strictObject({ password: z.string().min(1).max(200) }),
  z.strictObject({ code: z.string().trim().min(1).max(40) }),
])

/** The rights of a page follow the rules in force: asked for, this process renews itself first. */
type RulesDesk = Desk & { refreshRules(): Promise<void> }
type Edge = { trustProxy: boolean }

export const cameFrom = (c: Context<StaffEnv>, edge: Edge) => ({
  address: addressOf(c, edge.trustProxy),
  userAgent: c.req.header('user-agent') ?? '',
  device: readStaffCookie(c, 'device'),
})

/** Who is signed in, and what the console may show them. */
const present = async (desk: Desk, member: StaffMember) => ({
  member,
  capabilities: capabilitiesOf(desk.rules, member),
  departmentName: desk.rules.departments.find((d) => d.id === member.departmentId)?.name ?? null,
  idleMinutes: (await readSignInRules(desk.db)).idleMinutes,
  /** The last change before the console asks for anything: from here on it listens, so that no call between is missed. */
  changedUpTo: await lastEventSeq(desk.db),
})

const letIn = (c: Context<StaffEnv>, secrets: { token: string; device: string }): void => {
  setStaffCookie(c, 'session', secrets.token)
  setStaffCookie(c, 'device', secrets.device)
  if (readStaffCookie(c, 'step')) clearStaffCookie(c, 'step')
}

/** Cookies for what came out of the first proof; the page learns whether a code is still asked for. */
export const answerFirstProof = async (c: Context<StaffEnv>, desk: Desk, outcome: SignInOutcome) => {
  if (outcome.next !== 'in') {
    setStaffCookie(c, 'step', outcome.step)
    return { next: outcome.next, signedIn: null }
  }
  letIn(c, outcome)
  return { next: 'in' as const, signedIn: await present(desk, outcome.member) }
}

/** Each try costs an argon2 check: few per address, and only these doors; a whole office works behind one address. */
export const limitTries = (edge: Edge) =>
  limitRequests({
    windowMs: 60_000,
    limit: LIMITS.signInsPerMinute,
    key: (c) => addressOf(c, edge.trustProxy),
    message: '登录太频繁了，请一分钟后再试。',
  })

export const sessionRoutes = (desk: RulesDesk, edge: Edge, ways: Ways) =>
  new Hono<StaffEnv>()
    .post('/session', limitTries(edge), validated('json', SignIn), async (c) => {
      const { login, password } = c.req.valid('json')
      return c.json(await answerFirstProof(c, desk, await signIn(desk, login, password, cameFrom(c, edge))))
    })
    .post('/invite', limitTries(edge), validated('json', AcceptInvite), async (c) => {
      const { token: invite, password } = c.req.valid('json')
      const accepted = await acceptInvite(desk, invite, password)
      const outcome = await signIn(desk, accepted.login, password, cameFrom(c, edge))
      return c.json(await answerFirstProof(c, desk, outcome))
    })
    .post('/session/enrol', limitTries(edge), async (c) =>
      c.json(await enrolAtSignIn(desk, readStaffCookie(c, 'step') ?? '')),
    )
    .post('/session/code', limitTries(edge), validated('json', Code), async (c) => {
      const step = readStaffCookie(c, 'step') ?? ''
      const { code } = c.req.valid('json')
      const { member, recoveryCodes, ...secrets } = await finishSecondStep(
        desk,
        step,
        code,
        cameFrom(c, edge),
      )
      letIn(c, secrets)
      return c.json({ signedIn: await present(desk, member), recoveryCodes })
    })
    .post('/session/unlock', limitTries(edge), validated('json', Unlock), async (c) => {
      const token = readStaffCookie(c, 'session') ?? ''
      const member = await unlock(desk, token, c.req.valid('json'), cameFrom(c, edge))
      return c.json(await present(desk, member))
    })
    .get('/session', signedIn(desk), async (c) => {
      await desk.refreshRules()
      return c.json(await present(desk, c.get('member')))
    })
    .post('/session/lock', signedIn(desk), async (c) => {
      await lock(desk, readStaffCookie(c, 'session') ?? '')
      return c.json({ ok: true as const })
    })
    .post('/session/active', signedIn(desk), async (c) => {
      await noteActive(desk, readStaffCookie(c, 'session') ?? '')
      return c.json({ ok: true as const })
    })
    .delete('/session', async (c) => {
      const token = readStaffCookie(c, 'session')
      const cameBy = token ? await signOut(desk, token) : null
      clearStaffCookie(c, 'session')
      // Whoever came through the unit's page is signed out there too: the next at this desk must not get in by one press.
      const way = cameBy && cameBy !== 'password' ? ways[cameBy] : undefined
      const page = await way?.leaveForGood(`${desk.publicBaseUrl}/staff/sign-in`)
      return c.json({ goTo: page?.href ?? null })
    })
