import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { LIMITS } from '../../platform/limits.ts'
import type { StaffEnv } from './signed-in.ts'

/**
 * The console's cookies: never readable by scripts, never sent across sites (but for the errand's, which opens nothing and
 * has to be there when the unit's sign-in page sends its person back). Over TLS they carry `__Host-`: browsers then
 * take them from this host alone and only secured, so that no neighbouring host can plant one (RFC 6265bis, 4.1.3.2).
 */
const NAMES = {
  session: 'yingsheng_session',
  device: 'yingsheng_device',
  step: 'yingsheng_step',
  errand: 'yingsheng_errand',
} as const
type Which = keyof typeof NAMES
const LIFE_MS: Record<Which, number> = {
  session: LIMITS.sessionMaxMs,
  device: LIMITS.deviceMs,
  step: LIMITS.signInStepMs,
  errand: LIMITS.signInStepMs,
}

export const setStaffCookie = (c: Context<StaffEnv>, which: Which, value: string): void => {
  const secure = c.get('secureCookies')
  const sameSite = which === 'errand' ? 'Lax' : 'Strict'
  const how = { httpOnly: true, sameSite, path: '/', maxAge: LIFE_MS[which] / 1000 } as const
  if (secure) setCookie(c, NAMES[which], value, { ...how, secure, prefix: 'host' })
  else setCookie(c, NAMES[which], value, how)
}

export const readStaffCookie = (c: Context<StaffEnv>, which: Which): string | undefined =>
  c.get('secureCookies') ? getCookie(c, NAMES[which], 'host') : getCookie(c, NAMES[which])

export const clearStaffCookie = (c: Context<StaffEnv>, which: Which): void => {
  if (c.get('secureCookies')) deleteCookie(c, NAMES[which], { path: '/', secure: true, prefix: 'host' })
  else deleteCookie(c, NAMES[which], { path: '/' })
}
