/** Tables of asking citizens (回访), merged into the schema. */
export type FollowUpSchema = {
  /** Asking one citizen about one ticket. One open row a ticket: one owner. Kept when it is over. */
  follow_up: {
    id: string
    ticket_id: string
    /** `reply`: solved, satisfied. `again`: some days after closing, once. */
    kind: 'reply' | 'again'
    citizen_id: string
    /** Who asks: the system in the citizen's channel, an agent by telephone, or nobody (they may say so themselves). */
    owner: 'channel' | 'call' | 'self'
    /** The agent who has the call. */
    agent_id: string | null
    /** `waiting` for its time or an agent; `asked`: waits for the answer. */
    state: 'waiting' | 'asked'
    due_at: string
    /** Calls that were tried. */
    attempts: number
    /** What came of it; empty while open. */
    outcome: string
    /** The question as it was said. */
    message_id: string | null
    asked_at: string | null
    created_at: string
    ended_at: string | null
  }
  /** One time a person was asked or rung, whatever about: what the cap counts. */
  citizen_contact: {
    id: string
    citizen_id: string
    way: 'channel' | 'call'
    /** The message or the follow-up it was. */
    about: string
    at: string
  }
  /** What a person chose about being asked; the row is also the lock under which their next question is planned. */
  contact_choice: {
    citizen_id: string
    no_follow_up: number
    no_call: number
    /** Where it was said: form, talk, page, agent; empty = never. */
    via: string
    staff_id: string | null
    changed_at: string
  }
}
