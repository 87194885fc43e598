import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { returnLapsedHolds } from '../../src/conversations/return-holds.ts'
import { signPush } from '../../src/platform/signed-push.ts'
import { openTown, type Staff, TOWN_SETTINGS, type Town } from '../support/open-town.ts'

let town: Town
let agent: Staff
let second: Staff
beforeAll(async () => {
  town = await openTown()
  agent = await town.signIn('agent')
  second = await town.signIn('agent2')
})
afterAll(() => town.close())

const push = async (path: string, body: object, secret: string = TOWN_SETTINGS.TELEPHONY_SECRET) => {
  const text = JSON.stringify(body)
  const timestamp = String(Math.floor(town.clock.now().getTime() / 1000))
  const signature = signPush(secret, timestamp, new TextEncoder().encode(text))
  return town.app.request(`/channels/calls${path}`, {
    method: 'POST',
    headers: { 'x-signature': signature, 'x-timestamp': timestamp },
    body: text,
  })
}
const news = async (event: string, callId: string, caller: string, agentNo?: string): Promise<string> => {
  const answer = await push('', { callId, event, caller, ...(agentNo ? { agentNo } : {}) })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { conversationId: string }).conversationId
}
const heard = (callId: string, seq: number, role: string, text: string, final = true) =>
  push('/segments', { callId, segments: [{ seq, role, text, final }] })
type Detail = {
  conversation: { heldBy: string; agentName: string | null; waitKind: string | null; waitReason: string }
  messages: { author: string; text: string; spoken?: { isFinal: boolean } }[]
}
const talkOf = (who: Staff, id: string) => who.ok<Detail>('GET', `/conversations/${id}`)

describe('a call', () => {
  test('rings on the right desk, is theirs when answered, fills transcript and form, and is wrapped up', async () => {
    await agent.ok('PUT', '/desk/extension', { extension: '8001' })
    const id = await news('ringing', 'c-1', '13800138051', '8001')
    const { rows } = await agent.ok<{ rows: object[] }>('GET', '/desk/calls')
    expect(rows).toMatchObject([{ callId: 'c-1', state: 'ringing', conversationId: id }])
    expect((await second.ok<{ rows: object[] }>('GET', '/desk/calls')).rows).toEqual([])

    await news('answered', 'c-1', '13800138051', '8001')
    expect((await talkOf(agent, id)).conversation).toMatchObject({ heldBy: 'agent', agentName: '林坐席' })
    expect((await second.request('POST', `/conversations/${id}/take`)).status).toBe(409)
    const wrote = await agent.request('POST', `/conversations/${id}/say`, { text: '您好' })
    expect(wrote.status).toBe(409)

    await heard('c-1', 0, 'agent', '您好，12345，请讲')
    await heard('c-1', 1, 'citizen', '我要投诉', false)
    await heard('c-1', 1, 'citizen', '我要投诉澄心路401号的路灯', false)
    const partial = (await talkOf(agent, id)).messages.at(-1)
    expect(partial).toMatchObject({ text: '我要投诉澄心路401号的路灯', spoken: { isFinal: false } })
    await heard('c-1', 1, 'citizen', '我要投诉澄心路401号的路灯坏了一周')
    await heard('c-1', 1, 'citizen', '迟到的旧话', false)
    await heard('c-1', 2, 'agent', '怎么称呼您')
    await heard('c-1', 3, 'citizen', '我姓赵')
    const { messages } = await talkOf(agent, id)
    expect(messages.map((m) => m.text)).toEqual([
      '您好，12345，请讲',
      '我要投诉澄心路401号的路灯坏了一周',
      '怎么称呼您',
      '我姓赵',
    ])
    const { form } = await agent.ok<{ form: { fields: { field: string; value: string }[] } }>(
      'GET',
      `/conversations/${id}/form`,
    )
    const value = (field: string) => form.fields.find((f) => f.field === field)?.value
    expect([value('type'), value('phone'), value('name')]).toEqual(['投诉', '13800138051', '赵'])
    expect(value('place')).toContain('澄心路401号')

    const filed = await agent.ok<{ number: string; readOut: string }>('POST', `/conversations/${id}/ticket`, {
      key: 'k',
    })
    expect((await town.track(filed.number, filed.readOut)).status).toBe(200)
    await news('ended', 'c-1', '13800138051', '8001')
    expect((await talkOf(agent, id)).conversation.heldBy).toBe('ended')
    const wraps = await agent.ok<{ rows: { id: string; talk: { id: string } }[] }>('GET', '/desk/wrap-ups')
    expect(wraps.rows.map((w) => w.talk.id)).toEqual([id])
    await agent.ok('POST', `/desk/wrap-ups/${wraps.rows[0]?.id}`, { code: 'ticket' })
  })

  test('told twice, or late, changes nothing', async () => {
    const id = await news('ringing', 'c-2', '13800138052', 'agent')
    expect(await news('ringing', 'c-2', '13800138052', 'agent')).toBe(id)
    await news('answered', 'c-2', '13800138052', 'agent')
    await news('ringing', 'c-2', '13800138052', 'agent')
    expect((await talkOf(agent, id)).conversation.heldBy).toBe('agent')
    await news('ended', 'c-2', '13800138052', 'agent')
    await news('answered', 'c-2', '13800138052', 'agent')
    expect((await talkOf(agent, id)).conversation.heldBy).toBe('ended')
  })

  test('that nobody answered waits to be called back', async () => {
    const id = await news('ringing', 'c-3', '13800138053', 'agent')
    await news('ended', 'c-3', '13800138053')
    expect((await talkOf(agent, id)).conversation).toMatchObject({
      heldBy: 'waiting',
      waitKind: 'call',
      waitReason: '漏接来电，请回拨',
    })
  })

  test('that runs is not taken from its agent when their screen is silent', async () => {
    const id = await news('ringing', 'c-4', '13800138054', 'agent2')
    await news('answered', 'c-4', '13800138054', 'agent2')
    town.clock.advance(10 * 60_000)
    await returnLapsedHolds(town.desk)
    expect((await talkOf(second, id)).conversation).toMatchObject({ heldBy: 'agent', agentName: '何坐席' })
    await news('ended', 'c-4', '13800138054', 'agent2')
  })

  test('of one caller at two desks at once is two talks', async () => {
    const id = await news('ringing', 'c-5', '13800138055', 'agent')
    await news('answered', 'c-5', '13800138055', 'agent')
    expect(await news('ringing', 'c-6', '13800138055', 'agent2')).not.toBe(id)
  })

  test('is taken in only when signed with our key', async () => {
    const wrong = await push('', { callId: 'c-7', event: 'ringing', caller: '1' }, 'somebody-elses-secret')
    expect(wrong.status).toBe(401)
    expect((await push('', { callId: 'c 7', event: 'rings' })).status).toBe(400)
    expect((await heard('no-such-call', 0, 'citizen', '喂')).status).toBe(404)
  })
})
