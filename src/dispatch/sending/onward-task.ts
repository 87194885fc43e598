import type { CityRules } from '../../contracts/city-rules.ts'
import { nameCategory } from '../../tickets/name-department.ts'
import { TYPE_LABELS } from '../../tickets/state-labels.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { findLeftover, stripIdentity } from '../../understanding/strip-identity.ts'

const HELD_BACK = '（这一项里有不便外发的信息，请登录工作台查看）'

/**
 * What of a ticket leaves the house: the task, without whoever told it (PIPL 6: no more than needed). Nobody is there to mend
 * a text that still looks like an identity: it is held back, and the console has it.
 */
export const onwardTask = (rules: CityRules, ticket: Ticket) => {
  const clean = (text: string): string => {
    const stripped = stripIdentity(text, { name: ticket.contactName, phone: ticket.contactPhone })
    return findLeftover(stripped) === null ? stripped : HELD_BACK
  }
  return {
    number: ticket.number,
    title: clean(ticket.title),
    type: TYPE_LABELS[ticket.type],
    category: nameCategory(rules, ticket.categoryId),
    matter: clean(ticket.matter),
    wish: clean(ticket.wish),
    place: clean(ticket.placeText),
    urgency: ticket.urgency,
    signDueAt: ticket.signDueAt,
    dueAt: ticket.dueAt,
    dueText: ticket.dueText,
  }
}
export type OnwardTask = ReturnType<typeof onwardTask>
