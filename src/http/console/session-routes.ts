import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { acceptInvite } from '../../staff/invite.ts'
import { capabilitiesOf } from '../../staff/policy.ts'
import { signIn, signOut } from '../../staff/sign-in.ts'
import { addressOf, limitRequests } from '../limit-requests.ts'
import { validated } from '../validated.ts'
import {
  clearSessionCookie,
  readDeviceCookie,
  readSessionCookie,
  type StaffEnv,
  setDeviceCookie,
  setSessionCookie,
  signedIn,
} from './signed-in.ts'

const SignIn = z.object({ login: z.string().trim().min(1).max(60), password: z.string().min(1).max(200) })
const AcceptInvite = z.object({ token: z.string().min(10).max(100), password: z.string().max(200) })

type Edge = { secureCookies: boolean; trustProxy: boolean }

const cameFrom = (c: Context, edge: Edge) => ({
  address: addressOf(c, edge.trustProxy),
  userAgent: c.req.header('user-agent') ?? '',
  device: readDeviceCookie(c),
})

/** Who is signed in, and what the console may show them. */
const present = (desk: Desk, member: StaffMember) => ({
  member,
  capabilities: capabilitiesOf(member),
  departmentName: desk.rules.departments.find((d) => d.id === member.departmentId)?.name ?? null,
})

/** Each try costs an argon2 check: few per address, and only these two doors; a whole office works behind one address. */
const limitTries = (edge: Edge) =>
  limitRequests({
    windowMs: 60_000,
    limit: LIMITS.signInsPerMinute,
    key: (c) => addressOf(c, edge.trustProxy),
    message: '登录太频繁了，请一分钟后再试。',
  })

export const sessionRoutes = (desk: Desk, edge: Edge) =>
  new Hono<StaffEnv>()
    .post('/session', limitTries(edge), validated('json', SignIn), async (c) => {
      const { login, password } = c.req.valid('json')
      const from = cameFrom(c, edge)
      const { token, device, member } = await signIn(desk, login, password, from)
      setSessionCookie(c, token, edge.secureCookies)
      setDeviceCookie(c, device, edge.secureCookies)
      return c.json(present(desk, member))
    })
    .post('/invite', limitTries(edge), validated('json', AcceptInvite), async (c) => {
      const { token: invite, password } = c.req.valid('json')
      const accepted = await acceptInvite(desk, invite, password)
      const from = cameFrom(c, edge)
      const { token, device, member } = await signIn(desk, accepted.login, password, from)
      setSessionCookie(c, token, edge.secureCookies)
      setDeviceCookie(c, device, edge.secureCookies)
      return c.json(present(desk, member))
    })
    .get('/session', signedIn(desk), (c) => c.json(present(desk, c.get('member'))))
    .delete('/session', async (c) => {
      const token = readSessionCookie(c)
      if (token) await signOut(desk, token)
      clearSessionCookie(c)
      return c.json({ ok: true as const })
    })
