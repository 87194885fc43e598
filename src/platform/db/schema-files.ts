/** Photos and papers (附件). */
export type FileSchema = {
  ticket_file: {
    id: string
    /** Who uploads and their name for the upload: the same again is the same file. */
    upload_key: string
    /** The talk it was chosen in, and the message it was sent with; null while it waits to be sent. */
    conversation_id: string | null
    message_id: string | null
    /** The ticket and the step it belongs to; a step of null while it waits to be sent. */
    ticket_id: string | null
    step_seq: number | null
    /** matter, before, after, contact, other. */
    purpose: string
    kind: 'image' | 'pdf'
    /** As the sender's device calls it; shown for papers only. */
    name: string
    sha256: string
    thumb_sha256: string | null
    bytes: number
    width: number
    height: number
    actor_kind: string
    actor_id: string
    actor_name: string
    unit_id: string | null
    at: string
  }
}
