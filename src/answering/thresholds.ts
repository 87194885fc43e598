import type { Intent } from '../contracts/meaning.ts'

/** From which confidence on the front desk answers, asks back or declines. */
export type Thresholds = {
  /** At least this sure: answer. */
  answer: number
  /** At least this sure of one of the options together: ask which one is meant. */
  clarify: number
  /** An option less likely than this is not offered. */
  option: number
  /** Added to `answer` and `clarify` for messages that want something done rather than explained. */
  raiseFor: Partial<Record<Intent, number>>
}

/**
 * Chosen on our own 533 gold questions with the confidence of src/retrieval/calibration.ts (run "2026-11-22 five sets"). Five-fold choice,
 * where a wrong answer costs more than a right one gains, gave 0.55–0.65, 0.35–0.4 and 0.03; on the folds left out 7 % of the unanswerable
 * were answered and 95 % of the answers right. We answer and ask back a step earlier, because a colloquial question on the city FAQ
 * that is declined is mostly one we could have helped with.
 */
export const THRESHOLDS: Thresholds = {
  answer: 0.5,
  clarify: 0.3,
  option: 0.04,
  raiseFor: { suggestion: 0.1, praise: 0.4 },
}
