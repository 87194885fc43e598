/** What the telephone door needs: the key shared with the exchange. */
export type TelephonyConfig = { secret: string }

/** A guessable key is none. */
const SECRET_MIN = 16

/** Names what the door still lacks before it can be opened, one plain sentence each; empty = ready. */
export const describeMissing = (config: Partial<TelephonyConfig>): string[] => {
  if (!config.secret) return ['缺少 TELEPHONY_SECRET（与话务系统约定的签名密钥）']
  return config.secret.length < SECRET_MIN ? [`TELEPHONY_SECRET 太短：至少 ${SECRET_MIN} 个字符`] : []
}
