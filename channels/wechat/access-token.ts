import { z } from 'zod'
import type { Clock } from '../../src/contracts/ports.ts'
import type { WechatConfig } from './wechat-config.ts'

/** Renewed this long before it runs out: WeChat changes the token five minutes early. */
const EARLY_MS = 300_000
const TIMEOUT_MS = 5_000

/** Codes that say the token is no longer good: drop it, fetch a new one, try once more. */
export const TOKEN_ERRORS: ReadonlySet<number> = new Set([40001, 40014, 41001, 42001])

/** A call WeChat did not carry out. `errcode` is theirs; null = no readable answer at all (network, garbage). */
export class WechatApiError extends Error {
  readonly errcode: number | null
  constructor(errcode: number | null, message: string) {
    super(message)
    this.name = 'WechatApiError'
    this.errcode = errcode
  }
}

const ApiResult = z.looseObject({ errcode: z.number().int().default(0), errmsg: z.string().default('') })

/**
 * One JSON call to WeChat's API. Failures come with HTTP 200 and an errcode. The address is never put into an
 * error: it carries the token. Throws `WechatApiError`; waits `apiTimeoutMs` (5 s) at most.
 */
export const callWechat = async (
  api: Pick<WechatConfig, 'apiBaseUrl' | 'apiTimeoutMs'>,
  path: string,
  body: unknown,
): Promise<Record<string, unknown>> => {
  let json: unknown
  try {
    const response = await fetch(api.apiBaseUrl.replace(/\/+$/, '') + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(api.apiTimeoutMs ?? TIMEOUT_MS),
      redirect: 'error',
    })
    json = await response.json()
  } catch (error) {
    throw new WechatApiError(
      null,
      error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable',
    )
  }
  const result = ApiResult.safeParse(json)
  if (!result.success) throw new WechatApiError(null, 'unreadable answer')
  if (result.data.errcode !== 0)
    throw new WechatApiError(result.data.errcode, result.data.errmsg.slice(0, 200))
  return result.data
}

const TokenResult = z.object({ access_token: z.string().min(1).max(2048), expires_in: z.number().positive() })

/**
 * The account's access_token by stable_token, whose normal mode hands every process the same token. Asked for
 * once at a time however many callers wait, kept until 300 s before its end.
 * Source: 公众平台 获取稳定版接口调用凭据.
 */
export const createAccessTokens = (
  config: Pick<WechatConfig, 'appId' | 'appSecret' | 'apiBaseUrl' | 'apiTimeoutMs'>,
  clock: Clock,
) => {
  let cached: { token: string; until: number } | null = null
  let inFlight: Promise<string> | null = null

  const request = async (): Promise<string> => {
    const answer = await callWechat(config, '/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: config.appId,
      secret: config.appSecret,
      force_refresh: false,
    })
    const result = TokenResult.safeParse(answer)
    if (!result.success) throw new WechatApiError(null, 'unreadable answer')
    const { access_token: token, expires_in: seconds } = result.data
    cached = { token, until: clock.now().getTime() + seconds * 1000 - EARLY_MS }
    return token
  }

  return {
    /** A token that is good now. Throws `WechatApiError`; a failure is not remembered. */
    get(): Promise<string> {
      if (cached && clock.now().getTime() < cached.until) return Promise.resolve(cached.token)
      inFlight ??= request().finally(() => {
        inFlight = null
      })
      return inFlight
    },
    /** Forgets this token after WeChat refused it; a newer one fetched meanwhile is kept. */
    drop(token: string): void {
      if (cached?.token === token) cached = null
    },
  }
}
export type AccessTokens = ReturnType<typeof createAccessTokens>
