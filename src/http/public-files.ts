import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import { AppError } from '../contracts/errors.ts'
import type { Actor } from '../contracts/ticket.ts'
import type { Desk } from '../intake/desk.ts'
import { LIMITS } from '../platform/limits.ts'
import { deleteLoose, findFileOf, listFilesOf } from '../tickets/files/file-repository.ts'
import { type FilePlace, keepUpload } from '../tickets/files/keep-upload.ts'
import { filesForCitizen } from '../tickets/files/present-files.ts'
import type { TicketFile } from '../tickets/files/ticket-file.ts'
import { allowedActions } from '../tickets/refuse-action.ts'
import { listSteps } from '../tickets/step-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { json, refused, secured } from './describe-route.ts'
import { addressOf, limitRequests } from './limit-requests.ts'
import * as shape from './public-contracts.ts'
import { sendFile } from './send-file.ts'

const Chosen = z.object({ key: z.string().min(8).max(64), name: z.string().max(300).default('') })
const Size = z.enum(['thumb', 'whole']).catch('whole')

const readChosen = (c: Context): z.infer<typeof Chosen> => {
  const read = Chosen.safeParse(c.req.query())
  if (!read.success) throw new AppError('invalid_request', '缺少上传编号 key。')
  return read.data
}

const noSuchFile = (): AppError => new AppError('not_found', '没有找到这张照片。')

const tooFast = (key: (c: Context) => string) =>
  limitRequests({
    windowMs: 60_000,
    limit: LIMITS.uploadsPerMinute,
    key,
    message: '照片传得太快了，请等一会儿再传，已经传好的还在。',
  })

const take = async (desk: Desk, c: Context, place: FilePlace, actor: Actor) => {
  const file = await keepUpload(desk, {
    place,
    actor,
    purpose: 'matter',
    ...readChosen(c),
    body: c.req.raw.body,
  })
  return c.json({ id: file.id, kind: file.kind, bytes: file.bytes }, 200)
}

const picture = (schema: z.ZodType) => ({ content: { 'application/octet-stream': { schema } } })

const describe = (app: OpenAPIHono, path: string, params: z.ZodObject, security: object): void => {
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: `${path}/files`,
    summary:
      'Choose a photo or PDF: the raw bytes as the body. It belongs to nothing until it is sent with words.',
    ...security,
    request: {
      params,
      query: shape.FileChosen,
      body: { required: true, ...picture(shape.FileBytes) },
    },
    responses: { 200: json(shape.FileKept, 'Kept'), 400: refused, 404: refused, 413: refused, 415: refused },
  })
  const one = params.extend({ fileId: z.string() })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: `${path}/files/{fileId}`,
    summary: 'A photo as JPEG, whole or small, or a PDF.',
    ...security,
    request: { params: one, query: shape.FileSize },
    responses: { 200: { description: 'The file', ...picture(shape.FileBytes) }, 404: refused },
  })
  app.openAPIRegistry.registerPath({
    method: 'delete',
    path: `${path}/files/{fileId}`,
    summary: 'Take back a file that was not sent yet.',
    ...security,
    request: { params: one },
    responses: { 200: json(shape.Done, 'Gone'), 404: refused },
  })
}

/** Photos of a talk. The caller has checked the conversation's token. */
export const addTalkFileRoutes = (app: OpenAPIHono, desk: Desk): void => {
  describe(app, '/conversations/{id}', shape.ConversationParam, { security: secured })
  const citizen = (c: Context): Actor => ({ kind: 'citizen', id: c.req.param('id') ?? '', name: '诉求人' })
  app.post(
    '/conversations/:id/files',
    tooFast((c) => c.req.param('id') ?? ''),
    (c) => take(desk, c, { conversationId: c.req.param('id') }, citizen(c)),
  )
  app.get('/conversations/:id/files/:fileId', async (c) => {
    const file = await findFileOf(desk.db, { conversationId: c.req.param('id') }, c.req.param('fileId'))
    if (!file) throw noSuchFile()
    return sendFile(desk, file, Size.parse(c.req.query('size')))
  })
  app.delete('/conversations/:id/files/:fileId', async (c) => {
    const id = c.req.param('id')
    const gone = await deleteLoose(desk.db, { conversationId: id, actorId: id }, c.req.param('fileId'))
    if (!gone) throw noSuchFile()
    return c.json({ ok: true as const }, 200)
  })
}

/** The header the query code travels in here: an address of a picture ends up in histories and logs. */
const CODE_HEADER = 'x-query-code'

/** Photos on the tracking page; `open` checks number and query code, `ownerOf` is the citizen they prove. */
export const addTicketFileRoutes = (
  app: OpenAPIHono,
  desk: Desk,
  door: {
    open: (c: Context, number: string, code: string) => Promise<Ticket>
    ownerOf: (ticket: Ticket) => Actor
    trustProxy: boolean
  },
): void => {
  const headers = z.object({ [CODE_HEADER]: z.string().max(40) })
  describe(app, '/tickets/{number}', shape.TicketParam, { request: { headers } })
  const opened = (c: Context): Promise<Ticket> =>
    door.open(c, c.req.param('number') ?? '', (c.req.header(CODE_HEADER) ?? '').slice(0, 40))
  app.post(
    '/tickets/:number/files',
    tooFast((c) => addressOf(c, door.trustProxy)),
    async (c) => {
      const ticket = await opened(c)
      const owner = door.ownerOf(ticket)
      const may = allowedActions(ticket, owner)
      if (!['add_facts', 'give_info', 'reopen'].some((action) => may.some((allowed) => allowed === action)))
        throw new AppError('conflict', '这件工单现在不能补充照片了。')
      return take(desk, c, { ticketId: ticket.id }, owner)
    },
  )
  const shown = async (ticket: Ticket, id: string): Promise<TicketFile> => {
    const own = await findFileOf(desk.db, { ticketId: ticket.id }, id)
    if (own?.actorKind === 'citizen') return own
    const files = await listFilesOf(desk.db, ticket.id)
    const may = filesForCitizen(ticket, await listSteps(desk.db, ticket.id), files)
    const file = may.find((one) => one.id === id)
    if (!file) throw noSuchFile()
    return file
  }
  app.get('/tickets/:number/files/:fileId', async (c) =>
    sendFile(desk, await shown(await opened(c), c.req.param('fileId')), Size.parse(c.req.query('size'))),
  )
  app.delete('/tickets/:number/files/:fileId', async (c) => {
    const ticket = await opened(c)
    const of = { ticketId: ticket.id, actorId: door.ownerOf(ticket).id }
    if (!(await deleteLoose(desk.db, of, c.req.param('fileId')))) throw noSuchFile()
    return c.json({ ok: true as const }, 200)
  })
}
