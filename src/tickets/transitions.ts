import type { Role } from '../contracts/staff.ts'
import type { Actor, TicketAction, TicketState } from '../contracts/ticket.ts'

/** What must be written down before an action counts. `field` names it in an error. */
type Demand = { field: 'reason' | 'publicReply' | 'text' | 'way'; min: number; say: string }

type Transition = {
  /** Empty: the action makes the ticket. */
  from: readonly TicketState[]
  /** `same`: the ticket stays where it is. */
  to: TicketState | 'same'
  by: readonly ('citizen' | 'system' | Role)[]
  demands?: Demand
}

const BEFORE_REPLY = ['accepted', 'dispatched', 'return_req', 'handling'] as const
/** States in which somebody still owes the citizen something. */
export const OPEN_STATES = [...BEFORE_REPLY, 'replied', 'followup'] as const satisfies readonly TicketState[]

/**
 * The whole life of a ticket (工单流转). A new state or action is a row here; nothing else decides what is allowed.
 * `submitted` exists only inside the opening transaction. Whoever acts as `handler` must belong to the lead
 * department (主办单位); that rule is in `refusalOf`, because it depends on the ticket.
 */
export const TRANSITIONS = {
  open: { from: [], to: 'submitted', by: ['citizen', 'system', 'agent'] },
  triage: { from: ['submitted'], to: 'accepted', by: ['system'] },
  dispatch: { from: ['accepted'], to: 'dispatched', by: ['system', 'agent', 'dispatcher', 'admin'] },
  sign: { from: ['dispatched'], to: 'handling', by: ['handler'] },
  request_return: {
    from: ['dispatched', 'handling'],
    to: 'return_req',
    by: ['handler'],
    demands: { field: 'reason', min: 4, say: '请写明退单理由和依据，至少4个字。' },
  },
  approve_return: { from: ['return_req'], to: 'accepted', by: ['agent', 'dispatcher', 'admin'] },
  refuse_return: {
    from: ['return_req'],
    to: 'dispatched',
    by: ['agent', 'dispatcher', 'admin'],
    demands: { field: 'reason', min: 4, say: '请写明不同意退单的理由，至少4个字。' },
  },
  contact: {
    from: ['handling'],
    to: 'same',
    by: ['handler'],
    demands: { field: 'way', min: 2, say: '请选择是怎么联系的。' },
  },
  reply: {
    from: ['handling'],
    to: 'replied',
    by: ['handler'],
    demands: { field: 'publicReply', min: 5, say: '请写给诉求人看的答复，至少5个字。' },
  },
  deliver_reply: { from: ['replied'], to: 'followup', by: ['system'] },
  // From `closed` too: satisfaction is asked after solved, and who was silent may still rate.
  rate: { from: ['followup', 'closed'], to: 'closed', by: ['citizen'] },
  rework: {
    from: ['followup', 'closed'],
    to: 'accepted',
    by: ['citizen'],
    demands: { field: 'reason', min: 2, say: '请说一下哪里没有解决，我们带着您的话退回重办。' },
  },
  close: { from: ['followup'], to: 'closed', by: ['system'] },
  add_facts: {
    from: OPEN_STATES,
    to: 'same',
    by: ['citizen'],
    demands: { field: 'text', min: 2, say: '请写下要补充的情况，至少2个字。' },
  },
  withdraw: { from: BEFORE_REPLY, to: 'withdrawn', by: ['citizen'] },
  note: {
    from: [...OPEN_STATES, 'closed', 'withdrawn'],
    to: 'same',
    by: ['agent', 'dispatcher', 'handler', 'supervisor', 'admin'],
    demands: { field: 'text', min: 1, say: '备注还没有写内容。' },
  },
} as const satisfies Record<TicketAction, Transition>

const transitionOf = (action: TicketAction): Transition => TRANSITIONS[action]

/** What an actor's right depends on beside their roles. */
type Standing = { state: TicketState; leadDepartmentId: string | null }

/** `role`: nobody of this kind may ever. `unit`: only the lead department may. `state`: not now. */
export type Refusal = 'role' | 'unit' | 'state'

const isOwn = (ticket: Standing, actor: Actor): boolean =>
  actor.kind === 'staff' && actor.departmentId !== null && actor.departmentId === ticket.leadDepartmentId

/** Why the table refuses this action now, or null when it allows it. */
export const refusalOf = (ticket: Standing, action: TicketAction, actor: Actor): Refusal | null => {
  const rule = transitionOf(action)
  const as = actor.kind === 'staff' ? rule.by.filter((who) => actor.roles.includes(who)) : [actor.kind]
  const able = as.filter((who) => rule.by.includes(who))
  if (able.length === 0) return 'role'
  if (able.every((who) => who === 'handler') && !isOwn(ticket, actor)) return 'unit'
  return rule.from.includes(ticket.state) ? null : 'state'
}

/** Everything the table allows this actor to do with this ticket now, in the table's order. */
export const allowedActions = (ticket: Standing, actor: Actor): TicketAction[] =>
  (Object.keys(TRANSITIONS) as TicketAction[]).filter((action) => refusalOf(ticket, action, actor) === null)

/** The state an action leads to. */
export const stateAfter = (state: TicketState, action: TicketAction): TicketState => {
  const to = transitionOf(action).to
  return to === 'same' ? state : to
}

/** The sentence that says what is missing, or null when everything the action demands is there. */
export const missingWords = (
  action: TicketAction,
  given: Partial<Record<Demand['field'], string>>,
): string | null => {
  const demand = transitionOf(action).demands
  if (!demand) return null
  return (given[demand.field]?.trim().length ?? 0) < demand.min ? demand.say : null
}
