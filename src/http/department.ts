import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { z } from 'zod'
import { isPaused } from '../contracts/channel-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { StaffMember } from '../contracts/staff.ts'
import type { Act } from '../dispatch/act-on-ticket.ts'
import { memberOfKey } from '../dispatch/keys/department-keys.ts'
import { recordContact } from '../dispatch/record-contact.ts'
import { replyToTicket } from '../dispatch/reply-ticket.ts'
import { requestReturn } from '../dispatch/return-ticket.ts'
import { onwardTask } from '../dispatch/sending/onward-task.ts'
import { signTicket } from '../dispatch/sign-ticket.ts'
import type { Desk } from '../intake/desk.ts'
import { LIMITS } from '../platform/limits.ts'
import { STATE_LABELS } from '../tickets/state-labels.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { actorOf, findFor, noteView } from './console/find-ticket.ts'
import * as shape from './department-contracts.ts'
import { body, json, refused } from './describe-route.ts'
import { explainIssue } from './explain-issue.ts'
import { limitRequests } from './limit-requests.ts'
import { TicketParam } from './public-contracts.ts'

const PAUSED = '单位系统接口已暂停，这次没有处理，请稍后按原样重发；着急的请登录工作台办理。'

type Env = { Variables: { member: StaffMember } }

const answers = {
  200: json(shape.DepartmentTicket, 'The ticket as it is now, without whoever told it'),
  400: refused,
  401: refused,
  403: refused,
  404: refused,
  409: refused,
  429: refused,
  503: refused,
}
const security = [{ departmentKey: [] }]
const REPEATED = 'The same Idempotency-Key again for this ticket and action changes nothing.'

/** One action as its route is described. */
const acting = <S extends z.ZodType>(action: string, summary: string, schema: S) =>
  createRoute({
    method: 'post',
    path: `/tickets/{number}/${action}`,
    summary,
    description: REPEATED,
    security,
    request: { params: TicketParam, headers: shape.KeyHeader, ...body(schema) },
    responses: answers,
  })
const signing = createRoute({
  method: 'post',
  path: '/tickets/{number}/sign',
  summary: 'Sign for a ticket (签收).',
  description: REPEATED,
  security,
  request: { params: TicketParam, headers: shape.KeyHeader },
  responses: answers,
})
const reading = createRoute({
  method: 'get',
  path: '/tickets/{number}',
  summary: 'One ticket that is with the department.',
  security,
  request: { params: TicketParam },
  responses: answers,
})

/**
 * The door for departments' own systems: what their handlers do on the console, through the same functions. A bearer key opens the
 * tickets of its department and no others; a ticket that is elsewhere does not exist for it.
 */
export const departmentApi = (desk: Desk) => {
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw new AppError('invalid_request', explainIssue(result.error))
    },
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'departmentKey', {
    type: 'http',
    scheme: 'bearer',
  })
  const perKey = limitRequests({
    windowMs: 60_000,
    limit: LIMITS.departmentRequestsPerMinute,
    key: (c) => (c.get('member') as StaffMember).id,
    message: `这把密钥每分钟最多 ${LIMITS.departmentRequestsPerMinute} 次请求，请稍后再试，没有处理的请按原样重发。`,
  })
  app.use('/tickets/*', async (c, next) => {
    const key = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
    c.set('member', await memberOfKey(desk, key))
    await next()
  })
  app.use('/tickets/*', perKey, async (_, next) => {
    if (isPaused(desk.rules, 'department-api'))
      throw new AppError('unavailable', PAUSED, { retryAfterS: LIMITS.pausedRetryS })
    await next()
  })

  const view = (ticket: Ticket): z.infer<typeof shape.DepartmentTicket> => ({
    ...onwardTask(desk.rules, ticket),
    state: ticket.state,
    stateLabel: STATE_LABELS[ticket.state],
  })
  const run = async (
    member: StaffMember,
    asked: { number: string; action: string; key: string },
    work: (act: Act) => Promise<Ticket>,
  ) => {
    const { id } = await findFor(desk, member, asked.number)
    const actionKey = `department:${member.departmentId}:${id}:${asked.action}:${asked.key}`
    return view(await work({ ticketId: id, actor: actorOf(member), actionKey }))
  }

  app.openapi(reading, async (c) => {
    const member = c.get('member')
    const ticket = await findFor(desk, member, c.req.valid('param').number)
    await noteView(desk, member, ticket.id, 'view', 'masked')
    return c.json(view(ticket), 200)
  })
  const asked = (number: string, action: string, headers: z.infer<typeof shape.KeyHeader>) => ({
    number,
    action,
    key: headers['idempotency-key'],
  })
  app.openapi(signing, async (c) => {
    const what = asked(c.req.valid('param').number, 'sign', c.req.valid('header'))
    return c.json(await run(c.get('member'), what, (act) => signTicket(desk, act)), 200)
  })
  app.openapi(acting('contact', 'Record that the citizen was contacted.', shape.ContactIn), async (c) => {
    const what = asked(c.req.valid('param').number, 'contact', c.req.valid('header'))
    const { contactedAt, ...said } = c.req.valid('json')
    const contact = { ...said, ...(contactedAt === undefined ? {} : { contactedAt }) }
    return c.json(await run(c.get('member'), what, (act) => recordContact(desk, { ...act, ...contact })), 200)
  })
  app.openapi(acting('return', 'Ask to give the ticket back (退单).', shape.ReturnIn), async (c) => {
    const what = asked(c.req.valid('param').number, 'return', c.req.valid('header'))
    const said = c.req.valid('json')
    return c.json(await run(c.get('member'), what, (act) => requestReturn(desk, { ...act, ...said })), 200)
  })
  app.openapi(
    acting('reply', "The public answer; it goes to the unit's leader and the hotline first.", shape.ReplyIn),
    async (c) => {
      const what = asked(c.req.valid('param').number, 'reply', c.req.valid('header'))
      const said = c.req.valid('json')
      return c.json(await run(c.get('member'), what, (act) => replyToTicket(desk, { ...act, ...said })), 200)
    },
  )
  return app
}
