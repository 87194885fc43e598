import { AppError } from '../../contracts/errors.ts'
import type { BadRating } from '../../tickets/bad-rating/bad-rating-repository.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import { actOnRating, nowOf, type RatingAct } from './act-on-rating.ts'

const EVIDENCE_MIN = 10

type Claim = RatingAct & { code: string; evidence: string }

const labelOf = (desk: ActionDesk, code: string): string => {
  const known = desk.rules.city.followUp.exclusions.find((one) => one.code === code)
  if (!known) throw new AppError('invalid_request', '没有这个剔除原因，请从列表里选。')
  return known.label
}

const mustBeClaimable = (open: BadRating): void => {
  if (open.claim_state === 'asked')
    throw new AppError('conflict', `${open.claim_name ?? '有人'}已经申请剔除，等督办员决定。`)
  if (open.claim_state === 'approved') throw new AppError('conflict', '这条差评已经同意剔除。')
}

const claim = (desk: ActionDesk, c: Claim, kind: 'appeal' | 'proposal'): Plan => {
  const label = labelOf(desk, c.code)
  if (c.evidence.trim().length < EVIDENCE_MIN)
    throw new AppError(
      'invalid_request',
      `请写明证据，至少 ${EVIDENCE_MIN} 个字：什么时间、什么记录、谁说的。`,
    )
  return {
    publicText: '',
    internalNote: `${label}。证据：${c.evidence.trim()}`,
    words: { reason: c.evidence },
    data: { reasonCode: c.code },
    rating: {
      claim_state: 'asked',
      claim_kind: kind,
      claim_code: c.code,
      claim_evidence: c.evidence.trim(),
      claim_by: c.actor.id,
      claim_name: c.actor.name,
      claim_at: nowOf(desk),
      decided_by: null,
      decided_name: null,
      decided_at: null,
      decision_note: '',
    },
  }
}
type Plan = {
  publicText: string
  internalNote: string
  words: { reason: string }
  data: { reasonCode: string }
  rating: Partial<BadRating>
}

/**
 * The unit appeals (申诉) against a bad rating of its handling, once, with reason code and evidence, within the term of the item.
 * @throws AppError conflict when the term is over, it has appealed before, or another claim waits; invalid_request without
 * evidence; and as `moveTicket`.
 */
export const appealRating = (desk: ActionDesk, a: Claim): Promise<Ticket> =>
  actOnRating(desk, a, (open) => {
    mustBeClaimable(open)
    if (open.claim_kind === 'appeal') throw new AppError('conflict', '已经申诉过一次，督办员没有同意。')
    if (nowOf(desk) > open.due_at)
      throw new AppError('conflict', '申诉要在差评处理期限内提出，现在已经过了。')
    return { action: 'appeal_rating', ...claim(desk, a, 'appeal') }
  })

/** The hotline proposes to leave a bad rating out of the rates (剔除). @throws as `appealRating`. */
export const proposeExclusion = (desk: ActionDesk, p: Claim): Promise<Ticket> =>
  actOnRating(desk, p, (open) => {
    mustBeClaimable(open)
    return { action: 'propose_exclusion', ...claim(desk, p, 'proposal') }
  })

/**
 * A supervisor who is not the one that asked decides. Only what was verified is excluded; a refusal says why. Agreed to, the rating
 * counts in no rate, visibly and with its reason; what the citizen said stays as it is.
 * @throws AppError forbidden for one's own claim; conflict when none waits or nothing was verified; invalid_request for a
 * refusal without words; and as `moveTicket`.
 */
export const decideExclusion = (
  desk: ActionDesk,
  d: RatingAct & { approve: boolean; note: string },
): Promise<Ticket> =>
  actOnRating(desk, d, (open, ticket) => {
    if (open.claim_state !== 'asked') throw new AppError('conflict', '没有等待决定的剔除申请。')
    if (open.claim_by === d.actor.id) throw new AppError('forbidden', '自己提出的剔除要由另一个人决定。')
    if (open.verified_by === d.actor.id)
      throw new AppError('forbidden', '这条差评是您核实的，剔除要由另一个人决定。')
    if (d.approve && open.finding === '')
      throw new AppError('conflict', '热线还没有核实这条差评。先核实，再决定是否剔除。')
    const label = labelOf(desk, open.claim_code)
    const note = d.note.trim()
    return {
      action: d.approve ? 'approve_exclusion' : 'refuse_exclusion',
      publicText: '',
      internalNote: `${label}（${open.claim_name ?? ''}提出）。${note}`,
      words: { reason: d.note },
      data: { reasonCode: open.claim_code },
      rating: {
        claim_state: d.approve ? 'approved' : 'refused',
        decided_by: d.actor.id,
        decided_name: d.actor.name,
        decided_at: nowOf(desk),
        decision_note: note,
      },
      // An open dispute still has to be explained to the citizen; what is closed is over with this.
      ...(d.approve && ticket.state !== 'verify' ? { ends: 'excluded' } : {}),
    }
  })
