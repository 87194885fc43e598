import type { ConfidenceSignals } from './estimate-confidence.ts'

/**
 * Parameters of the confidence (a logistic function of the signals), fitted by `npm run -s eval -- calibrate --data DIR` on the run
 * "2026-11-29 five sets": the four public sets (development parts) and our own city with one similar question of each entry left out,
 * every answerable question asked once more with its right entries taken out of the index. Expected calibration error on folds not
 * seen: 0.0235.
 */
export const CALIBRATION: { bias: number; weights: ConfidenceSignals } = {
  bias: -4.831,
  weights: {
    score: 4.1,
    leadByWordings: 0,
    leadByEntry: 8.56,
    behind: -3.299,
    length: 2.765,
    metByWording: 0,
    metByPassage: 0,
    metByEntry: 0,
    contrast: 0,
    neighbours: 0,
    said: 1.154,
    head: 0,
    exact: 0.003,
    unknown: 0,
  },
}
