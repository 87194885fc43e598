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
    /** How it came in: password, or a page of the unit's own. */
    way: 'password' | 'oidc' | 'code'
    /** When a key or the pointer was last used in one of its pages; requests that pages make by themselves do not count. */
    active_at: string
    /** Set while the screen is locked: nothing is answered until it is unlocked. */
    locked_at: string | null
  }
  /** Browsers a person signed in from before; guesses made elsewhere do not make them wait. */
  staff_device: { token_hash: string; staff_id: string; created_at: string; last_used_at: string }
  /** The code a person's phone shows. `secret` and `pending` are sealed; `pending` waits for its first right code. */
  staff_totp: {
    staff_id: string
    secret: string | null
    pending: string | null
    /** The 30-second step of the last code that was taken: no code counts twice. */
    last_step: number | null
    confirmed_at: string | null
    updated_at: string
  }
  /** Codes for the day the phone is lost; keyed hashes. */
  staff_recovery_code: { code_hash: string; staff_id: string; created_at: string; used_at: string | null }
  /** A sign-in that is half done: the password was right, or somebody is away at their unit's sign-in page. */
  sign_in_step: {
    token_hash: string
    kind: 'code' | 'enrol' | 'away'
    staff_id: string | null
    data: string
    expires_at: string
  }
  /** Who a person is at the unit's own sign-in page, where that is not their login here. */
  staff_unit_account: {
    way: 'oidc' | 'code'
    subject: string
    staff_id: string
    set_at: string
    set_by: string
  }
  /** What the city asks of signing in; JSON by key. */
  sign_in_rule: { key: string; value: string; set_at: string; set_by: string }
}
