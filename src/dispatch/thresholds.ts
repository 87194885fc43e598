/**
 * The numbers of the routing, all from one gold run: test/unit/dispatch/complaints.ts (90 complaints, demo city's
 * files of 2026-11-22, 389 entries). That test runs again with every change and prints where it stands.
 * A test set this small says only what is clearly wrong; a city fits them to its own decided tickets.
 */

/** Below this share of the evidence a ticket goes to the triage desk. At 0.7 the gold run sent 73 of 90, 67 of them right. */
export const DISPATCH_THRESHOLD = 0.7

/** How many of the likeliest categories may speak for a unit. */
export const CONSIDERED_CATEGORIES = 8

/**
 * Weights of the three kinds of evidence for a category, in the sum of logarithms. Their scale is the temperature
 * that made the gold labels likeliest (0.25 to 0.5 of the sum were about equal); larger scales are right as often and
 * far too sure of it.
 */
export const EVIDENCE_WEIGHTS = { margin: 0.25, word: 0.15, keyword: 0.35 } as const
