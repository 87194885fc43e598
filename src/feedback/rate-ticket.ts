import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import { type Actor, Satisfaction, type Solved } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { openBadRating } from '../tickets/bad-rating/open-bad-rating.ts'
import { enqueueLesson } from '../tickets/lesson-job.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { SATISFACTION_LABELS, SOLVED_LABELS } from '../tickets/state-labels.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { deskTerm } from '../tickets/ticket-clocks.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { endFollowUp } from './follow-up-repository.ts'

/** What the citizen said about a ticket. `satisfied` is 1 (非常不满意) to 5 (非常满意), asked after `solved`. */
export type Rating = {
  ticketId: string
  solved: Solved
  satisfied?: number
  reason?: string
  actor: Actor
  /** The agent who writes down what the citizen said on the telephone. */
  recordedBy?: string
}

/** The ticket after the rating, and the question that is still open. */
export type Rated = { ticket: Ticket; asks: 'satisfied' | null }

/** A dispute is read by the hotline before the ticket is over: its words hold no grade. */
const sayRating = (rating: Rating): string => {
  const isOpen = rating.solved === 'unsolved'
  const grade = isOpen ? undefined : SATISFACTION_LABELS.find((g) => g.grade === rating.satisfied)
  const words = [SOLVED_LABELS[rating.solved], ...(grade ? [grade.label] : [])].join('，')
  const reason = rating.reason?.trim()
  return `${rating.recordedBy ? '您在电话里的评价，由回访员记下' : '您的评价'}：${words}${reason ? `。${reason}` : ''}`
}

const storedGrade = (rating: Rating): { satisfied?: number } =>
  rating.satisfied === undefined ? {} : { satisfied: rating.satisfied }

const facts = (rating: Rating) => ({
  solved: rating.solved,
  ...(rating.satisfied === undefined ? {} : { satisfied: rating.satisfied }),
  ...(rating.recordedBy === undefined ? {} : { recordedBy: rating.recordedBy }),
})

const closeRated = (tx: Db, ticket: Ticket, rating: Rating, at: string): Promise<Ticket> =>
  moveTicket(tx, {
    ticketId: ticket.id,
    action: 'rate',
    actor: rating.actor,
    publicText: sayRating(rating),
    data: facts(rating),
    changes: { solved: rating.solved, ...storedGrade(rating), closed_at: ticket.closedAt ?? at },
    at,
  })

/**
 * Unsolved is never a rework by itself: it goes to the hotline with the citizen's words, which looks whose fault it is
 * and decides within its own term.
 */
const object = async (
  tx: Db,
  rules: CityRules,
  ticket: Ticket,
  rating: Rating,
  at: string,
): Promise<Ticket> =>
  moveTicket(tx, {
    ticketId: ticket.id,
    action: 'dispute',
    actor: rating.actor,
    publicText: `${sayRating(rating)}。热线正在核实，核实后告诉您怎么办。`,
    data: facts(rating),
    words: { reason: rating.reason ?? '' },
    changes: { solved: rating.solved, ...storedGrade(rating), ...(await deskTerm(tx, rules, at)) },
    at,
  })

const isSame = (ticket: Ticket, rating: Rating): boolean =>
  ticket.state === 'closed' &&
  ticket.solved === rating.solved &&
  (rating.satisfied === undefined || ticket.satisfied === rating.satisfied)

/**
 * Records what the citizen says about a ticket, inside the caller's transaction: solved or partly solved closes it,
 * unsolved with a reason goes to the hotline, which verifies it (待核实), even after it was closed. Solved may be said first and
 * satisfaction later; the same rating again changes nothing, another grade after the full rating is refused. Staff
 * can never rate. Hold the talk's row (`saveContext`) before calling this inside a turn of a talk.
 * @throws AppError invalid_request for a grade outside 1–5 or unsolved without reason; conflict when already rated
 * or not yet answered; forbidden for anybody but the citizen; not_found.
 */
export const recordRatingIn = async (
  tx: Db,
  desk: { clock: Clock; rules: CityRules },
  rating: Rating,
): Promise<Rated> => {
  if (rating.satisfied !== undefined && !Satisfaction.safeParse(rating.satisfied).success) {
    throw new AppError('invalid_request', '满意度请在五档里选一档。')
  }
  const ticket = await findTicket(tx, rating.ticketId)
  if (!ticket) throw new AppError('not_found', '没有找到这件工单。')
  if (rating.actor.kind !== 'citizen') throw new AppError('forbidden', '评价只能由诉求人自己做。')
  const asks = (rated: Ticket) => (rated.satisfied === null ? ('satisfied' as const) : null)
  if (isSame(ticket, rating)) return { ticket, asks: asks(ticket) }
  const at = isoNow(desk.clock)
  if (rating.solved === 'unsolved') {
    // Satisfaction is asked when the matter is answered again, not in the middle of it.
    const disputed = await object(tx, desk.rules, ticket, rating, at)
    await openBadRating(tx, desk.rules, disputed, at)
    await enqueueLesson(tx, disputed, 'unsolved', at)
    await endFollowUp(tx, ticket.id, 'unsolved', at)
    return { ticket: disputed, asks: asks(disputed) }
  }
  if (ticket.state === 'closed' && ticket.solved !== null && ticket.satisfied !== null) {
    throw new AppError('conflict', '这件工单您已经评价过。如果问题又出现了，请说“没解决”和原因，我们去核实。')
  }
  const closed = await closeRated(tx, ticket, rating, at)
  await openBadRating(tx, desk.rules, closed, at)
  if (rating.solved === 'solved') await enqueueLesson(tx, closed, 'solved', at)
  await endFollowUp(tx, ticket.id, 'rated', at, 'reply')
  return { ticket: closed, asks: asks(closed) }
}

/**
 * How satisfied somebody is who said that it is unsolved: asked apart and after it, while the hotline verifies. Once the matter is
 * being done again there is nothing to grade yet. @returns whether it was kept. @throws AppError as `recordRatingIn`.
 */
export const recordGradeIn = async (
  tx: Db,
  desk: { clock: Clock; rules: CityRules },
  grade: { ticketId: string; satisfied: number; actor: Actor },
): Promise<boolean> => {
  if (!Satisfaction.safeParse(grade.satisfied).success) {
    throw new AppError('invalid_request', '满意度请在五档里选一档。')
  }
  const ticket = await findTicket(tx, grade.ticketId)
  if (ticket?.state !== 'verify' || ticket.satisfied !== null) return false
  const at = isoNow(desk.clock)
  const graded = await moveTicket(tx, {
    ticketId: ticket.id,
    action: 'grade',
    actor: grade.actor,
    publicText: '',
    data: { satisfied: grade.satisfied },
    changes: { satisfied: grade.satisfied },
    at,
  })
  await openBadRating(tx, desk.rules, graded, at)
  return true
}

/** `recordRatingIn` in a transaction of its own. */
export const recordRating = (
  desk: { db: Database; clock: Clock; rules: CityRules },
  rating: Rating,
): Promise<Rated> => desk.db.transaction().execute((tx) => recordRatingIn(tx, desk, rating))
