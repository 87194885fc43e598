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
  } /** A citizen corrected what is kept of them on a ticket; the old value stays until contact data is erased. */
  contact_change: {
    id: string
    ticket_id: string
    at: string
    /** name, phone or place. */
    field: string
    old_value: string
    new_value: string
  }
  /** A citizen asks for their data on a ticket to be erased; granted, it happens when the ticket is over. */
  erasure_request: {
    id: string
    ticket_id: string
    asked_at: string
    reason: string
    state: 'asked' | 'granted' | 'refused'
    note: string
    decided_by: string | null
    decided_at: string | null
    erased_at: string | null
  }
  /** A ticket nothing of which is erased while this row is there (暂缓删除). */
  preservation: { ticket_id: string; reason: string; staff_id: string; staff_name: string; at: string }
  /** What was erased of a ticket already: contact, transcript. */
  erased: { subject_id: string; what: string; at: string }
  /** Where the old end of `access_log` was cut off: the last line that went, with its hash. Append-only. */
  access_anchor: { seq: number; hash: string; at: string }
  /** Something about looking at tickets that somebody in charge has to see. */
  access_alarm: {
    id: string
    at: string
    /** views, refusals, protected, chain. */
    kind: string
    staff_id: string
    staff_name: string
    unit_id: string | null
    say: string
    seen_at: string | null
    seen_by: string | null
    unique_key: string
  }
}
