import type { CityRules } from '../../contracts/city-rules.ts'
import type { Actor } from '../../contracts/ticket.ts'
import { FINDING_LABELS } from '../../dispatch/rating/verify-rating.ts'
import type { BadRating } from '../../tickets/bad-rating/bad-rating-repository.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { isOfUnitOnly } from '../../tickets/rating-privacy.ts'
import { SATISFACTION_LABELS, SOLVED_LABELS } from '../../tickets/state-labels.ts'
import { stripIdentity } from '../../understanding/strip-identity.ts'

const OUTCOMES: Record<string, string> = {
  explained: '已说明',
  reworked: '已重办',
  reassigned: '已换单位重办',
  excluded: '已剔除',
  reopened: '已重新办理',
}
const CLAIMS: Record<BadRating['claim_state'], string> = {
  '': '',
  asked: '等督办员决定',
  approved: '同意剔除',
  refused: '没有同意剔除',
}

/** "没解决 · 不满意". */
export const sayRating = (rating: Pick<BadRating, 'solved' | 'satisfied'>): string => {
  const solved = SOLVED_LABELS[rating.solved as keyof typeof SOLVED_LABELS]
  const grade = SATISFACTION_LABELS.find((g) => g.grade === rating.satisfied)?.label
  return [solved, grade].filter(Boolean).join(' · ')
}

/** One bad rating as its handlers read it: what was said, what was found, who asks to leave it out and why. Names nobody who rated. */
export const presentBadRating = (rules: CityRules, row: BadRating, viewer: Actor) => {
  const { exclusions } = rules.city.followUp
  /** What the hotline wrote down from the citizen goes to the unit without who it was. */
  const hide = isOfUnitOnly(viewer) ? stripIdentity : (text: string): string => text
  return {
    said: sayRating(row),
    unitName: row.unit_id === null ? '热线直接答复' : nameDepartment(rules, row.unit_id),
    openedAt: row.opened_at,
    dueAt: row.due_at,
    staffName: row.staff_name,
    finding: FINDING_LABELS[row.finding as keyof typeof FINDING_LABELS] ?? '',
    claim:
      row.claim_state === ''
        ? null
        : {
            state: row.claim_state,
            stateLabel: CLAIMS[row.claim_state],
            kindLabel: row.claim_kind === 'appeal' ? '单位申诉' : '热线提出剔除',
            reason: exclusions.find((one) => one.code === row.claim_code)?.label ?? row.claim_code,
            evidence: hide(row.claim_evidence),
            name: row.claim_name ?? '',
            at: row.claim_at,
            isOwn: viewer.kind === 'staff' && row.claim_by === viewer.id,
            decidedName: row.decided_name,
            note: hide(row.decision_note),
          },
    isOpen: row.closed_at === null,
    outcome: OUTCOMES[row.outcome] ?? row.outcome,
    closedAt: row.closed_at,
  }
}
