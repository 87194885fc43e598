import type { ConfidenceSignals } from './estimate-confidence.ts'

/**
 * Parameters of the confidence (a logistic function of the signals), fitted by `npm run -s eval -- calibrate` on the run
 * "2026-11-22 four sets": a city FAQ with 80 unanswerable questions, an app FAQ, service-guide names and policy documents
 * (1,211 queries, development parts only). Expected calibration error of that run: 0.024.
 */
export const CALIBRATION: { bias: number; weights: ConfidenceSignals } = {
  bias: -0.853,
  weights: { score: -0.261, margin: 4.827, coverage: 1.665, wording: 2.911, order: -1.414, length: -1.188 },
}
