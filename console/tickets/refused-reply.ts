import type { TicketDetail } from '../api/types.ts'

const DECIDES: readonly string[] = ['reply', 'sign_reply', 'pass_reply', 'reject_reply', 'send_back_reply']
const REFUSALS: readonly string[] = ['reject_reply', 'send_back_reply']

/** The step that sent the draft back, with its reason; null while it waits for a decision, or where there is none. */
export const refusalOfDraft = (detail: TicketDetail): TicketDetail['steps'][number] | null => {
  if (detail.ticket.draftReply === null) return null
  const last = detail.steps.find((step) => DECIDES.includes(step.action))
  return last && REFUSALS.includes(last.action) ? last : null
}
