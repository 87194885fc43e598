import type { Actor, TicketAction, TicketState } from '../contracts/ticket.ts'
import { type Demand, TRANSITIONS, transitionOf } from './transitions.ts'

/** What an actor's right depends on beside their roles. */
type Standing = {
  state: TicketState
  leadDepartmentId: string | null
  coDepartmentIds?: readonly string[]
  invitedUnitIds?: readonly string[]
}

/** `role`: nobody of this kind may ever. `unit`: only the lead department may. `state`: not now. */
export type Refusal = 'role' | 'unit' | 'state'

const isOwn = (ticket: Standing, actor: Actor, whose: 'lead' | 'any' | 'invited'): boolean => {
  if (actor.kind !== 'staff' || actor.departmentId === null) return false
  if (whose === 'invited') return (ticket.invitedUnitIds ?? []).includes(actor.departmentId)
  if (actor.departmentId === ticket.leadDepartmentId) return true
  return whose === 'any' && (ticket.coDepartmentIds ?? []).includes(actor.departmentId)
}
const OF_A_UNIT: readonly string[] = ['handler', 'signer']

/** Why the table refuses this action now, or null when it allows it. */
export const refusalOf = (ticket: Standing, action: TicketAction, actor: Actor): Refusal | null => {
  const rule = transitionOf(action)
  const as = actor.kind === 'staff' ? rule.by.filter((who) => actor.roles.includes(who)) : [actor.kind]
  const able = as.filter((who) => rule.by.includes(who))
  if (able.length === 0) return 'role'
  const own = isOwn(ticket, actor, rule.unit ?? 'lead')
  if (able.every((who) => OF_A_UNIT.includes(who)) && !own) return 'unit'
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
