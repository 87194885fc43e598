import type { LoggedEvent } from '../contracts/events.ts'
import type { EventTail } from '../platform/events/tail-events.ts'

type Listener = (event: LoggedEvent) => void | Promise<void>

/** Hands events of the log to whoever watches a talk, a ticket or everything; nothing is kept for the absent. */
export type LiveHub = {
  watch(subjectType: string, subjectId: string, listener: Listener): () => void
  watchAll(listener: Listener): () => void
}

export const createLiveHub = (tail: EventTail): LiveHub => {
  const bySubject = new Map<string, Set<Listener>>()
  const all = new Set<Listener>()
  tail.listen(async (event) => {
    const watching = bySubject.get(`${event.subjectType}:${event.subjectId}`) ?? []
    await Promise.all([...watching, ...all].map((listener) => listener(event)))
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
  }
}
