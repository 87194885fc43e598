import type { Intent } from '../contracts/meaning.ts'

/** From which confidence on the front desk answers, asks back or declines. */
export type Thresholds = {
  /** At least this sure: answer. */
  answer: number
  /** At least this sure of one of the options together: ask which one is meant. */
  clarify: number
  /** The best option must be this likely by itself: four unlikely ones do not make a question. */
  best: number
  /** An option less likely than this is not offered. */
  option: number
  /** Added to `answer` and `clarify` for messages that want something done rather than explained. */
  raiseFor: Partial<Record<Intent, number>>
}

/**
 * `answer` and `option` were chosen on our own 533 gold questions with the confidence of src/retrieval/calibration.ts (run "2026-11-22
 * five sets"); a five-fold choice that punishes wrong answers hard stayed between 0.55 and 0.65, and we answer a step earlier. `best` and
 * `clarify` were read off the same run together with the city FAQ and its 80 unanswerable questions: of those 63 % are declined, of its
 * colloquial questions 13 %.
 */
export const THRESHOLDS: Thresholds = {
  answer: 0.5,
  clarify: 0.2,
  best: 0.12,
  option: 0.04,
  raiseFor: { suggestion: 0.1, praise: 0.4 },
}
