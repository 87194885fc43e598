import { AppError } from '../../contracts/errors.ts'
import type { Db } from '../../platform/db/schema.ts'
import { listSteps } from '../../tickets/step-repository.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import { mustBeShort } from '../reply-ticket.ts'
import { actOnRating, type RatingAct, type StaffActor } from './act-on-rating.ts'

/** What the hotline found when it looked into a bad rating: 单位有责, 单位已尽责, 说不清. */
export const FINDINGS = ['unit_fault', 'no_fault', 'unclear'] as const
export type Finding = (typeof FINDINGS)[number]
export const FINDING_LABELS: Record<Finding, string> = {
  unit_fault: '确实没办好，单位有责',
  no_fault: '能办的都办了，单位已尽责',
  unclear: '两边说法不一，说不清',
}

/** Nobody verifies what they answered themselves. @throws AppError forbidden. */
const mustNotBeOwn = async (desk: { db: Db }, ticketId: string, actor: StaffActor): Promise<void> => {
  const steps = await listSteps(desk.db, ticketId)
  if (steps.some((s) => s.action === 'answer_directly' && s.actorId === actor.id))
    throw new AppError('forbidden', '这件是您自己答复的，要由另一位同事核实。')
}

/**
 * The hotline looks into a bad rating (核实): usually by a call to the citizen, always in words. The citizen reads nothing of it;
 * an exclusion needs it. @throws AppError forbidden for who answered it; conflict; and as `moveTicket`.
 */
export const verifyRating = async (
  desk: ActionDesk,
  v: RatingAct & { finding: Finding; text: string },
): Promise<Ticket> => {
  await mustNotBeOwn(desk, v.ticketId, v.actor)
  return actOnRating(desk, v, () => ({
    action: 'verify_rating',
    publicText: '',
    internalNote: `${FINDING_LABELS[v.finding]}。${v.text.trim()}`,
    words: { text: v.text },
    data: { reasonCode: v.finding },
    rating: { finding: v.finding, verified_by: v.actor.id },
  }))
}

/** What could be done was done: the citizen is told why, and the item ends. For tickets that are closed; others are upheld. @throws as above, and too_long. */
export const explainRating = (desk: ActionDesk, e: RatingAct & { publicReply: string }): Promise<Ticket> => {
  const text = mustBeShort(e.publicReply)
  return actOnRating(desk, e, () => ({
    action: 'explain_rating',
    publicText: text,
    words: { publicReply: e.publicReply },
    tell: text,
    ends: 'explained',
  }))
}
