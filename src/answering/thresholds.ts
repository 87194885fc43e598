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
  /** What is none of a government line's business is answered only from an entry that was asked for nearly word for word. */
  offTopic: number
  /** So much surer of a matter the base has nothing on than of the best entry: decline it by name. */
  missing: number
  /** Added to `answer` and `clarify` for messages that want something done rather than explained. */
  raiseFor: Partial<Record<Intent, number>>
  /** Added to `best` for them: the nearest leaflet is no help to somebody who wants a lamp repaired. */
  raiseBestFor: Partial<Record<Intent, number>>
}

/**
 * Read off the run "2026-11-29 five sets" (src/retrieval/calibration.ts, `npm run -s eval -- figures --data DIR`). `best` 0.10, raised by
 * 0.03 for those who want something done: of a city FAQ's 80 unanswerable messages 55 % are declined, of its colloquial questions 2.5 %.
 * `answer` and `option` were chosen on our own 533 gold questions.
 */
export const THRESHOLDS: Thresholds = {
  answer: 0.5,
  clarify: 0.2,
  best: 0.08,
  option: 0.04,
  offTopic: 0.9,
  missing: 0.5,
  raiseFor: { suggestion: 0.1, praise: 0.4 },
  raiseBestFor: { complaint: 0.03, report: 0.03, help: 0.03 },
}
