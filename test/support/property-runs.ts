/**
 * How many cases the clock properties try, all together. `npm test` tries 24,000; the nightly profile a million:
 * CLOCK_CASES=1000000 npx vitest run test/unit/tickets/clock-properties.test.ts
 */
export const CLOCK_CASES = Math.max(1_000, Number(process.env.CLOCK_CASES ?? 24_000))

/** The share of one of `of` properties, and how long it may take. */
export const shareOf = (of: number) => ({
  numRuns: Math.ceil(CLOCK_CASES / of),
  timeoutMs: Math.max(30_000, CLOCK_CASES * 2),
})
