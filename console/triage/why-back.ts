import type { TicketStep } from '../api/types.ts'

/** A return that the desk approved: who gave the ticket back, why, whom they named, what the desk wrote to it. */
export type ApprovedReturn = {
  seq: number
  unit: string
  reason: string
  proposed: string | null
  note: string
}

/** The citizen said that the reply did not solve it. */
export type SentBack = { seq: number; reason: string }

const OBJECTION_FRAME = /^您的评价[：:]\s*(没解决[。,，]?)?|。?(已退回热线重办|热线正在核实)[\s\S]*$/g

/** Every approved return, the newest first. A request that was refused is none. `steps` come newest first. */
export const approvedReturns = (steps: readonly TicketStep[]): ApprovedReturn[] =>
  steps.flatMap((step, at) => {
    if (step.action !== 'approve_return') return []
    const request = steps.slice(at).find((earlier) => earlier.action === 'request_return')
    if (!request) return []
    return {
      seq: step.seq,
      unit: request.unit ?? request.by,
      reason: request.internalNote || request.publicText,
      proposed: request.proposedDepartment,
      note: step.internalNote,
    }
  })

/** The last time the citizen sent it back, in their own words without the sentence around them; null if never. */
export const lastSentBack = (steps: readonly TicketStep[]): SentBack | null => {
  const step = steps.find((s) => s.action === 'dispute')
  return step ? { seq: step.seq, reason: step.publicText.replace(OBJECTION_FRAME, '') } : null
}

/**
 * The candidates with those last that gave this ticket back already, each group in its order. Units are known by
 * their short name, the only one a step carries.
 */
export const freshFirst = <C extends { departmentName: string }>(
  candidates: readonly C[],
  steps: readonly TicketStep[],
): (C & { gaveBack: boolean })[] => {
  const units = new Set(approvedReturns(steps).map((r) => r.unit))
  return candidates
    .map((c) => ({ ...c, gaveBack: units.has(c.departmentName) }))
    .sort((a, b) => Number(a.gaveBack) - Number(b.gaveBack))
}
