import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccessTokens, WechatApiError } from '../../../../channels/wechat/access-token.ts'
import { createWechatChannel } from '../../../../channels/wechat/customer-service-message.ts'
import type { Reply } from '../../../../src/contracts/message.ts'
import { handClock } from '../front-desk.ts'
import { startWechatServer } from './wechat-server.ts'

let server: Awaited<ReturnType<typeof startWechatServer>>
let clock: ReturnType<typeof handClock>
beforeEach(async () => {
  server = await startWechatServer()
  clock = handClock()
})
afterEach(() => server.stop())

const configOf = () => ({
  token: 't',
  appId: 'wx1',
  appSecret: 's',
  apiBaseUrl: server.apiBaseUrl,
  apiTimeoutMs: 200,
})
const hello: Reply = { kind: 'notice', text: '您好"市民"' }
const minutesAgo = (minutes: number) => new Date(clock.now().getTime() - minutes * 60_000).toISOString()
const citizen = (minutes = 1) => ({
  channelUserId: 'o1',
  conversationId: 'c1',
  lastInboundAt: minutesAgo(minutes),
})

describe('the access token', () => {
  it('is asked for once, however many wait, and in normal mode', async () => {
    server.delayTokens(30)
    const tokens = createAccessTokens(configOf(), clock)
    expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(['T1', 'T1', 'T1'])
    expect(server.tokenRequests.map((call) => call.json)).toEqual([
      { grant_type: 'client_credential', appid: 'wx1', secret: 's', force_refresh: false },
    ])
  })

  it('is kept until 300 s before its end and then fetched anew', async () => {
    const tokens = createAccessTokens(configOf(), clock)
    await tokens.get()
    clock.advance(6_899_000)
    expect(await tokens.get()).toBe('T1')
    clock.advance(1_000)
    expect(await tokens.get()).toBe('T2')
  })

  it('is not remembered when the fetch failed, and a newer one survives a late drop', async () => {
    const tokens = createAccessTokens(configOf(), clock)
    server.planTokens({ errcode: 40013, errmsg: 'invalid appid' }, 'garbage', {
      access_token: '',
      expires_in: 1,
    })
    await expect(tokens.get()).rejects.toMatchObject({ errcode: 40013 })
    await expect(tokens.get()).rejects.toBeInstanceOf(WechatApiError)
    await expect(tokens.get()).rejects.toMatchObject({ errcode: null })
    const good = await tokens.get()
    tokens.drop('old')
    expect(await tokens.get()).toBe(good)
  })
})

describe('a customer-service message', () => {
  it('reaches the citizen as unescaped UTF-8', async () => {
    const channel = createWechatChannel({ config: configOf(), clock })
    expect(await channel.send(citizen(), hello)).toEqual({ ok: true })
    expect(server.sends[0]).toMatchObject({ path: '/cgi-bin/message/custom/send', token: 'T1' })
    expect(server.sends[0]!.body).toBe('{"touser":"o1","msgtype":"text","text":{"content":"您好\\"市民\\""}}')
  })

  it('carries WeChat’s own label only for words a model wrote', async () => {
    const channel = createWechatChannel({ config: configOf(), clock })
    await channel.send(citizen(), { ...hello, aiWritten: true })
    expect(server.sends[0]!.json).toMatchObject({ aimsgcontext: { is_ai_msg: 1 } })
  })

  it('makes the questions of a follow-up tappable', async () => {
    const channel = createWechatChannel({ config: configOf(), clock })
    const options = [
      { label: '已解决', value: 'solved' },
      { label: '没有解决', value: 'unsolved' },
    ]
    await channel.send(citizen(), { kind: 'notice', text: '问题解决了吗？', asks: 'solved', options })
    expect(server.sends[0]!.json).toMatchObject({
      msgtype: 'msgmenu',
      msgmenu: {
        head_content: '问题解决了吗？',
        list: [
          { id: 'ys:solved', content: '已解决' },
          { id: 'ys:unsolved', content: '没有解决' },
        ],
      },
    })
  })

  it.each([40001, 40014, 42001])(
    'gets through after %i: the token is dropped and fetched once more',
    async (errcode) => {
      const channel = createWechatChannel({ config: configOf(), clock })
      server.planSends({ errcode, errmsg: 'expired' })
      expect(await channel.send(citizen(), hello)).toEqual({ ok: true })
      expect(server.sends.map((call) => call.token)).toEqual(['T1', 'T2'])
    },
  )

  it('is given up for now when the fresh token is refused too', async () => {
    const channel = createWechatChannel({ config: configOf(), clock })
    server.planSends({ errcode: 40001 }, { errcode: 40001 }, { errcode: 40001 })
    expect(await channel.send(citizen(), hello)).toMatchObject({ ok: false, retry: true })
    expect(server.sends).toHaveLength(2)
  })

  it.each([
    [45015, false, '48 小时'],
    [45047, false, '条数已用完'],
    [48001, false, '没有客服消息权限'],
    [43004, false, '没有关注'],
    [-1, true, '-1'],
    [45009, true, '45009'],
    [45011, true, '45011'],
  ])('answered with %i may be tried again: %s, and says why', async (errcode, retry, words) => {
    const channel = createWechatChannel({ config: configOf(), clock })
    server.planSends({ errcode, errmsg: 'no' })
    expect(await channel.send(citizen(), hello)).toEqual({
      ok: false,
      retry,
      reason: expect.stringContaining(words),
    })
  })

  it('counts as sent when WeChat already has it', async () => {
    const channel = createWechatChannel({ config: configOf(), clock })
    server.planSends({ errcode: 45065, errmsg: 'dup' })
    expect(await channel.send(citizen(), hello)).toEqual({ ok: true })
  })

  it.each([['<html>502</html>'], ['[]'], ['{"errcode":"x"}']])(
    'may be tried again after an unreadable answer: %s',
    async (garbage) => {
      const channel = createWechatChannel({ config: configOf(), clock })
      server.planSends(garbage)
      expect(await channel.send(citizen(), hello)).toMatchObject({ ok: false, retry: true })
    },
  )

  it('may be tried again when WeChat is slow or gone, and never shows the token in the reason', async () => {
    const channel = createWechatChannel({ config: configOf(), clock })
    server.planSends('hang')
    const slow = await channel.send(citizen(), hello)
    expect(slow).toEqual({ ok: false, retry: true, reason: '微信接口没有应答（timeout）' })
    await server.stop()
    expect(await channel.send(citizen(), hello)).toEqual({
      ok: false,
      retry: true,
      reason: '微信接口没有应答（unreachable）',
    })
  })

  it('is refused without asking WeChat outside 48 hours or when the citizen never wrote', async () => {
    const channel = createWechatChannel({ config: configOf(), clock })
    expect(await channel.send(citizen(48 * 60), hello)).toMatchObject({ ok: false, retry: false })
    expect(await channel.send({ ...citizen(), lastInboundAt: null }, hello)).toMatchObject({
      ok: false,
      retry: false,
    })
    expect(await channel.send({ ...citizen(), lastInboundAt: 'yesterday' }, hello)).toMatchObject({
      ok: false,
      retry: false,
    })
    expect(server.sends).toHaveLength(0)
    expect(await channel.send(citizen(48 * 60 - 1), hello)).toEqual({ ok: true })
  })

  it('stops after five until the citizen writes again', async () => {
    const channel = createWechatChannel({ config: configOf(), clock })
    const to = citizen()
    for (let i = 0; i < 5; i += 1) expect(await channel.send(to, hello)).toEqual({ ok: true })
    expect(await channel.send(to, hello)).toEqual({
      ok: false,
      retry: false,
      reason: expect.stringContaining('5 条'),
    })
    expect(await channel.send({ ...to, lastInboundAt: minutesAgo(0) }, hello)).toEqual({ ok: true })
    expect(await channel.send({ ...to, channelUserId: 'o2' }, hello)).toEqual({ ok: true })
  })

  it('continues a long reply where it broke off instead of repeating its beginning', async () => {
    const channel = createWechatChannel({ config: configOf(), clock })
    const long: Reply = { kind: 'notice', text: '一二三四五六七八九。'.repeat(150) }
    server.planSends({ errcode: 0 }, { errcode: -1 })
    const to = citizen()
    expect(await channel.send(to, long)).toMatchObject({ ok: false, retry: true })
    expect(await channel.send(to, long)).toEqual({ ok: true })
    const contents = server.sends.map(
      (call) => (call.json as unknown as { text: { content: string } }).text.content,
    )
    expect(contents).toHaveLength(4)
    expect(contents[1]).toBe(contents[2])
    expect(contents[0]! + contents[2]! + contents[3]!).toBe(long.text)
  })
})
