/**
 * What one WeChat official account (公众号) needs to be connected. `apiBaseUrl` is `https://api.weixin.qq.com`
 * in production and a loopback address in tests.
 */
export type WechatConfig = {
  token: string
  appId: string
  appSecret: string
  /** The 43 characters of 消息加解密密钥; needed for 安全模式 and 兼容模式. */
  encodingAesKey?: string | undefined
  apiBaseUrl: string
  /** How long one call to WeChat may take, in milliseconds; 5000 when not given. */
  apiTimeoutMs?: number | undefined
  /** Refuses pushes that are not encrypted: the plain mode's signature does not cover the body. */
  requireEncrypted?: boolean | undefined
}

const AES_KEY = /^[A-Za-z0-9]{43}$/

/**
 * Names what the channel still lacks before it can be switched on, one plain sentence each; empty = ready.
 * Said at start-up instead of failing later in front of a citizen.
 */
export const describeMissing = (config: Partial<WechatConfig>): string[] => {
  const missing: string[] = []
  if (!config.token) missing.push('缺少 WECHAT_TOKEN（公众平台“服务器配置”里的令牌）')
  if (!config.appId) missing.push('缺少 WECHAT_APP_ID（公众号的 AppID）')
  if (!config.appSecret) missing.push('缺少 WECHAT_APP_SECRET（公众号的 AppSecret，用于主动发送消息）')
  if (config.encodingAesKey && !AES_KEY.test(config.encodingAesKey)) {
    missing.push('WECHAT_ENCODING_AES_KEY 不对：应为 43 位字母和数字')
  }
  if (config.requireEncrypted && !config.encodingAesKey) {
    missing.push('缺少 WECHAT_ENCODING_AES_KEY（已要求只收加密消息）')
  }
  return missing
}
