import { type ClientResponse, hc } from 'hono/client'
import type { ConsoleApi } from '../../src/http/console.ts'
import { learnServerTime } from '../shared/now.ts'

const TIMEOUT_MS = 20_000

/** A refusal or failure of a request; `message` is Chinese and meant for the person as it stands. */
export class ApiFault extends Error {
  readonly code: string
  readonly details: unknown
  constructor(code: string, message: string, details?: unknown) {
    super(message)
    this.name = 'ApiFault'
    this.code = code
    this.details = details
  }
}

const NOT_REACHED = '连不上服务器，没有改动任何东西。请检查网络后再试。'
const TOO_SLOW = '服务器 20 秒没有回应。请刷新看看是否已经生效，再决定要不要重做。'
const NOT_UNDERSTOOD = '服务器出了问题，没有给出说明。请再试一次，仍然不行请告诉管理员。'

const timedFetch: typeof fetch = async (input, init) => {
  try {
    const response = await fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })
    learnServerTime(response.headers.get('date'))
    return response
  } catch (error) {
    const slow = error instanceof DOMException && error.name === 'TimeoutError'
    throw slow ? new ApiFault('timeout', TOO_SLOW) : new ApiFault('offline', NOT_REACHED)
  }
}

/**
 * The typed client of the console's API. The session travels in a cookie; the extra header proves to the server
 * that a write comes from this page and not from a foreign form (CSRF).
 */
export const api = hc<ConsoleApi>('/console/api', {
  headers: { 'X-Requested-With': 'yingsheng' },
  fetch: timedFetch,
})

let onSignedOut: () => void = () => {}
/** Says what happens when the server no longer knows the session. */
export const whenSignedOut = (action: () => void): void => {
  onSignedOut = action
}

let onLocked: (who: { login: string; name: string } | null) => void = () => {}
/** Says what happens when the server answers that the screen is locked. */
export const whenLocked = (action: typeof onLocked): void => {
  onLocked = action
}
/** Who the locked screen belongs to; null when the refusal is no lock, `{}` of a lock that does not say. */
export const lockOf = (fault: unknown): { login?: string; name?: string } | null => {
  if (!(fault instanceof ApiFault)) return null
  const { locked } = (fault.details ?? {}) as { locked?: true | { login: string; name: string } }
  if (!locked) return null
  return locked === true ? {} : locked
}

const readFault = async (response: { json(): Promise<unknown> }): Promise<ApiFault> => {
  const body = (await response.json().catch(() => null)) as {
    error?: { code?: string; message?: string; details?: unknown }
  } | null
  const { code, message, details } = body?.error ?? {}
  return new ApiFault(code ?? 'internal', message ?? NOT_UNDERSTOOD, details)
}

/**
 * Awaits one request and gives its body. @throws ApiFault with the server's own words, or with ours when it could
 * not be reached. A lost session also leads to the sign-in page, except for `quiet` requests.
 */
export const ask = async <R extends ClientResponse<unknown>>(
  request: Promise<R>,
  how: { quiet?: boolean } = {},
): Promise<Awaited<ReturnType<R['json']>>> => {
  const response = await request
  if (!response.ok) {
    const fault = await readFault(response)
    const locked = lockOf(fault)
    if (locked?.login && locked.name) onLocked({ login: locked.login, name: locked.name })
    else if (response.status === 401 && !locked && !how.quiet) onSignedOut()
    throw fault
  }
  return (await response.json()) as Awaited<ReturnType<R['json']>>
}

/** The words to show for anything that was thrown. */
export const faultWords = (error: unknown): string =>
  error instanceof ApiFault ? error.message : NOT_UNDERSTOOD
