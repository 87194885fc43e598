import { Hono } from 'hono'
import { beforeEach, describe, expect, test } from 'vitest'
import { startWebConversation } from '../../../src/conversations/open-conversation.ts'
import { addressOf } from '../../../src/http/limit-requests.ts'
import { onError } from '../../../src/http/on-error.ts'
import { publicApi } from '../../../src/http/public.ts'
import type { Desk } from '../../../src/intake/desk.ts'
import { LIMITS } from '../../../src/platform/limits.ts'
import { createLog } from '../../../src/platform/log.ts'
import { buildDesk } from '../../support/build-desk.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'

const log = createLog('silent')

describe('the address requests are counted by', () => {
  const counted = async (forwarded: string): Promise<string> => {
    const app = new Hono().get('/', (c) => c.text(addressOf(c, true)))
    return (await app.request('/', { headers: { 'x-forwarded-for': forwarded } })).text()
  }

  test('is the last the proxy added; what the caller wrote in front counts for nothing', async () => {
    expect(await counted('6.6.6.6, 203.0.113.7')).toBe('203.0.113.7')
  })

  test('is the same with and without a port, and as IPv4 inside IPv6', async () => {
    expect(await counted('203.0.113.7:51234')).toBe('203.0.113.7')
    expect(await counted('::ffff:203.0.113.7')).toBe('203.0.113.7')
  })

  test('of IPv6 is the network of one line: a subscriber owns 2^64 addresses', async () => {
    const one = await counted('2001:db8:1:2::1')
    expect(await counted('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe(one)
    expect(await counted('[2001:db8:1:2::9]:443')).toBe(one)
    expect(await counted('2001:db8:1:3::1')).not.toBe(one)
  })
})

describeOnEachDatabase('limits per talk', (open, engine) => {
  let desk: Desk
  beforeEach(async () => {
    desk = { ...buildDesk(await open()), log } as unknown as Desk
  })
  const openApi = () => {
    const app = publicApi(desk, {
      hub: { watch: () => () => {}, watchAll: () => () => {}, watchHints: () => () => {}, hint: () => {} },
      trustProxy: false,
    })
    app.onError(onError(log))
    return app
  }
  const post = (
    app: ReturnType<typeof openApi>,
    path: string,
    token: string,
    body: object,
    method = 'POST',
  ) =>
    app.request(path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test(`a stranger who knows the id cannot use up the limit of somebody else’s talk (${engine})`, async () => {
    const app = openApi()
    const { conversationId, token } = await startWebConversation(desk)
    const path = `/conversations/${conversationId}/messages`
    for (let n = 0; n < LIMITS.messagesPerMinute + 5; n++) {
      expect((await post(app, path, 'wrong', { clientMessageId: `x${n}`, text: '你好' })).status).toBe(401)
    }
    // Too long on purpose: let in by the limit, refused before anything is thought.
    const owner = await post(app, path, token, { clientMessageId: 'mine', text: '灯'.repeat(5001) })
    expect(owner.status).toBe(413)
  })

  test(`corrections of a draft and ratings of answers are limited as well (${engine})`, async () => {
    const app = openApi()
    const { conversationId, token } = await startWebConversation(desk)
    const path = `/conversations/${conversationId}`
    const statuses = { draft: new Set<number>(), feedback: new Set<number>() }
    for (let n = 0; n < 100; n++) {
      const edit = await post(app, `${path}/draft`, token, { field: 'wish', value: '修好' }, 'PUT')
      statuses.draft.add(edit.status)
      const rate = await post(app, `${path}/feedback`, token, { messageId: 'none', verdict: 'useful' })
      statuses.feedback.add(rate.status)
    }
    expect([...statuses.draft].sort()).toEqual([409, 429])
    expect([...statuses.feedback].sort()).toEqual([404, 429])
  })
})
