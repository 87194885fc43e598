import type { LoggedEvent } from '../contracts/events.ts'
import type { EventTail } from '../platform/events/tail-events.ts'

type Listener = (event: LoggedEvent) => void | Promise<void>

/**
 * Hands events of the log to whoever watches a talk, a ticket or everything; nothing is kept for the absent. Nobody is
 * waited for: a page that stopped reading must not hold up the log, which also keeps the search index true.
 */
export type LiveHub = {
  watch(subjectType: string, subjectId: string, listener: Listener): () => void
  watchAll(listener: Listener): () => void
  /** Hears of what is worth showing now but not worth keeping: consoles of this process only, and only while open. */
  watchHints(listener: (hint: Hint) => void | Promise<void>): () => void
  hint(type: string, subjectType: string, subjectId: string): void
}

/** A change without a place in the log: nobody catches up with it. */
export type Hint = { type: string; subjectType: string; subjectId: string }

const tell = async (listener: Listener, event: LoggedEvent): Promise<void> => {
  try {
    await listener(event)
  } catch {
    // A listener's own stream is broken; whoever owns it ends it. The others must still hear.
  }
}

export const createLiveHub = (tail: EventTail): LiveHub => {
  const bySubject = new Map<string, Set<Listener>>()
  const all = new Set<Listener>()
  const hinted = new Set<(hint: Hint) => void | Promise<void>>()
  tail.listen((event) => {
    const watching = bySubject.get(`${event.subjectType}:${event.subjectId}`) ?? []
    for (const listener of [...watching, ...all]) void tell(listener, event)
  })
  return {
    watch: (type, id, listener) => {
      const key = `${type}:${id}`
      const set = bySubject.get(key) ?? new Set<Listener>()
      bySubject.set(key, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0) bySubject.delete(key)
      }
    },
    watchAll: (listener) => {
      all.add(listener)
      return () => all.delete(listener)
    },
    watchHints: (listener) => {
      hinted.add(listener)
      return () => hinted.delete(listener)
    },
    hint: (type, subjectType, subjectId) => {
      for (const listener of hinted)
        void Promise.resolve(listener({ type, subjectType, subjectId })).catch(() => {})
    },
  }
}
