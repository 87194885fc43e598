/** Tables of signing in. */
export type AccessSchema = {
  staff_session: {
    token_hash: string
    /** What the session is called in lists; opens nothing. */
    id: string
    staff_id: string
    created_at: string
    last_seen_at: string
    expires_at: string
    user_agent: string
    /** The network it was opened from: IPv4 /24 or IPv6 /64, never the whole address. */
    network: string
  }
  /** Browsers a person signed in from before; guesses made elsewhere do not make them wait. */
  staff_device: { token_hash: string; staff_id: string; created_at: string; last_used_at: string }
}
