import type { Actor } from '../contracts/ticket.ts'
import type { Ticket } from './ticket.ts'

/** The hotline looks at every unit's tickets; whoever is of a unit alone at that unit's. What a list or a search is narrowed by. */
export const seesEveryUnit = (roles: readonly string[]): boolean =>
  roles.some((role) => ['agent', 'dispatcher', 'supervisor', 'admin'].includes(role))

/**
 * Whether a member of staff may open this ticket at all: the desk, supervisors and administrators any; a handler
 * or signer those their department leads, helps with, or is called to confer on while that lasts.
 */
export const maySeeTicket = (ticket: Ticket, viewer: Actor): boolean => {
  if (viewer.kind !== 'staff') return false
  if (seesEveryUnit(viewer.roles)) return true
  const isOfUnit = viewer.roles.some((r) => r === 'handler' || r === 'signer')
  if (!isOfUnit || viewer.departmentId === null) return false
  if (ticket.state === 'conferring' && ticket.invitedUnitIds.includes(viewer.departmentId)) return true
  return (
    viewer.departmentId === ticket.leadDepartmentId || ticket.coDepartmentIds.includes(viewer.departmentId)
  )
}
