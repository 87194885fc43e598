import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { PersonalExport, PersonalStanding } from '../../src/contracts/personal.ts'
import * as shape from '../../src/http/public-contracts.ts'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import { sharedTown, type Town } from '../support/open-town.ts'

type Document = {
  openapi: string
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema?: unknown }> }> }>
  >
}

let town: Town
let document: Document
beforeAll(async () => {
  town = await sharedTown()
  document = (await (await town.app.request('/api/openapi.json')).json()) as Document
})

/** The public doors the app really has; pages and the document itself left out. */
const realRoutes = (): string[] =>
  [
    ...new Set(
      town.app.routes
        .filter((r) => r.method !== 'ALL' && (r.path.startsWith('/api/') || r.path === '/health'))
        .map((r) => `${r.method} ${r.path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`),
    ),
  ]
    .filter((route) => route !== 'GET /api/openapi.json')
    .sort()

/** The answer must be what the contract says, with nothing that stands in no contract. */
const fits = async (
  schema: z.ZodType,
  response: Response | Promise<Response>,
  status = 200,
): Promise<unknown> => {
  const answered = await response
  const body = await answered.json()
  expect([answered.status, status === 200 ? '' : body]).toEqual([status, status === 200 ? '' : body])
  const parsed = schema.safeParse(body)
  expect(parsed.error?.issues ?? []).toEqual([])
  expect(body).toEqual(parsed.data)
  return parsed.data
}

describe('the public contract', () => {
  test('openapi.json names every public route, and each route says what it answers', () => {
    const named = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(document.openapi).toBe('3.1.0')
    expect(named.sort()).toEqual(realRoutes())
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { responses }] of Object.entries(methods)) {
        expect(Object.values(responses['200']?.content ?? {})[0]?.schema, `${method} ${path}`).toBeDefined()
      }
    }
  })

  test('what the doors of a talk answer fits it', async () => {
    await fits(shape.Health, town.app.request('/health'))
    await fits(shape.CityView, town.app.request('/api/city'))
    await fits(
      shape.ConversationStarted,
      town.app.request('/api/conversations', { method: 'POST', headers: { 'x-forwarded-for': '10.5.0.1' } }),
    )
    const citizen = await town.citizen()
    for (const text of [
      '身份证丢了怎么补办',
      '要带什么材料',
      '火星移民签证去哪里盖章呢',
      '着火了',
      '你好',
      '我要投诉，澄心路12号门口的路灯坏了',
      '13800138000',
    ]) {
      await fits(shape.Replies, citizen.send(text))
    }
    await fits(shape.Replies, citizen.edit('wish', '请修好'))
    await fits(shape.Replies, citizen.send('确认提交'))
    const thread = (await fits(
      shape.Thread,
      town.app.request(`${citizen.path}/messages`, { headers: citizen.headers }),
    )) as z.infer<typeof shape.Thread>
    const answer = thread.messages.find((m) => m.reply?.kind === 'answer')
    const feedback = JSON.stringify({ messageId: answer?.id, verdict: 'useful' })
    const rated = { method: 'POST', headers: citizen.headers, body: feedback }
    await fits(shape.Done, town.app.request(`${citizen.path}/feedback`, rated))
    const empty = { method: 'POST', headers: citizen.headers, body: '{}' }
    await fits(shape.ErrorShape, town.app.request(`${citizen.path}/messages`, empty), 400)
  })

  test('what the doors of a ticket answer fits it, from the first state to the rating', async () => {
    const { number, code } = await fileComplaint(town)
    const post = (action: string, body: object) =>
      town.app.request(`/api/tickets/${number}/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, ...body }),
      })
    await fits(shape.TicketView, town.track(number, code))
    await fits(shape.TicketView, post('facts', { text: '今天又有人摔倒' }))
    await fits(PersonalStanding, post('personal', {}))
    await fits(PersonalExport, post('export', {}))
    await fits(PersonalStanding, post('correct', { name: '郑晚晴' }))
    await fits(PersonalStanding, post('erasure', { reason: '不想留了' }))
    const urban = await town.signIn('urban')
    await act(urban, number, 'sign')
    await publish(town, urban, number, { publicReply: '已经修好，请您看看。' })
    await fits(shape.ErrorShape, post('withdraw', {}), 409)
    await town.settle()
    await fits(shape.TicketView, post('rating', { solved: 'solved', satisfied: 5 }))
    await fits(shape.ErrorShape, town.track(number, 'WRONGCOD'), 404)
    const second = await fileComplaint(town)
    const withdraw = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: second.code }),
    }
    await fits(shape.TicketView, town.app.request(`/api/tickets/${second.number}/withdraw`, withdraw))
  })
})
