/** Tables of the agent desk (坐席台), merged into the schema. */
export type DeskSchema = {
  /** When somebody's desk was last heard of: whoever it is can be handed a talk. */
  desk_presence: { staff_id: string; seen_at: string }
  /** A group of agents a talk can be handed to: 企业专席, 外语席. */
  desk_team: { id: string; name: string; created_at: string }
  desk_team_member: { team_id: string; staff_id: string }
  /** What staff say to each other about a talk; the citizen never sees it. */
  talk_note: {
    id: string
    conversation_id: string
    staff_id: string
    /** `handover` = written for whoever the talk was handed to. */
    kind: 'note' | 'handover'
    text: string
    at: string
  }
  /** Somebody is told of a note: named in it, or handed the talk with it. */
  staff_notice: {
    id: string
    staff_id: string
    from_staff_id: string
    kind: 'mention' | 'handover'
    conversation_id: string
    note_id: string
    at: string
    seen_at: string | null
  }
  /** What an agent corrected in a talk's form (JSON by field), and when it was last filed as a ticket. */
  talk_form: { conversation_id: string; edits: string; filed_at: string | null }
  /** Words an agent says often, with {{variables}}; of one person, of a team, or (both null) of everybody. */
  canned_reply: {
    id: string
    owner_id: string | null
    team_id: string | null
    title: string
    text: string
    updated_at: string
    updated_by: string
  }
  /** Several steps in one key; owned like a canned reply. `steps` is JSON. */
  desk_macro: {
    id: string
    owner_id: string | null
    team_id: string | null
    title: string
    steps: string
    updated_at: string
    updated_by: string
  }
  /** One hold of a talk that came to its end: how long it took, what became of it, how long writing that down took. */
  talk_wrap_up: {
    id: string
    conversation_id: string
    staff_id: string
    taken_at: string
    ended_at: string
    /** Null while the agent still has to say what became of it. */
    wrapped_at: string | null
    code: string | null
    note: string
  }
  /** Abuse an agent reported: until `cool_until` the citizen is served by everything but agents, danger excepted. */
  abuse_report: {
    id: string
    conversation_id: string
    citizen_id: string
    staff_id: string
    kind: string
    note: string
    at: string
    cool_until: string
    lifted_at: string | null
    lifted_by: string | null
  }
  /** The telephone on somebody's desk, as the exchange names it. */
  desk_extension: { staff_id: string; extension: string }
  /** A telephone call between a citizen and an agent, as the exchange tells of it. */
  phone_call: {
    call_id: string
    conversation_id: string
    caller: string
    agent_id: string | null
    state: 'ringing' | 'answered' | 'ended'
    rang_at: string
    answered_at: string | null
    ended_at: string | null
  }
  /** One sentence of a call as it is recognised; not final, its words may still change. */
  call_segment: {
    call_id: string
    seq: number
    conversation_id: string
    author: 'citizen' | 'agent'
    text: string
    is_final: number
    at: string
  }
}
