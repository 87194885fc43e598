import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Actor } from '../../contracts/ticket.ts'
import type { Act } from '../../dispatch/act-on-ticket.ts'
import type { Desk } from '../../intake/desk.ts'
import { listAlertsOf } from '../../tickets/clocks/alert-repository.ts'
import { listClocks } from '../../tickets/clocks/clock-repository.ts'
import { presentClocks } from '../../tickets/clocks/present-clocks.ts'
import { listParts } from '../../tickets/part-repository.ts'
import { maySeeTicket, presentDetail } from '../../tickets/present-ticket.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { findTicketByNumber, listSteps } from '../../tickets/ticket-repository.ts'

export const actorOf = (member: StaffMember): Actor => ({
  kind: 'staff',
  id: member.id,
  name: member.name,
  roles: member.roles,
  departmentId: member.departmentId,
})

/** A ticket the person may see. @throws AppError not_found: one they may not see does not exist for them. */
export const findFor = async (desk: Desk, member: StaffMember, number: string): Promise<Ticket> => {
  const ticket = await findTicketByNumber(desk.db, number)
  if (!ticket || !maySeeTicket(ticket, actorOf(member))) throw new AppError('not_found', '没有找到这件工单。')
  return ticket
}

/** The whole ticket as this person sees it now. */
export const detailFor = async (desk: Desk, member: StaffMember, ticket: Ticket) => {
  const clocks = presentClocks(await listClocks(desk.db, ticket.id), await listAlertsOf(desk.db, ticket.id))
  const [steps, parts] = [await listSteps(desk.db, ticket.id), await listParts(desk.db, ticket.id)]
  return presentDetail(desk.rules, ticket, steps, actorOf(member), desk.clock.now(), clocks, parts)
}

/** Carries out one action of a person on the ticket they may see, and shows it as it is then. */
export const actFor = async (
  desk: Desk,
  member: StaffMember,
  number: string,
  run: (act: Pick<Act, 'ticketId' | 'actor'>) => Promise<Ticket>,
) => {
  const { id } = await findFor(desk, member, number)
  return detailFor(desk, member, await run({ ticketId: id, actor: actorOf(member) }))
}
