/** Counts per key within the last `windowMs`, in memory. Never more than `maxKeys` keys: the longest quiet one goes. */
export type SlidingWindow = {
  /** Milliseconds until the key is below `limit` again; 0 when it is now. */
  waitMs(key: string, limit: number, nowMs: number): number
  add(key: string, nowMs: number): void
  /** Takes one attempt back that was noted at `nowMs`. */
  takeBack(key: string, nowMs: number): void
  size(): number
}

/**
 * A sliding-window counter for attempts on this process. With N processes an attacker has N times the limit, which
 * the strength of what is guarded must bear.
 */
export const createSlidingWindow = (windowMs: number, maxKeys: number): SlidingWindow => {
  // A Map keeps insertion order: re-inserting on each attempt puts the longest quiet key first.
  const times = new Map<string, number[]>()
  const recent = (key: string, nowMs: number): number[] =>
    (times.get(key) ?? []).filter((t) => t > nowMs - windowMs)
  return {
    waitMs: (key, limit, nowMs) => {
      const kept = recent(key, nowMs)
      const blocking = kept.at(-limit)
      return blocking === undefined ? 0 : blocking + windowMs - nowMs
    },
    add: (key, nowMs) => {
      const kept = recent(key, nowMs)
      times.delete(key)
      times.set(key, [...kept, nowMs])
      for (const quiet of times.keys()) {
        if (times.size <= maxKeys) break
        times.delete(quiet)
      }
    },
    takeBack: (key, nowMs) => {
      const noted = times.get(key) ?? []
      const at = noted.lastIndexOf(nowMs)
      if (at >= 0) times.set(key, noted.toSpliced(at, 1))
      if (times.get(key)?.length === 0) times.delete(key)
    },
    size: () => times.size,
  }
}
