/** Conferences (会商) and what units keep to answer with. */
export type ConferenceSchema = {
  /** One conference on a ticket; `seq` is the step that called it. */
  conference: {
    ticket_id: string
    seq: number
    question: string
    called_by: string
    called_at: string
    due_at: string
    ended_at: string | null
    ended_by: string | null
    outcome_unit_id: string | null
    outcome_reason: string | null
  }
  /** An invited unit in its turn, and what it says: null until it has spoken. */
  conference_voice: {
    ticket_id: string
    seq: number
    unit_id: string
    place: number
    stand: string | null
    ground: string | null
    basis: string | null
    proposed_unit_id: string | null
    spoken_at: string | null
    spoken_by: string | null
  }
  /** A unit's own template of a reply (答复模板); names nobody. */
  reply_template: {
    id: string
    unit_id: string
    title: string
    text: string
    updated_at: string
    updated_by: string
  }
}
