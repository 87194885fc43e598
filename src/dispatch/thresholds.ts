/**
 * The numbers of the routing, all from one gold run: test/unit/dispatch/complaints.ts (90 complaints, demo city's
 * files of 2026-11-22, 389 entries). That test runs again with every change and prints where it stands.
 * A test set this small says only what is clearly wrong; a city fits them to its own decided tickets.
 */

/** How many of the likeliest categories may speak for a unit. */
export const CONSIDERED_CATEGORIES = 8

/**
 * Weights of the three kinds of evidence for a category, in the sum of logarithms: the grid point that made the
 * labels of the run likeliest (log loss 0.58) and was also right on eval/gold (0.61). Their scale is the temperature.
 */
export const EVIDENCE_WEIGHTS = { margin: 0.8, word: 0.25, keyword: 0.9 } as const
