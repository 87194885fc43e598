import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Actor, TicketAction } from '../../contracts/ticket.ts'
import type { Act } from '../../dispatch/act-on-ticket.ts'
import { wishOf } from '../../feedback/choose-contact.ts'
import { findChoice } from '../../feedback/contact-repository.ts'
import { findOpenFollowUp } from '../../feedback/follow-up-repository.ts'
import { presentAsking } from '../../feedback/present-asking.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoAfter, isoNow } from '../../platform/clock.ts'
import { isAllowed } from '../../staff/policy.ts'
import { listBadRatingsOf } from '../../tickets/bad-rating/bad-rating-repository.ts'
import { listAlertsOf } from '../../tickets/clocks/alert-repository.ts'
import { listClocks } from '../../tickets/clocks/clock-repository.ts'
import { presentClocks } from '../../tickets/clocks/present-clocks.ts'
import { findConference } from '../../tickets/conference/conference-repository.ts'
import { listFilesOf, listFilesOfJoined } from '../../tickets/files/file-repository.ts'
import type { TicketFile } from '../../tickets/files/ticket-file.ts'
import { listJoined } from '../../tickets/joint/joint-repository.ts'
import { maySeeTicket } from '../../tickets/may-see-ticket.ts'
import { listParts } from '../../tickets/part-repository.ts'
import { presentDetail, presentRow } from '../../tickets/present-ticket.ts'
import { hasSeenSince, noteAccess } from '../../tickets/protection/access-repository.ts'
import { standingOf } from '../../tickets/protection/unmask-contact.ts'
import { listGrantedOf } from '../../tickets/protection/unmask-repository.ts'
import { isOfUnitOnly, isRatingShown } from '../../tickets/rating-privacy.ts'
import { listSteps } from '../../tickets/step-repository.ts'
import type { Ticket, TicketStep } from '../../tickets/ticket.ts'
import { findTicket, findTicketByNumber } from '../../tickets/ticket-repository.ts'
import { stripIdentity } from '../../understanding/strip-identity.ts'
import { isActionOf } from './action-rights.ts'
import { presentBadRating } from './present-rating.ts'

export const actorOf = (member: StaffMember): Extract<Actor, { kind: 'staff' }> => ({
  kind: 'staff',
  id: member.id,
  name: member.name,
  roles: member.roles,
  departmentId: member.departmentId,
})

/** A page that refreshes itself while somebody reads it is one look. */
const ONE_LOOK_MS = 60_000

/** Writes down that somebody saw a ticket, or tried to. Before anything is shown: what is not logged is not seen. */
export const noteView = async (
  desk: Pick<Desk, 'db' | 'clock'>,
  member: StaffMember,
  ticketId: string,
  kind: 'view' | 'refused',
  shown: 'masked' | 'whole' | '',
  what: 'page' | 'file' = 'page',
): Promise<void> => {
  const at = isoNow(desk.clock)
  if (kind === 'view' && what === 'page') {
    const since = isoAfter(desk.clock, -ONE_LOOK_MS)
    if (await hasSeenSince(desk.db, { ticketId, staffId: member.id, shown, since })) return
  }
  await desk.db
    .transaction()
    .execute((tx) => noteAccess(tx, actorOf(member), { at, kind, ticketId, what, shown }))
}

/** A ticket the person may see. @throws AppError not_found: one they may not see does not exist for them. */
export const findFor = async (desk: Desk, member: StaffMember, number: string): Promise<Ticket> => {
  const ticket = await findTicketByNumber(desk.db, number)
  if (!ticket) throw new AppError('not_found', '没有找到这件工单。')
  if (!maySeeTicket(ticket, actorOf(member))) {
    await noteView(desk, member, ticket.id, 'refused', '')
    throw new AppError('not_found', '没有找到这件工单。')
  }
  return ticket
}

/** What takes the person behind a ticket out of a text. */
export const hiderOf =
  (ticket: Pick<Ticket, 'contactName' | 'contactPhone'>) =>
  (text: string): string =>
    stripIdentity(text, { name: ticket.contactName, phone: ticket.contactPhone })

/**
 * For the words of a step. What the citizen and the desk wrote, and whoever was once allowed to look, is rid of name and phone; what others
 * wrote, and what the reader wrote themselves, of what looks like an identity: a guess written down and read back tells nothing.
 */
const stepHider =
  (ticket: Ticket, readerId: string, granted: ReadonlySet<string>) =>
  (step: TicketStep, text: string): string => {
    const isOfStranger =
      step.data.unitId !== null && (ticket.confidential || step.data.unitId !== ticket.leadDepartmentId)
    const isGuess = step.actorKind === 'staff' && (isOfStranger || step.actorId === readerId)
    return isGuess && !granted.has(step.actorId) ? stripIdentity(text) : hiderOf(ticket)(text)
  }

/** One row of a list, as this person may see it. */
export const rowFor = (desk: Pick<Desk, 'rules' | 'clock'>, member: StaffMember, ticket: Ticket) =>
  presentRow(desk.rules, ticket, actorOf(member), desk.clock.now(), hiderOf(ticket))

/** A row behind a figure: counted, exported and passed on, it names nobody, whoever looks. */
export const figureRowFor = (desk: Pick<Desk, 'rules' | 'clock'>, member: StaffMember, ticket: Ticket) => {
  const row = rowFor(desk, member, ticket)
  return { ...row, title: hiderOf(ticket)(row.title) }
}

/** Its own files, and what the citizens joined to it sent. */
export const filesFor = async (desk: Pick<Desk, 'db'>, ticket: Ticket): Promise<TicketFile[]> => {
  const own = await listFilesOf(desk.db, ticket.id)
  return ticket.joinedCount > 0 ? [...own, ...(await listFilesOfJoined(desk.db, ticket.id))] : own
}

/** Bad ratings of a ticket; its unit learns of them once the ticket is over. */
const badRatingsFor = async (desk: Desk, member: StaffMember, ticket: Ticket) => {
  const viewer = actorOf(member)
  if (isOfUnitOnly(viewer) && !isRatingShown(ticket)) return []
  const rows = await listBadRatingsOf(desk.db, ticket.id)
  return rows.map((row) => presentBadRating(desk.rules, row, viewer))
}

/** The whole ticket as this person sees it now. */
export const detailFor = async (desk: Desk, member: StaffMember, ticket: Ticket) => {
  const clocks = presentClocks(await listClocks(desk.db, ticket.id), await listAlertsOf(desk.db, ticket.id))
  const [steps, parts] = [await listSteps(desk.db, ticket.id), await listParts(desk.db, ticket.id)]
  const unmask = await standingOf(desk.db, ticket.id, member.id, isoNow(desk.clock))
  const joint = {
    master: ticket.masterId === null ? null : await findTicket(desk.db, ticket.masterId),
    joined: ticket.joinedCount > 0 ? await listJoined(desk.db, ticket.id) : [],
  }
  const detail = presentDetail(desk.rules, ticket, steps, actorOf(member), desk.clock.now(), clocks, parts, {
    isGranted: unmask?.isOpen ?? false,
    hide: hiderOf(ticket),
    hideForm: stripIdentity,
    hideStep: stepHider(ticket, member.id, await listGrantedOf(desk.db, ticket.id)),
    joint,
    files: await filesFor(desk, ticket),
    conference: await findConference(desk.db, ticket.id),
  })
  const choice = await findChoice(desk.db, ticket.citizenId)
  const asking = presentAsking(desk.rules, await findOpenFollowUp(desk.db, ticket.id), wishOf(choice))
  const badRatings = await badRatingsFor(desk, member, ticket)
  await noteView(desk, member, ticket.id, 'view', detail.ticket.contactMasked ? 'masked' : 'whole')
  const isOpenTo = (action: TicketAction): boolean =>
    isActionOf(action, (right) => isAllowed(desk.rules, member, right))
  const actions = detail.actions.filter(isOpenTo)
  const blocked = detail.blocked.filter(({ action }) => isOpenTo(action))
  return { ...detail, actions, blocked, unmask, asking, badRatings }
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
