import type { ConfidenceSignals } from './estimate-confidence.ts'

/**
 * Parameters of the confidence (a logistic function of the signals), fitted by `npm run -s eval -- calibrate` on the run
 * "2026-11-22 four sets": a city FAQ with 80 unanswerable questions, an app FAQ, service-guide names and policy documents
 * (1,211 queries, development parts only). Expected calibration error of that run: 0.026.
 */
export const CALIBRATION: { bias: number; weights: ConfidenceSignals } = {
  bias: -1.21,
  weights: { score: 0.139, margin: 4.843, coverage: 1.294, wording: 2.88, order: -1.107, length: -0.608 },
}
