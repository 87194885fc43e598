import type { CityRules } from '../contracts/city-rules.ts'
import { leafNow, unitNow } from './rules-now.ts'
import { OPEN_STATES } from './states.ts'
import type { Ticket } from './ticket.ts'

/** The units the catalogue advised at opening, each as the unit that works today; who was closed and followed by nobody is left out. */
export const presentCandidates = (rules: CityRules, ticket: Ticket) => {
  const today = ticket.routing.candidates.flatMap((candidate) => {
    const unit = unitNow(rules, candidate.departmentId)
    return unit ? [{ ...candidate, departmentId: unit.id, departmentName: unit.short }] : []
  })
  return today.filter((c, at) => today.findIndex((d) => d.departmentId === c.departmentId) === at)
}

/** Its category, and what replaced it where an open ticket's went out of use: the desk is offered that. */
export const presentCategory = (rules: CityRules, ticket: Ticket) => {
  const leaf = leafNow(rules, ticket.categoryId)
  const isOpen = (OPEN_STATES as readonly string[]).includes(ticket.state)
  const isOther = leaf !== null && isOpen && leaf.id !== ticket.categoryId
  return { categoryId: ticket.categoryId, categoryNow: isOther ? { id: leaf.id, name: leaf.name } : null }
}
