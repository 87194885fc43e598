import { serveStatic } from '@hono/node-server/serve-static'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { AppError } from '../contracts/errors.ts'
import type { Desk } from '../intake/desk.ts'
import { LIMITS } from '../platform/limits.ts'
import { consoleApi } from './console.ts'
import { departmentApi } from './department.ts'
import type { LiveHub } from './live-hub.ts'
import { onError, onNotFound } from './on-error.ts'
import { publicApi } from './public.ts'
import { Health } from './public-contracts.ts'
import { reportApi } from './public-reports.ts'
import { ticketApi } from './public-tickets.ts'
import { FILE_PATH, FILE_POLICY } from './send-file.ts'

export type AppParts = {
  desk: Desk & {
    refreshEntry(entryId: string): Promise<void>
    refreshRules(): Promise<void>
    entryCount(): number
  }
  hub: LiveHub
  version: string
  edge: { secureCookies: boolean; trustProxy: boolean }
  /** The doors that are configured, by path: each brings its own Hono app. */
  channels: { path: string; app: Hono }[]
}

/** Where whole tables are imported. */
const TABLE_DOOR = /^\/console\/api\/(?:catalogue|knowledge)\/import(\/check)?$/
const CHAT = './dist/web-chat'
const CONSOLE = './dist/console'

/** The whole edge, as a table of contents. */
export const createApp = ({ desk, hub, version, edge, channels }: AppParts) => {
  const app = new OpenAPIHono()
  app.onError(onError(desk.log))
  app.notFound(onNotFound)
  // Outside the pages' own headers, which are set on the way out and would win.
  app.use(sandboxFiles)
  app.use(
    secureHeaders({ contentSecurityPolicy: CSP, referrerPolicy: 'same-origin', xFrameOptions: 'SAMEORIGIN' }),
  )
  // The channels bring their own limit: a call's transcript is longer than any form.
  app.use('/api/*', limitBody)
  app.use('/console/*', limitBody)

  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/health',
    summary: 'Alive, and what it runs on.',
    responses: { 200: { description: 'Alive', content: { 'application/json': { schema: Health } } } },
  })
  app.get('/health', (c) =>
    c.json({ ok: true, version, entries: desk.entryCount(), database: desk.engine.name }),
  )
  app.route('/api', publicApi(desk, { hub, trustProxy: edge.trustProxy }))
  app.route('/api', ticketApi(desk, edge.trustProxy))
  app.route('/api/department/v1', departmentApi(desk))
  app.route('/api', reportApi(desk))
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Yingsheng 应声 public API',
      version,
      description: 'One error shape: { error: { code, message, details? } }',
    },
  })
  app.route('/console/api', consoleApi(desk, hub, { ...edge, doors: channels.map(({ path }) => path) }))
  for (const channel of channels) app.route(channel.path, channel.app)

  servePages(app)
  return app
}

const CACHE_YEAR = 'public, max-age=31536000, immutable'

/** Built files carry their content's hash in their name and may be kept for ever; the pages that name them may not. */
const keepHashed = (path: string, c: Context): void =>
  c.header('Cache-Control', /\/assets[^/]*\//.test(path) ? CACHE_YEAR : 'no-cache')

const servePages = (app: OpenAPIHono): void => {
  const onFound = keepHashed
  const toConsole = (path: string): string => path.replace(/^\/staff/, '')
  app.use('/staff/*', serveStatic({ root: CONSOLE, rewriteRequestPath: toConsole, onFound }))
  app.get('/staff', serveStatic({ path: `${CONSOLE}/index.html`, onFound }))
  app.get('/staff/*', serveStatic({ path: `${CONSOLE}/index.html`, onFound }))
  app.get('/t/*', serveStatic({ path: `${CHAT}/ticket.html`, onFound }))
  app.get('/t', serveStatic({ path: `${CHAT}/ticket.html`, onFound }))
  app.get('/reports', serveStatic({ path: `${CHAT}/reports.html`, onFound }))
  app.use('/*', serveStatic({ root: CHAT, onFound }))
}

const CSP = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  // blob: a photo just taken, shown before it is sent.
  imgSrc: ["'self'", 'data:', 'blob:'],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  frameAncestors: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
}

const sandboxFiles: MiddlewareHandler = async (c, next) => {
  await next()
  if (c.req.method === 'GET' && FILE_PATH.test(c.req.path) && c.res.status === 200)
    c.res.headers.set('Content-Security-Policy', FILE_POLICY)
}

const refuseBody = (): never => {
  throw new AppError('too_long', '内容太长了，没有收下。请分成几段再发，您写的内容还在页面上。')
}

const [formBody, tableBody] = [LIMITS.bodyBytes, LIMITS.tableBytes].map((maxSize) =>
  bodyLimit({ maxSize, onError: refuseBody }),
) as [MiddlewareHandler, MiddlewareHandler]

/** A photo is streamed to disk by its own route, which counts for itself; a table may be longer than a form. */
const limitBody: MiddlewareHandler = (c, next) => {
  if (c.req.method === 'POST' && FILE_PATH.test(c.req.path)) return next()
  return (TABLE_DOOR.test(c.req.path) ? tableBody : formBody)(c, next)
}
