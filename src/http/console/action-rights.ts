import type { TicketAction } from '../../contracts/ticket.ts'
import type { Capability } from '../../staff/policy.ts'

/** The right each action of a person on a ticket asks for at its door; a button is shown to whoever has it. */
export const RIGHT_OF_ACTION = {
  open: 'conversation.answer',
  ask_info: 'ticket.dispatch',
  give_info: 'ticket.dispatch',
  answer_directly: 'ticket.dispatch',
  refer: 'ticket.dispatch',
  dispatch: 'ticket.dispatch',
  rework: 'ticket.dispatch',
  reassign: 'ticket.dispatch',
  reopen: 'ticket.dispatch',
  join: 'ticket.dispatch',
  split: 'ticket.dispatch',
  recategorise: 'ticket.dispatch',
  add_co: 'ticket.dispatch',
  refuse_co: 'ticket.dispatch',
  approve_return: 'ticket.review-return',
  refuse_return: 'ticket.review-return',
  confer: 'ticket.judge',
  designate: 'ticket.judge',
  approve_extension: 'ticket.judge',
  refuse_extension: 'ticket.judge',
  approve_termination: 'ticket.judge',
  refuse_termination: 'ticket.judge',
  pass_reply: 'ticket.judge',
  reject_reply: 'ticket.judge',
  uphold: 'ticket.judge',
  speak: 'ticket.speak',
  sign: 'ticket.handle',
  request_return: 'ticket.handle',
  contact: 'ticket.handle',
  try_contact: 'ticket.handle',
  request_extension: 'ticket.handle',
  suspend: 'ticket.handle',
  request_termination: 'ticket.handle',
  request_co: 'ticket.handle',
  add_suborder: 'ticket.handle',
  report_part: 'ticket.handle',
  reply: 'ticket.handle',
  resume: 'ticket.resume',
  recall_part: 'ticket.recall-part',
  sign_reply: 'ticket.sign-reply',
  send_back_reply: 'ticket.sign-reply',
  call_citizen: 'follow-up.call',
  verify_rating: 'rating.handle',
  explain_rating: 'rating.propose',
  propose_exclusion: 'rating.propose',
  appeal_rating: 'rating.appeal',
  approve_exclusion: 'rating.decide',
  refuse_exclusion: 'rating.decide',
  supervise: 'ticket.supervise',
  end_supervision: 'ticket.supervise',
  urge: 'ticket.urge',
  answer_urge: 'ticket.answer-asked',
  answer_supervision: 'ticket.answer-asked',
  note: 'ticket.note',
} as const satisfies Partial<Record<TicketAction, Capability>>

const RIGHTS: Partial<Record<TicketAction, Capability>> = RIGHT_OF_ACTION

/** Whether somebody with these rights may do it; what asks for none of ours is the citizen's or the system's. */
export const isActionOf = (action: TicketAction, has: (right: Capability) => boolean): boolean => {
  const right = RIGHTS[action]
  return right === undefined || has(right)
}
