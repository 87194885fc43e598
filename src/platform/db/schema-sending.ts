/** Tables of sending tickets to departments (派发送达), merged into the schema. */
export type SendingSchema = {
  /** How a department gets its tickets. Absent = the console only. The webhook's secret is derived, never stored: `secret_version` names it. */
  department_channel: {
    department_id: string
    method: 'console' | 'webhook' | 'email'
    target: string
    secret_version: number
    updated_at: string
    updated_by: string
  }
  /** One thing sent to a department. `id` is the delivery id, `body` the words: both stay the same at every try. */
  department_send: {
    id: string
    /** Null for a test from the administrator's page. */
    ticket_id: string | null
    ticket_version: number
    department_id: string
    method: 'webhook' | 'email'
    target: string
    body: string
    state: 'queued' | 'sent' | 'failed'
    attempts: number
    /** Tries since it was last asked for: re-sending by hand begins anew. */
    round_attempts: number
    said: string
    created_at: string
    ended_at: string | null
  }
  department_send_attempt: { send_id: string; seq: number; at: string; ok: number; said: string; ms: number }
  /** A key of a department's own system. `hash` = SHA-256 of the secret, which is shown once and never stored. */
  department_key: {
    id: string
    department_id: string
    name: string
    hash: string
    made_at: string
    made_by: string
    last_used_at: string | null
    revoked_at: string | null
    revoked_by: string | null
  }
}
