import type { LoggedEvent } from '../../contracts/events.ts'
import type { Db } from '../db/schema.ts'
import type { Log } from '../log.ts'
import { lastEventSeq, readEventsAfter } from './event-repository.ts'

const BATCH = 200
const POLL_MS = 300

/** Follows the event log and tells every listener, in order. `nudge` shortens the wait after our own commit. */
export type EventTail = {
  listen(listener: (event: LoggedEvent) => void | Promise<void>): () => void
  nudge(): void
  /** Hears what comes after `from`, or after now. */
  start(from?: number): Promise<void>
  stop(): Promise<void>
}

/**
 * Tails the log by sequence. Works the same with one process or many on one database: each reads the table.
 * A listener that throws is logged and does not stop the others.
 */
export const createEventTail = (db: Db, log: Log): EventTail => {
  const listeners = new Set<(event: LoggedEvent) => void | Promise<void>>()
  let seq = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let again = false
  let stopped = true

  const tell = async (event: LoggedEvent): Promise<void> => {
    for (const listener of listeners) {
      try {
        await listener(event)
      } catch (error) {
        log.error({ err: error, eventType: event.type, seq: event.seq }, 'event listener failed')
      }
    }
  }

  const drain = async (): Promise<void> => {
    for (;;) {
      const events = await readEventsAfter(db, seq, BATCH)
      for (const event of events) {
        seq = event.seq
        await tell(event)
      }
      if (events.length < BATCH) return
    }
  }

  const poll = (): void => {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    clearTimeout(timer)
    running = drain()
      .catch((error: unknown) => log.error({ err: error }, 'event log could not be read'))
      .finally(() => {
        running = null
        if (stopped) return
        timer = setTimeout(poll, again ? 0 : POLL_MS)
        again = false
      })
  }

  return {
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    nudge: poll,
    start: async (from) => {
      seq = from ?? (await lastEventSeq(db))
      stopped = false
      poll()
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
