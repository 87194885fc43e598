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

/** Chosen on the eval run named in src/retrieval/calibration.ts. */
export const THRESHOLDS: Thresholds = {
  answer: 0.5,
  clarify: 0.55,
  option: 0.08,
  raiseFor: { help: 0.1, complaint: 0.1, report: 0.1, suggestion: 0.1, praise: 0.4 },
}
