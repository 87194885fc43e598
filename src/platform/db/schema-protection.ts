/** Tables that protect the person behind a ticket. */
export type ProtectionSchema = {
  /** Who saw or did what, append-only; each row carries the hash of the one before. */
  access_log: {
    seq: number
    at: string
    /** view, refused, action, unmask. */
    kind: string
    ticket_id: string
    /** The page or export it was seen on, or the action. */
    what: string
    staff_id: string
    staff_name: string
    roles: string
    unit_id: string | null
    /** masked or whole: what was shown of the person; empty where nothing was. */
    shown: string
    prev_hash: string
    hash: string
  }
  /** Somebody asks to see who wrote, another decides; `until` ends the window. */
  unmask_request: {
    id: string
    ticket_id: string
    staff_id: string
    staff_name: string
    unit_id: string | null
    reason: string
    asked_at: string
    state: 'asked' | 'granted' | 'refused'
    decided_by: string | null
    decided_at: string | null
    note: string
    until: string | null
  }
}
