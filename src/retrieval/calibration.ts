import type { ConfidenceSignals } from './estimate-confidence.ts'

/** Parameters of the confidence (a logistic function of the signals). To be fitted. */
export const CALIBRATION: { bias: number; weights: ConfidenceSignals } = {
  bias: -4.835,
  weights: {
    score: 4.274,
    leadByWordings: 0,
    leadByEntry: 9.009,
    behind: -3.011,
    length: 2.812,
    metByWording: 0,
    metByPassage: 0,
    metByEntry: 0,
    contrast: 0,
    neighbours: 0,
    said: 1.09,
    head: 0,
    exact: 0,
    unknown: 0,
  },
}
