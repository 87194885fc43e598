import type { ConfidenceSignals } from './estimate-confidence.ts'

/**
 * Parameters of the confidence (a logistic function of the signals), fitted by `npm run -s eval -- calibrate --data DIR` on the run
 * "2026-11-29 five sets": the four public sets (development parts) and our own city with one similar question of each entry left out,
 * every answerable question asked once more with its right entries taken out of the index. Expected calibration error on folds not
 * seen: 0.0252.
 */
export const CALIBRATION: { bias: number; weights: ConfidenceSignals } = {
  bias: -4.91,
  weights: {
    score: 4.344,
    leadByWordings: 0,
    leadByEntry: 8.612,
    behind: -2.898,
    length: 2.741,
    metByWording: 0,
    metByPassage: 0,
    metByEntry: 0,
    contrast: 0,
    neighbours: 0,
    said: 1.188,
    head: 0,
    exact: 0,
    unknown: 0,
  },
}
