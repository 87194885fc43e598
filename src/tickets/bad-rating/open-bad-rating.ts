import type { CityRules } from '../../contracts/city-rules.ts'
import type { Db } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import type { Ticket } from '../ticket.ts'
import { badRatingDue } from '../ticket-clocks.ts'
import { changeBadRating, findOpenBadRating, insertBadRating } from './bad-rating-repository.ts'

/** 不满意 and 非常不满意 (国办发〔2019〕51号: the last two of five grades). */
export const BAD_GRADE = 2

/** Whether a rating is a bad one (差评): unsolved, or one of the last two grades. */
export const isBadRating = (rating: { solved: string | null; satisfied: number | null }): boolean =>
  rating.solved === 'unsolved' || (rating.satisfied !== null && rating.satisfied <= BAD_GRADE)

/**
 * Makes a bad rating work for the hotline, with a due time, in the transaction of the rating; said on, the same item holds the
 * last word. A rating that is not bad makes nothing.
 */
export const openBadRating = async (tx: Db, rules: CityRules, ticket: Ticket, at: string): Promise<void> => {
  const { solved, satisfied } = ticket
  if (!isBadRating({ solved, satisfied })) return
  const open = await findOpenBadRating(tx, ticket.id)
  if (open) {
    await changeBadRating(tx, open.id, { solved, satisfied }, open)
    return
  }
  await insertBadRating(tx, {
    id: newId(),
    ticket_id: ticket.id,
    unit_id: ticket.leadDepartmentId,
    solved,
    satisfied,
    opened_at: at,
    due_at: await badRatingDue(tx, rules, at),
    staff_id: null,
    staff_name: null,
    finding: '',
    verified_by: null,
    claim_state: '',
    claim_kind: '',
    claim_code: '',
    claim_evidence: '',
    claim_by: null,
    claim_name: null,
    claim_at: null,
    decided_by: null,
    decided_name: null,
    decided_at: null,
    decision_note: '',
    outcome: '',
    closed_at: null,
  })
}
