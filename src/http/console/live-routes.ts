import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { LoggedEvent } from '../../contracts/events.ts'
import type { Desk } from '../../intake/desk.ts'
import { lastEventSeq, readEventsAfter } from '../../platform/events/event-repository.ts'
import { mayListen } from '../../staff/idle-lock.ts'
import type { LiveHub } from '../live-hub.ts'
import { readStaffCookie } from './sign-in-cookies.ts'
import type { StaffEnv } from './signed-in.ts'

const HEARTBEAT_MS = 15_000
const QUEUE_MAX = 500
/** Whoever missed more than this fetches everything anew, which is less work than hearing each change. */
const CATCH_UP_MAX = 300

/** Where the console left off: the browser's own header, or the query of a stream it opens anew. Null = it is new. */
const leftOff = (header: string | undefined, query: string | undefined): number | null => {
  const said = header ?? query
  return said !== undefined && /^\d{1,15}$/.test(said) ? Number(said) : null
}

/**
 * One stream per open console: says what changed (ids only), so that each screen fetches what it may see. Every change
 * has its number; whoever comes back names the last one heard and gets what they missed, or `reset` when it is too much.
 */
export const liveRoutes = (desk: Pick<Desk, 'db' | 'clock'>, hub: LiveHub) =>
  new Hono<StaffEnv>().get('/live', (c) => {
    c.header('Cache-Control', 'no-cache, no-transform')
    c.header('X-Accel-Buffering', 'no')
    const token = readStaffCookie(c, 'session') ?? ''
    const after = leftOff(c.req.header('last-event-id'), c.req.query('after'))
    return streamSSE(c, async (stream) => {
      let open = true
      let waiting = 0
      let heard = after ?? 0
      // What happens while the missed changes are read waits for its turn.
      let held: LoggedEvent[] | null = []
      const close = (): void => {
        if (!open) return
        open = false
        stop()
        stopHints()
        stream.abort()
      }
      const write = async (event: LoggedEvent): Promise<void> => {
        if (!open || event.seq <= heard) return
        // A console that stopped reading is cut off; it comes back by itself and catches up.
        if (++waiting > QUEUE_MAX) return close()
        heard = event.seq
        const { seq, type, subjectType, subjectId } = event
        const data = JSON.stringify({ seq, type, subjectType, subjectId })
        await stream.writeSSE({ event: 'change', id: String(seq), data })
        waiting--
      }
      const stop = hub.watchAll(async (event) => {
        if (held) held.push(event)
        else await write(event)
      })
      const stopHints = hub.watchHints(async (hint) => {
        if (open && waiting < QUEUE_MAX) await stream.writeSSE({ event: 'hint', data: JSON.stringify(hint) })
      })
      stream.onAbort(close)
      await stream.writeSSE({ event: 'hello', data: '{}', retry: 3000 })
      const now = await lastEventSeq(desk.db)
      const missed = after === null ? [] : await readEventsAfter(desk.db, after, CATCH_UP_MAX + 1)
      if (after === null || missed.length > CATCH_UP_MAX || after > now) {
        heard = now
        await stream.writeSSE({ event: after === null ? 'start' : 'reset', id: String(now), data: '{}' })
      } else for (const event of missed) await write(event)
      for (const event of held) await write(event)
      held = null
      while (open) {
        await stream.sleep(HEARTBEAT_MS)
        // A session that ended or was locked hears nothing more.
        if (open && !(await mayListen(desk, token))) close()
        if (open) await stream.write(': still here\n\n')
      }
    })
  })
