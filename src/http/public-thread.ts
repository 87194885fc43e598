import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { streamSSE } from 'hono/streaming'
import { AppError } from '../contracts/errors.ts'
import { countWaitingBefore, findConversation } from '../conversations/conversation-repository.ts'
import { listThread } from '../conversations/message-repository.ts'
import type { Desk } from '../intake/desk.ts'
import { LIMITS } from '../platform/limits.ts'
import { findStaff } from '../staff/staff-repository.ts'
import { json, refused, secured } from './describe-route.ts'
import type { LiveHub } from './live-hub.ts'
import * as shape from './public-contracts.ts'
import { viewDoorNow } from './public-door.ts'

const HEARTBEAT_MS = 15_000
/** A page that lets this many things wait has stopped reading. */
const STREAM_QUEUE_MAX = 100

/** Who speaks for us now, how many wait before, and the agent's name. */
const holderOf = async (desk: Desk, conversationId: string) => {
  const talk = await findConversation(desk.db, conversationId)
  if (!talk) throw new AppError('not_found', '没有找到这个会话。')
  const waitingBefore =
    talk.heldBy === 'waiting' && talk.waitSince ? await countWaitingBefore(desk.db, talk.waitSince) : null
  const agent = talk.agentId ? await findStaff(desk.db, talk.agentId) : null
  return { heldBy: talk.heldBy, waitingBefore, agentName: agent?.name ?? null }
}

/** Named in the document like the rest; served apart, because a stream is no JSON answer. */
const describeStream = (app: OpenAPIHono): void => {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/conversations/{id}/stream',
    summary:
      'The thread as it grows: events `message` (a message with its seq as id), `held` (who speaks) and `door` (paused or not).',
    security: secured,
    request: { params: shape.ConversationParam, query: shape.ThreadQuery },
    responses: {
      200: { description: 'Events', content: { 'text/event-stream': { schema: shape.ThreadEvents } } },
      401: refused,
    },
  })
}

/** Reading a thread: as it stands, and as it grows. The caller has checked the conversation's token. */
export const addThreadRoutes = (app: OpenAPIHono, desk: Desk, hub: LiveHub): void => {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/conversations/{id}/messages',
      summary: 'The whole thread, or what was said after a sequence number.',
      security: secured,
      request: { params: shape.ConversationParam, query: shape.ThreadQuery },
      responses: { 200: json(shape.Thread, 'The thread'), 401: refused },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const messages = await listThread(desk.db, id, c.req.valid('query').after, LIMITS.threadMessages)
      return c.json({ messages, ...(await holderOf(desk, id)) }, 200)
    },
  )
  describeStream(app)
  app.get('/conversations/:id/stream', async (c) => {
    const id = c.req.param('id')
    const after = shape.StreamAfter.parse(c.req.query('after') ?? c.req.header('last-event-id') ?? 0)
    c.header('Cache-Control', 'no-cache, no-transform')
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      let open = true
      let seq = after
      let sending: Promise<void> = Promise.resolve()
      const catchUp = async (): Promise<void> => {
        for (const message of await listThread(desk.db, id, seq, LIMITS.threadMessages)) {
          seq = Math.max(seq, message.seq)
          await stream.writeSSE({ event: 'message', id: String(message.seq), data: JSON.stringify(message) })
        }
      }
      let waiting = 0
      const close = (): void => {
        if (!open) return
        open = false
        stop()
        stream.abort()
      }
      // A stream that cannot go on is ended: the page comes back by itself and reads on from where it was.
      const next = (work: () => Promise<unknown>): void => {
        if (++waiting > STREAM_QUEUE_MAX) {
          close()
          return
        }
        sending = sending
          .then(async () => {
            if (open) await work()
          })
          .catch((error: unknown) => {
            desk.log.error({ err: error, conversationId: id }, 'a live stream failed')
            close()
          })
          .finally(() => {
            waiting--
          })
      }
      const sayHolder = async (retry: object = {}): Promise<void> =>
        stream.writeSSE({ event: 'held', data: JSON.stringify(await holderOf(desk, id)), ...retry })
      const sayDoor = async (): Promise<void> =>
        stream.writeSSE({ event: 'door', data: JSON.stringify(await viewDoorNow(desk)) })
      const stopTalk = hub.watch('conversation', id, (event) =>
        next(event.type === 'conversation.held' ? sayHolder : catchUp),
      )
      const stopDoor = hub.watch('rules', 'channels', () => next(sayDoor))
      const stop = (): void => {
        stopTalk()
        stopDoor()
      }
      stream.onAbort(close)
      next(async () => {
        await sayHolder({ retry: 3000 })
        await sayDoor()
        await catchUp()
      })
      while (open) {
        await stream.sleep(HEARTBEAT_MS)
        if (open) await stream.write(': still here\n\n')
      }
    })
  })
}
