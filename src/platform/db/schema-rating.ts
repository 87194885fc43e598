/** Tables of handling bad ratings (差评处理), merged into the schema. */
export type RatingSchema = {
  /** One bad rating and what is done about it. One open row a ticket; kept when it is over. */
  bad_rating: {
    id: string
    ticket_id: string
    /** Whose handling was rated; null = the hotline's own answer. */
    unit_id: string | null
    solved: string | null
    satisfied: number | null
    opened_at: string
    due_at: string
    /** Who of the hotline has it. */
    staff_id: string | null
    staff_name: string | null
    /** What the hotline found: unit_fault, no_fault, unclear; empty = not verified yet. */
    finding: string
    verified_by: string | null
    /** Leaving it out of the rates: asked for by whom, why, with what evidence, and what a second person said. */
    claim_state: '' | 'asked' | 'approved' | 'refused'
    claim_kind: '' | 'appeal' | 'proposal'
    claim_code: string
    claim_evidence: string
    claim_by: string | null
    claim_name: string | null
    claim_at: string | null
    decided_by: string | null
    decided_name: string | null
    decided_at: string | null
    decision_note: string
    /** explained, reworked, reassigned, excluded, reopened; empty while open. */
    outcome: string
    closed_at: string | null
  }
}
