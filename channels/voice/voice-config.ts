/** What the telephone channel over Twilio needs. `publicBaseUrl` is the address Twilio calls, without path end. */
export type VoiceConfig = {
  authToken: string
  /** When set, calls of another account are refused. */
  accountSid?: string | undefined
  /** The number calls are put through to on "0"; without it a call-back is promised instead. */
  agentNumber?: string | undefined
  publicBaseUrl: string
}

/** Names what the channel still lacks before it can be switched on, one plain sentence each; empty = ready. */
export const describeMissing = (config: Partial<VoiceConfig>): string[] => {
  const missing: string[] = []
  if (!config.authToken) missing.push('缺少 TWILIO_AUTH_TOKEN（用于核对来电请求的签名）')
  if (!config.publicBaseUrl) missing.push('缺少 PUBLIC_BASE_URL（Twilio 能访问到的本系统网址，签名按它计算）')
  else if (!/^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(config.publicBaseUrl)) {
    missing.push('PUBLIC_BASE_URL 不对：应以 http:// 或 https:// 开头，不带 ? 和 #')
  }
  if (config.agentNumber && !/^\+?\d{3,20}$/.test(config.agentNumber)) {
    missing.push('VOICE_AGENT_NUMBER 不对：应为电话号码，只含数字，可以“+”开头')
  }
  return missing
}
