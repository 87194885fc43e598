import type { TicketState } from '../contracts/ticket.ts'

/** Who has to act next while a ticket is in a state; `master` = whoever acts on its master; `nobody` = it is over. */
export type Owner = 'desk' | 'unit' | 'citizen' | 'master' | 'nobody'

/**
 * Who owns a ticket in each state and which clock binds them: `sign` and `reply` are those of the ticket's deadline
 * rules, `step` is the term of this state alone (`stepDueAt`), `followup` the wait for a rating, `master` the clock of the master.
 */
export const STATES = {
  submitted: { owner: 'desk', clock: 'reply' },
  need_info: { owner: 'citizen', clock: 'step' },
  accepted: { owner: 'desk', clock: 'reply' },
  conferring: { owner: 'desk', clock: 'step' },
  dispatched: { owner: 'unit', clock: 'sign' },
  return_req: { owner: 'desk', clock: 'step' },
  handling: { owner: 'unit', clock: 'reply' },
  extend_req: { owner: 'desk', clock: 'step' },
  suspended: { owner: 'unit', clock: 'step' },
  term_req: { owner: 'desk', clock: 'step' },
  unit_review: { owner: 'unit', clock: 'reply' },
  audit: { owner: 'desk', clock: 'step' },
  replied: { owner: 'citizen', clock: 'followup' },
  followup: { owner: 'citizen', clock: 'followup' },
  verify: { owner: 'desk', clock: 'step' },
  merged: { owner: 'master', clock: 'master' },
  closed: { owner: 'nobody', clock: 'none' },
  terminated: { owner: 'nobody', clock: 'none' },
  referred: { owner: 'nobody', clock: 'none' },
  archived: { owner: 'nobody', clock: 'none' },
  withdrawn: { owner: 'nobody', clock: 'none' },
} as const satisfies Record<
  TicketState,
  { owner: Owner; clock: 'sign' | 'reply' | 'step' | 'followup' | 'master' | 'none' }
>

export const WITH_UNIT = [
  'dispatched',
  'return_req',
  'handling',
  'extend_req',
  'suspended',
  'term_req',
  'unit_review',
  'audit',
] as const
export const BEFORE_REPLY = ['need_info', 'accepted', 'conferring', ...WITH_UNIT] as const
export const OVER = ['closed', 'terminated', 'referred', 'archived'] as const
/** States in which the matter is not yet answered: the clock of the whole ticket runs, or stands still on purpose. */
export const UNANSWERED_STATES: readonly TicketState[] = BEFORE_REPLY
/** States with a term of their own (`stepDueAt`). */
export const STEP_STATES: readonly TicketState[] = (Object.keys(STATES) as TicketState[]).filter(
  (state) => STATES[state].clock === 'step',
)
/** States in which somebody still owes the citizen something, or the citizen is asked. */
export const OPEN_STATES = [
  ...BEFORE_REPLY,
  'replied',
  'followup',
  'verify',
  'merged',
] as const satisfies readonly TicketState[]
/** Open on their own: a joined ticket's work is done on its master. */
export const OWN_WAY = OPEN_STATES.filter((state) => state !== 'merged')

/** Somebody still owes the citizen an answer, or looks into an objection. */
export const URGEABLE = [
  ...BEFORE_REPLY.filter((state) => state !== 'need_info'),
  'verify',
  'merged',
] as const satisfies readonly TicketState[]
