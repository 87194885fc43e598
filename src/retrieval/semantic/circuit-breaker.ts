import type { Clock } from '../../contracts/ports.ts'

const FAILURES_BEFORE_REST = 3
const REST_MS = 30_000

/**
 * Keeps citizens from waiting for a service that is down: after three failures in a row nobody asks it for 30 s, then one caller tries
 * it, and only a success opens it for all again.
 */
export const createCircuitBreaker = (clock: Clock) => {
  let failures = 0
  let restsUntil = 0
  const now = (): number => clock.now().getTime()
  return {
    /** Whether the caller may ask the service now. Says yes to a single caller after a rest. */
    mayTry(): boolean {
      if (failures < FAILURES_BEFORE_REST) return true
      if (now() < restsUntil) return false
      restsUntil = now() + REST_MS
      return true
    },
    succeeded(): void {
      failures = 0
    },
    failed(): void {
      failures += 1
      if (failures >= FAILURES_BEFORE_REST) restsUntil = now() + REST_MS
    },
  }
}
export type CircuitBreaker = ReturnType<typeof createCircuitBreaker>
