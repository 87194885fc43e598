import type { RoleMap } from './assign-roles.ts'
import type { Vendor } from './detect-vendor.ts'

/** What the transcript channel needs: the secret shared with the recorder, and who is who at each recogniser. */
export type TranscriptConfig = { secret: string; roles?: Partial<Record<Vendor, RoleMap>> | undefined }

/** A guessable secret is none. */
const SECRET_MIN = 16

/** Names what the channel still lacks before it can be switched on, one plain sentence each; empty = ready. */
export const describeMissing = (config: Partial<TranscriptConfig>): string[] => {
  if (!config.secret) return ['缺少 TRANSCRIPT_SECRET（与录音转写系统约定的签名密钥）']
  return config.secret.length < SECRET_MIN ? [`TRANSCRIPT_SECRET 太短：至少 ${SECRET_MIN} 个字符`] : []
}
