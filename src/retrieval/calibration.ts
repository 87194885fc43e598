import type { ConfidenceSignals } from './estimate-confidence.ts'

/**
 * Parameters of the confidence (a logistic function of the signals), fitted by `npm run -s eval -- calibrate` on the run
 * "2026-11-22 five sets": a city FAQ with 80 unanswerable questions, an app FAQ, service-guide names, policy documents (1,211 queries,
 * development parts only) and one similar question left out of each of our own entries (389), every answerable one asked once more with its
 * right entries taken out of the index. Expected calibration error on folds not seen: 0.018.
 */
export const CALIBRATION: { bias: number; weights: ConfidenceSignals } = {
  bias: -4.026,
  weights: {
    score: 3.496,
    leadByWordings: 6.566,
    leadByMatched: 5.108,
    behind: -2.635,
    length: 1.535,
    inWordings: 0,
    inEntry: 0.71,
    rarest: 0.145,
    unknown: 0,
    matched: 0,
    wordingSaid: 1.598,
    wordingHead: 0.389,
  },
}
