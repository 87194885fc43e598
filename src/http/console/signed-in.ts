import type { MiddlewareHandler } from 'hono'
import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { type Capability, mustBeAllowed } from '../../staff/policy.ts'
import { findSignedIn } from '../../staff/sign-in.ts'
import { readStaffCookie } from './sign-in-cookies.ts'

export type StaffEnv = {
  Variables: { member: StaffMember; rules: Pick<CityRules, 'roles'>; secureCookies: boolean }
}

/** Lets only signed-in people through. @throws AppError unauthenticated. */
export const signedIn = (desk: Pick<Desk, 'db' | 'clock' | 'rules'>): MiddlewareHandler<StaffEnv> =>
  async function signedIn(c, next) {
    const token = readStaffCookie(c, 'session')
    const member = token ? await findSignedIn(desk, token) : null
    if (!member) throw new AppError('unauthenticated', '请先登录。登录已过期的话，重新登录后可以接着做。')
    c.set('member', member)
    c.set('rules', desk.rules)
    await next()
  }

/** Lets only those through who have the right now, by the policy table and what the city changed in it. Stands after `signedIn`. @throws AppError forbidden. */
export const may = (capability: Capability): MiddlewareHandler<StaffEnv> =>
  async function may(c, next) {
    mustBeAllowed(c.get('rules'), c.get('member'), capability)
    await next()
  }

const FOREIGN = '这个请求不是从工作台页面发出的，没有处理。'

/**
 * Refuses writes that a foreign page could have triggered: browsers cannot add this header across sites without
 * our consent, and say themselves where a request comes from. Together with SameSite=Strict (OWASP CSRF cheat sheet, custom
 * request headers, fetch metadata).
 */
export const sameSiteWrites: MiddlewareHandler = async function sameSiteWrites(c, next) {
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
  const site = c.req.header('sec-fetch-site')
  const foreign = site !== undefined && site !== 'same-origin'
  if (!reads && (foreign || c.req.header('x-requested-with') !== 'yingsheng')) {
    throw new AppError('forbidden', FOREIGN)
  }
  await next()
}
