/** Questions the base did not answer (没有答上的问题). */
export type GapSchema = {
  /** One line for each message; its words are only in the message, so that they go when the talk is erased. */
  gap: {
    /** The citizen's message that asks. */
    message_id: string
    conversation_id: string
    /** declined, asked_back, rejected, human, ticket, useless. */
    why: string
    /** What it was answered from, where it was. */
    entry_id: string | null
    /** What came nearest when it was asked. */
    nearest_id: string | null
    at: string
    /** Empty: open. Else what an editor did with it: similar, entry, aside. */
    settled: string
    settled_at: string | null
    settled_by: string
    settled_reason: string
    settled_entry_id: string | null
  }
}
