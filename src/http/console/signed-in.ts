import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { type Capability, mustBeAllowed } from '../../staff/policy.ts'
import { findSignedIn } from '../../staff/sign-in.ts'

const COOKIE = 'yingsheng_session'

export type StaffEnv = { Variables: { member: StaffMember } }

/** Sets the session cookie: not readable by scripts, never sent across sites, only over TLS when the site has it. */
export const setSessionCookie = (c: Context, token: string, secure: boolean): void =>
  setCookie(c, COOKIE, token, {
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    path: '/console',
    maxAge: LIMITS.sessionMaxMs / 1000,
  })

export const readSessionCookie = (c: Context): string | undefined => getCookie(c, COOKIE)
const DEVICE = 'yingsheng_device'

/** Remembers the browser for signing in: it opens nothing, it only keeps strangers' guesses from making its owner wait. */
export const setDeviceCookie = (c: Context, device: string, secure: boolean): void =>
  setCookie(c, DEVICE, device, {
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    path: '/console/api',
    maxAge: LIMITS.deviceMs / 1000,
  })
export const readDeviceCookie = (c: Context): string | undefined => getCookie(c, DEVICE)
export const clearSessionCookie = (c: Context): string | undefined =>
  deleteCookie(c, COOKIE, { path: '/console' })

/** Lets only signed-in people through. @throws AppError unauthenticated. */
export const signedIn = (desk: Pick<Desk, 'db' | 'clock'>): MiddlewareHandler<StaffEnv> =>
  async function signedIn(c, next) {
    const token = readSessionCookie(c)
    const member = token ? await findSignedIn(desk, token) : null
    if (!member) throw new AppError('unauthenticated', '请先登录。登录已过期的话，重新登录后可以接着做。')
    c.set('member', member)
    await next()
  }

/** Lets only those through whom the policy table allows. Stands after `signedIn`. @throws AppError forbidden. */
export const may = (capability: Capability): MiddlewareHandler<StaffEnv> =>
  async function may(c, next) {
    mustBeAllowed(c.get('member'), capability)
    await next()
  }

/**
 * Refuses writes that a foreign page could have triggered: browsers cannot add this header across sites without
 * our consent. Together with SameSite=Strict (OWASP CSRF cheat sheet, custom request headers).
 */
export const sameSiteWrites: MiddlewareHandler = async function sameSiteWrites(c, next) {
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
  if (!reads && c.req.header('x-requested-with') !== 'yingsheng') {
    throw new AppError('forbidden', '这个请求不是从工作台页面发出的，没有处理。')
  }
  await next()
}
