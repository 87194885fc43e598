import type { Actor, TicketState } from '../contracts/ticket.ts'
import type { Ticket, TicketStep } from './ticket.ts'

const OVER: readonly TicketState[] = ['closed', 'archived', 'terminated', 'referred']
const RATING_STEPS: readonly string[] = ['rate', 'dispute', 'grade']
/** What the hotline writes about a bad rating says what it was. */
const ABOUT_RATING: readonly string[] = [
  'verify_rating',
  'explain_rating',
  'appeal_rating',
  'propose_exclusion',
  'approve_exclusion',
  'refuse_exclusion',
]
const HOTLINE: readonly string[] = ['agent', 'dispatcher', 'supervisor', 'admin']

/** Whether a rating may be shown at all: once the ticket is over. Before that it is the citizen's and the system's alone. */
export const isRatingShown = (ticket: Pick<Ticket, 'state'>): boolean => OVER.includes(ticket.state)

/** Somebody of a unit and of nothing else: who was rated. */
export const isOfUnitOnly = (viewer: Actor): boolean =>
  viewer.kind === 'staff' && !viewer.roles.some((role) => HOTLINE.includes(role))

/**
 * The steps a viewer may read. While a ticket is open its unit reads nothing of a rating, neither of this round nor of one before
 * a rework; the hotline reads the words it has to verify, which hold no grade.
 */
export const stepsFor = (
  ticket: Pick<Ticket, 'state'>,
  viewer: Actor,
  steps: readonly TicketStep[],
): TicketStep[] =>
  isRatingShown(ticket) || !isOfUnitOnly(viewer)
    ? [...steps]
    : steps.filter(({ action }) => !RATING_STEPS.includes(action) && !ABOUT_RATING.includes(action))

/**
 * Whether showing the person too would say who rated how: a unit sees, of a ticket that is over and rated, the rating and no longer
 * whose it is. The hotline, which is not the one that was rated, sees both.
 */
export const hidesRater = (ticket: Pick<Ticket, 'state' | 'solved' | 'satisfied'>, viewer: Actor): boolean =>
  isOfUnitOnly(viewer) && isRatingShown(ticket) && (ticket.solved !== null || ticket.satisfied !== null)
