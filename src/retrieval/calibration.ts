import type { ConfidenceSignals } from './estimate-confidence.ts'

export const CALIBRATION: { bias: number; weights: ConfidenceSignals } = {
  bias: -1.21,
  weights: { score: 0.139, leadByWordings: 4.8, leadByMatched: 1, length: -0.608, inWordings: 1, inEntry: 0, rarest: 0, unknown: 0, matched: 0, wordingSaid: 0, wordingHead: 0 },
}
