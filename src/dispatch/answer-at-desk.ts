import { sayText } from '../tickets/citizen-texts.ts'
import { pauseClocks } from '../tickets/clocks/pause-clocks.ts'
import { endConference } from '../tickets/conference/conference-repository.ts'
import { sayInstant } from '../tickets/explain-due.ts'
import { enqueueFollowUp } from '../tickets/follow-up-job.ts'
import { carryJoined } from '../tickets/joint/carry-joined.ts'
import { enqueueLesson } from '../tickets/lesson-job.ts'
import { REFERRAL_LABELS, type ReferralReason } from '../tickets/state-labels.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { infoUntil, pausedRow } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicket } from './act-on-ticket.ts'
import { keepCited } from './cite-entries.ts'
import { mustBeShort } from './reply-ticket.ts'

/**
 * The desk asks the citizen for what is missing (待补充). The clock stands still until they answer, at most the city's
 * `infoDays`; they are told what is asked and by when. @throws AppError as `moveTicket`.
 */
export const askInfo = (desk: ActionDesk, a: Act & { text: string }): Promise<Ticket> =>
  actOnTicket(desk, a, (_ticket, at) => {
    const until = infoUntil(desk.rules, at)
    const by = sayInstant(new Date(until), desk.rules.calendar.timezone)
    return {
      action: 'ask_info',
      publicText: a.text.trim(),
      words: { text: a.text },
      data: { until },
      changes: pausedRow(at, until),
      also: (tx, moved, now) => pauseClocks(tx, moved, { reason: '等诉求人补充', at: now }),
      tell: sayText(desk.rules, 'ask-info', { 要补充的: a.text.trim(), 时间: by }),
    }
  })

/**
 * The desk answers what needs no unit (直接答复、即时办结). The citizen reads it in the talk and is asked about it like about
 * any reply. `used`: entries it was written from; those it names teach what they are asked by. @throws AppError too_long, and as `moveTicket`.
 */
export const answerDirectly = async (
  desk: ActionDesk,
  a: Act & { publicReply: string; internalNote?: string; used?: readonly string[] },
): Promise<Ticket> => {
  const text = mustBeShort(a.publicReply)
  return actOnTicket(desk, a, async (_ticket, at, tx) => ({
    action: 'answer_directly',
    publicText: text,
    internalNote: a.internalNote?.trim() ?? '',
    data: { entryIds: await keepCited(tx, text, a.used ?? []) },
    words: { publicReply: a.publicReply },
    changes: { public_reply: text, replied_at: at },
    also: async (tx, moved, now) => {
      await enqueueFollowUp(tx, moved, now)
      await carryJoined(tx, moved, 'answer_directly', desk.rules, now)
      await enqueueLesson(tx, moved, 'answered', now)
    },
    tell: text,
  }))
}

/**
 * The matter belongs to another door (诉求分类处理指引): the reason with its code, and where to go, never a bare refusal.
 * @throws AppError too_long, and as `moveTicket`.
 */
export const referTicket = async (
  desk: ActionDesk,
  r: Act & { reasonCode: ReferralReason; publicReply: string; internalNote?: string; routeId?: string },
): Promise<Ticket> => {
  const text = mustBeShort(r.publicReply)
  return actOnTicket(desk, r, (_ticket, at) => ({
    action: 'refer',
    publicText: text,
    internalNote: `${REFERRAL_LABELS[r.reasonCode]}。${r.internalNote?.trim() ?? ''}`,
    data: { reasonCode: r.reasonCode, ...(r.routeId ? { routeId: r.routeId } : {}) },
    words: { publicReply: r.publicReply },
    changes: { public_reply: text, closed_at: at, outcome_code: r.reasonCode },
    also: async (tx, moved, now) => {
      await endConference(tx, moved.id, { at: now, by: r.actor.name, unitId: null, reason: text })
      await carryJoined(tx, moved, 'refer', desk.rules, now)
    },
    tell: text,
  }))
}
