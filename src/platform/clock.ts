import type { Clock } from '../contracts/ports.ts'

/** The machine's time. The only place that reads it; everything else is given a Clock. */
export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until told to move; for tests, replay and "what would be due". */
export const fixedClock = (
  start: string,
): Clock & { moveTo(instant: string): void; advance(ms: number): void } => {
  let now = new Date(start)
  return {
    now: () => new Date(now.getTime()),
    moveTo: (instant) => {
      now = new Date(instant)
    },
    advance: (ms) => {
      now = new Date(now.getTime() + ms)
    },
  }
}

/** The clock's instant as ISO-8601 UTC text, the way every table stores it. */
export const isoNow = (clock: Clock): string => clock.now().toISOString()

/** ISO text of an instant `ms` after (or before, when negative) the clock's now. */
export const isoAfter = (clock: Clock, ms: number): string =>
  new Date(clock.now().getTime() + ms).toISOString()
