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
}
