import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { AppError } from '../contracts/errors.ts'
import { MESSAGE_TEXT_MAX, type Reply } from '../contracts/message.ts'
import { checkConversationToken, startWebConversation } from '../conversations/open-conversation.ts'
import { rateAnswer } from '../feedback/rate-answer.ts'
import type { Desk } from '../intake/desk.ts'
import { editDraft } from '../intake/edit-draft-in-talk.ts'
import { handleMessage } from '../intake/handle-message.ts'
import { mustBeKeepable } from '../intake/leave-unrecorded.ts'
import { PHRASES } from '../intake/phrases.ts'
import { noteOrigin } from '../learning/note-origin.ts'
import { isoNow } from '../platform/clock.ts'
import { LIMITS } from '../platform/limits.ts'
import { body, json, refused, secured } from './describe-route.ts'
import { explainIssue } from './explain-issue.ts'
import { addressOf, limitRequests } from './limit-requests.ts'
import type { LiveHub } from './live-hub.ts'
import * as shape from './public-contracts.ts'
import { viewDoor } from './public-door.ts'
import { addTalkFileRoutes } from './public-files.ts'
import { addThreadRoutes } from './public-thread.ts'

/** The bearer token of a conversation, checked. @throws AppError unauthenticated. */
const authorize = async (desk: Desk, c: Context, conversationId: string): Promise<void> => {
  const token = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
  await checkConversationToken(desk.db, conversationId, token)
}

const streamReplies = (
  c: Context,
  log: Desk['log'],
  work: (onDelta: (text: string) => void) => Promise<Reply[]>,
): Response => {
  c.header('Cache-Control', 'no-cache, no-transform')
  c.header('X-Accel-Buffering', 'no')
  return streamSSE(c, async (stream) => {
    let queue: Promise<void> = Promise.resolve()
    const send = (event: string, data: unknown): void => {
      queue = queue.then(() => stream.writeSSE({ event, data: JSON.stringify(data) })).catch(() => {})
    }
    try {
      const replies = await work((text) => send('delta', { text }))
      for (const reply of replies) send('reply', reply)
      send('done', {})
    } catch (error) {
      const known =
        error instanceof AppError ? error : new AppError('internal', '我们这边出了点问题，请再发一次。')
      if (known !== error) log.error({ err: error }, 'a streamed answer failed')
      send('error', { error: { code: known.code, message: known.message } })
    }
    await queue
  })
}

/** Everything a citizen's page talks to. Validated by the schemas `/api/openapi.json` is generated from. */
export const publicApi = (desk: Desk, edge: { hub: LiveHub; trustProxy: boolean }) => {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return
      const details = result.error.issues.map((i) => ({
        field: i.path.map(String).join('.'),
        reason: i.message,
      }))
      throw new AppError('invalid_request', explainIssue(result.error), details)
    },
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'conversationToken', {
    type: 'http',
    scheme: 'bearer',
  })
  // Before the limits: what a stranger sends to somebody else's talk must not count as its owner's.
  app.use('/conversations/:id/*', async (c, next) => {
    await authorize(desk, c, c.req.param('id') ?? '')
    await next()
  })
  addLimits(app, edge.trustProxy)
  addConversationRoutes(app, desk, edge.trustProxy)
  addThreadRoutes(app, desk, edge.hub)
  addTalkFileRoutes(app, desk)
  addSmallRoutes(app, desk)
  return app
}

const addLimits = (app: OpenAPIHono, trustProxy: boolean): void => {
  app.post(
    '/conversations',
    limitRequests({
      windowMs: 60 * 60 * 1000,
      limit: LIMITS.conversationsPerHour,
      key: (c) => addressOf(c, trustProxy),
      message: '这个网络地址打开的会话太多了，请稍后再来，急事请拨打 12345。',
    }),
  )
  const perTalk = (windowMs: number, limit: number) =>
    limitRequests({
      windowMs,
      limit,
      key: (c) => `${windowMs}:${c.req.param('id') ?? ''}`,
      message: '消息发得太快了，这一条还没有收下。请等几秒再发，内容不会丢。',
    })
  app.post(
    '/conversations/:id/messages',
    perTalk(2_000, LIMITS.messageBurst),
    perTalk(60_000, LIMITS.messagesPerMinute),
  )
  app.put('/conversations/:id/draft', perTalk(60_000, LIMITS.editsPerMinute))
  app.post('/conversations/:id/feedback', perTalk(60_000, LIMITS.editsPerMinute))
}

const addConversationRoutes = (app: OpenAPIHono, desk: Desk, trustProxy: boolean): void => {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/conversations',
      summary: 'Start a conversation. The token opens it; it is shown once.',
      responses: { 200: json(shape.ConversationStarted, 'Started'), 429: refused },
    }),
    async (c) => {
      const started = await startWebConversation(desk)
      await noteOrigin(desk, started.conversationId, addressOf(c, trustProxy))
      return c.json(started, 200)
    },
  )
  app.openapi(
    createRoute({
      method: 'post',
      path: '/conversations/{id}/messages',
      summary: 'Say something. The same clientMessageId again gives the same replies and changes nothing.',
      description:
        'With `Accept: text/event-stream` the same replies come as events: delta, reply, done, error.',
      security: secured,
      request: { params: shape.ConversationParam, ...body(shape.MessageIn) },
      responses: {
        200: json(shape.Replies, 'What the front desk says'),
        401: refused,
        413: refused,
        429: refused,
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const { clientMessageId, text, attachments } = c.req.valid('json')
      if (text.length > MESSAGE_TEXT_MAX) throw new AppError('too_long', PHRASES.tooLong(MESSAGE_TEXT_MAX))
      const inbound = {
        channel: 'web' as const,
        channelMessageId: `${id}:${clientMessageId}`,
        channelUserId: id,
        conversationId: id,
        text,
        attachments: attachments ?? [],
        receivedAt: isoNow(desk.clock),
      }
      if (c.req.header('accept')?.includes('text/event-stream')) {
        return streamReplies(
          c,
          desk.log,
          async (onDelta) => (await handleMessage(desk, inbound, onDelta)).replies,
        ) as never
      }
      return c.json({ replies: (await handleMessage(desk, inbound)).replies }, 200)
    },
  )
  app.openapi(
    createRoute({
      method: 'put',
      path: '/conversations/{id}/draft',
      summary: 'Correct one field of the ticket draft; answers with the new draft.',
      security: secured,
      request: { params: shape.ConversationParam, ...body(shape.DraftEdit) },
      responses: {
        200: json(shape.Replies, 'The draft as it is now'),
        400: refused,
        401: refused,
        409: refused,
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const { field, value } = c.req.valid('json')
      mustBeKeepable(desk, value)
      return c.json({ replies: [await editDraft(desk, id, field, value)] }, 200)
    },
  )
}

const addSmallRoutes = (app: OpenAPIHono, desk: Desk): void => {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/city',
      summary: 'The city, what is asked most now, and examples to begin with.',
      responses: { 200: json(shape.CityView, 'The city') },
    }),
    (c) => {
      const { name, notice, hotline, hotMatters, examples } = desk.rules.city
      return c.json({ name, notice, hotline, hotMatters, examples, door: viewDoor(desk) }, 200)
    },
  )
  app.openapi(
    createRoute({
      method: 'post',
      path: '/conversations/{id}/feedback',
      summary: 'Say whether an answer was useful, useless or wrong.',
      security: secured,
      request: { params: shape.ConversationParam, ...body(shape.AnswerFeedback) },
      responses: { 200: json(shape.Done, 'Noted'), 400: refused, 401: refused, 404: refused },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const { messageId, verdict, comment } = c.req.valid('json')
      mustBeKeepable(desk, comment ?? '')
      await rateAnswer(desk, id, { messageId, verdict, comment: comment ?? '' })
      // 信息有误 is about our facts, not about which entry was meant.
      if (verdict !== 'wrong') await desk.learn({ kind: 'rating', messageId, verdict })
      return c.json({ ok: true as const }, 200)
    },
  )
}
