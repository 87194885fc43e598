import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { LiveHub } from '../live-hub.ts'
import type { StaffEnv } from './signed-in.ts'

const HEARTBEAT_MS = 15_000
const QUEUE_MAX = 500

/** One stream per open console: says what changed (ids only), so that each screen fetches what it may see. */
export const liveRoutes = (hub: LiveHub) =>
  new Hono<StaffEnv>().get('/live', (c) => {
    c.header('Cache-Control', 'no-cache, no-transform')
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      let open = true
      let waiting = 0
      const close = (): void => {
        if (!open) return
        open = false
        stop()
        stream.abort()
      }
      const stop = hub.watchAll(async (event) => {
        if (!open) return
        // A console that stopped reading is cut off; it comes back by itself and fetches everything anew.
        if (++waiting > QUEUE_MAX) return close()
        const data = {
          seq: event.seq,
          type: event.type,
          subjectType: event.subjectType,
          subjectId: event.subjectId,
        }
        await stream.writeSSE({ event: 'change', id: String(event.seq), data: JSON.stringify(data) })
        waiting--
      })
      stream.onAbort(close)
      await stream.writeSSE({ event: 'hello', data: '{}', retry: 3000 })
      while (open) {
        await stream.sleep(HEARTBEAT_MS)
        if (open) await stream.write(': still here\n\n')
      }
    })
  })
