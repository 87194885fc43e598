import type { AccessTokens } from './access-token.ts'
import type { WechatConfig } from './wechat-config.ts'

const SCHEME = 'wechat-media:'
const TIMEOUT_MS = 8_000

/** How a picture of WeChat stands as an attachment of a message: kept even when its bytes could not be fetched. */
export const mediaUrl = (mediaId: string): string => `${SCHEME}${mediaId}`

/**
 * Fetches pictures citizens sent, by their MediaId, from WeChat's API alone; they are there for three days. Null when it
 * is not a picture of WeChat or cannot be had: an error comes as JSON with HTTP 200. Never throws.
 * Source: 公众平台 获取临时素材.
 */
export const createMediaFetch =
  (config: Pick<WechatConfig, 'apiBaseUrl'>, tokens: AccessTokens) =>
  async (url: string): Promise<ReadableStream<Uint8Array> | null> => {
    if (!url.startsWith(SCHEME)) return null
    try {
      const token = await tokens.get()
      const query = new URLSearchParams({ access_token: token, media_id: url.slice(SCHEME.length) })
      const address = `${config.apiBaseUrl.replace(/\/+$/, '')}/cgi-bin/media/get?${query}`
      const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' })
      const isPicture = response.ok && (response.headers.get('content-type') ?? '').startsWith('image/')
      if (isPicture) return response.body
      // Most often a token that ran out: the next picture asks for a new one.
      tokens.drop(token)
      return null
    } catch {
      return null
    }
  }
