import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWechatChannel } from '../../../../channels/wechat/customer-service-message.ts'
import { decryptMessage } from '../../../../channels/wechat/decrypt-message.ts'
import { encryptText } from '../../../../channels/wechat/encrypt-reply.ts'
import { readFields } from '../../../../channels/wechat/parse-message.ts'
import { signParts } from '../../../../channels/wechat/verify-signature.ts'
import { createWechatApp, type WechatDeps } from '../../../../channels/wechat/wechat-app.ts'
import { describeMissing } from '../../../../channels/wechat/wechat-config.ts'
import type { Reply } from '../../../../src/contracts/message.ts'
import { frontDesk, handClock, until, wait } from '../front-desk.ts'
import { startWechatServer } from './wechat-server.ts'

const TOKEN = 'pamtest'
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const APP_ID = 'wxb11529c136998cb6'
let server: Awaited<ReturnType<typeof startWechatServer>>
beforeEach(async () => {
  server = await startWechatServer()
})
afterEach(() => server.stop())

const say = (text: string): Reply => ({ kind: 'answer', text })
const open = (
  desk: ReturnType<typeof frontDesk>,
  more: Partial<WechatDeps> = {},
  aesKey: string | undefined = KEY,
) => {
  const clock = more.clock ?? handClock()
  const config = {
    token: TOKEN,
    appId: APP_ID,
    appSecret: 's',
    apiBaseUrl: server.apiBaseUrl,
    encodingAesKey: aesKey,
  }
  const channel = createWechatChannel({ config, clock })
  return createWechatApp({
    config,
    clock,
    channel,
    receive: desk.receive,
    answerWithinMs: 80,
    pushRetryMs: [10, 10],
    ...more,
  })
}
type App = ReturnType<typeof open>

const xmlOf = (fields: Record<string, string>) =>
  `<xml>${Object.entries({ ToUserName: 'gh_1', FromUserName: 'o1', CreateTime: '1700000000', ...fields })
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`
const text = (content: string, id = '1') => xmlOf({ MsgType: 'text', Content: content, MsgId: id })
const signed = `timestamp=11&nonce=22&signature=${signParts([TOKEN, '11', '22'])}`
const post = (app: App, body: string, query = signed) => app.request(`/?${query}`, { method: 'POST', body })
const postSafe = (app: App, xml: string, appId = APP_ID, signature?: string) => {
  const encrypted = encryptText({ encodingAesKey: KEY, appId }, xml)
  const msgSignature = signature ?? signParts([TOKEN, '11', '22', encrypted])
  const body = `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
  return post(app, body, `${signed}&encrypt_type=aes&msg_signature=${msgSignature}`)
}
const contentOf = async (response: Response) => readFields(await response.text())?.Content
const sentTexts = () =>
  server.sends.map((call) => (call.json as unknown as { text: { content: string } }).text.content)

describe('the address check', () => {
  const app = () => open(frontDesk(() => []))
  it('echoes the text word for word when the signature is ours', async () => {
    const response = await app().request(`/?${signed}&echostr=5927%2B%3Cb%3E782`)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('5927+<b>782')
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  it('refuses everybody else', async () => {
    expect(
      (await app().request(`/?timestamp=11&nonce=22&signature=${'0'.repeat(40)}&echostr=x`)).status,
    ).toBe(403)
    expect((await app().request('/?echostr=x')).status).toBe(403)
  })
})

describe('a message in plain mode', () => {
  it('is answered by the passive reply to the citizen who wrote', async () => {
    const desk = frontDesk((inbound) => [say(`收到：${inbound.text}`)])
    const response = await post(open(desk), text('居住证怎么办'))
    expect(response.headers.get('content-type')).toMatch(/^text\/xml/)
    expect(readFields(await response.text())).toMatchObject({
      ToUserName: 'o1',
      FromUserName: 'gh_1',
      MsgType: 'text',
      Content: '收到：居住证怎么办',
    })
    expect(desk.calls).toEqual([
      {
        channel: 'wechat',
        channelMessageId: '1',
        channelUserId: 'o1',
        text: '居住证怎么办',
        receivedAt: '2026-11-21T08:00:00.000Z',
      },
    ])
  })

  it('is refused with a wrong signature, before it is read', async () => {
    const desk = frontDesk(() => [say('x')])
    const response = await post(open(desk), text('a'), 'timestamp=11&nonce=22&signature=bad')
    expect(response.status).toBe(403)
    expect(desk.calls).toHaveLength(0)
  })

  it('is refused when it is too large, carries a DOCTYPE or is no XML of theirs', async () => {
    const app = open(frontDesk(() => [say('x')]))
    expect((await post(app, text('字'.repeat(30_000)))).status).toBe(413)
    expect((await post(app, `<!DOCTYPE a>${text('a')}`)).status).toBe(400)
    expect((await post(app, 'garbage')).status).toBe(400)
    expect((await post(app, '<xml><a>1</xml>')).status).toBe(400)
  })

  it('is refused when the operator asked for encrypted messages only', async () => {
    const config = {
      token: TOKEN,
      appId: APP_ID,
      appSecret: 's',
      apiBaseUrl: server.apiBaseUrl,
      encodingAesKey: KEY,
      requireEncrypted: true,
    }
    const app = open(
      frontDesk(() => [say('x')]),
      { config },
    )
    expect((await post(app, text('a'))).status).toBe(403)
    expect((await postSafe(app, text('a'))).status).toBe(200)
  })
})

describe('a message in safe mode', () => {
  it('is decrypted, and the answer is encrypted for this account', async () => {
    const desk = frontDesk((inbound) => [say(`收到：${inbound.text}`)])
    const envelope = readFields(await (await postSafe(open(desk), text('路灯坏了'))).text())!
    const { Encrypt, MsgSignature, TimeStamp, Nonce } = envelope as Record<string, string>
    expect(MsgSignature).toBe(signParts([TOKEN, TimeStamp!, Nonce!, Encrypt!]))
    const opened = decryptMessage({ encodingAesKey: KEY, appId: APP_ID }, Encrypt!)
    expect(readFields(opened.ok ? opened.text : '')).toMatchObject({ Content: '收到：路灯坏了' })
  })

  it('is refused for another account, with a wrong signature, or without our key', async () => {
    const desk = frontDesk(() => [say('x')])
    expect((await postSafe(open(desk), text('a'), 'wx-other')).status).toBe(403)
    expect((await postSafe(open(desk), text('a'), APP_ID, 'bad')).status).toBe(403)
    expect((await postSafe(open(desk, {}, ''), text('a'))).status).toBe(403)
    expect(desk.calls).toHaveLength(0)
  })

  it('is read from the encrypted part in compat mode, not from the clear copy beside it', async () => {
    const desk = frontDesk(() => [say('x')])
    const encrypted = encryptText({ encodingAesKey: KEY, appId: APP_ID }, text('真的', '7'))
    const body = text('假的', '8').replace('</xml>', `<Encrypt>${encrypted}</Encrypt></xml>`)
    const query = `${signed}&encrypt_type=aes&msg_signature=${signParts([TOKEN, '11', '22', encrypted])}`
    expect((await post(open(desk), body, query)).status).toBe(200)
    expect(desk.calls.map((call) => call.text)).toEqual(['真的'])
    const plain = await post(open(desk, {}, ''), body, query)
    expect(plain.status).toBe(200)
    expect(desk.calls.map((call) => call.text)).toEqual(['真的', '假的'])
  })
})

describe('a slow answer', () => {
  const slowDesk = (ms: number) => frontDesk(async () => wait(ms).then(() => [say('查到了')]))

  it('ends the request with success and follows as a customer-service message, once', async () => {
    const app = open(slowDesk(150))
    const response = await post(app, text('慢'))
    expect(await response.text()).toBe('success')
    await until(() => server.sends.length > 0)
    await wait(50)
    expect(sentTexts()).toEqual(['查到了'])
    expect(await (await post(app, text('慢'))).text()).toBe('success')
    await wait(30)
    expect(sentTexts()).toEqual(['查到了'])
  })

  it('goes to the repeat of the push that is still waiting, asked once and not sent twice', async () => {
    const desk = slowDesk(120)
    const app = open(desk)
    expect(await (await post(app, text('慢'))).text()).toBe('success')
    expect(await contentOf(await post(app, text('慢')))).toBe('查到了')
    await wait(50)
    expect(desk.calls).toHaveLength(1)
    expect(sentTexts()).toEqual([])
  })

  it('is given to both when the repeat comes while the first still waits', async () => {
    const desk = slowDesk(40)
    const app = open(desk)
    const both = await Promise.all([post(app, text('慢')), post(app, text('慢'))])
    expect(await Promise.all(both.map(contentOf))).toEqual(['查到了', '查到了'])
    expect(desk.calls).toHaveLength(1)
  })

  it('is tried again when WeChat is busy and given up when it is refused', async () => {
    const warnings: object[] = []
    server.planSends({ errcode: -1 })
    await post(open(slowDesk(100)), text('慢'))
    await until(() => server.sends.length === 2)
    server.planSends({ errcode: 48001 })
    await post(open(slowDesk(100), { log: { warn: (fields) => warnings.push(fields) } }), text('慢'))
    await until(() => warnings.length > 0)
    expect(server.sends).toHaveLength(3)
    expect(warnings[0]).toMatchObject({ reason: expect.stringContaining('48001') })
  })
})

describe('a repeated push', () => {
  it('gets the same words again after the first answer was lost on the way', async () => {
    const desk = frontDesk(() => [say('好')])
    const app = open(desk)
    expect(await contentOf(await post(app, text('a')))).toBe('好')
    expect(await contentOf(await post(app, text('a')))).toBe('好')
    expect(desk.calls).toHaveLength(1)
  })
})

describe('what does not fit one passive answer', () => {
  it('follows as customer-service messages, and not again with a repeat', async () => {
    const long = '这一句有十个字左右。'.repeat(50)
    const app = open(frontDesk(() => [say(long), say('第二条'.repeat(60))]))
    expect(await contentOf(await post(app, text('a')))).toBe(long)
    await until(() => server.sends.length === 1)
    await post(app, text('a'))
    await wait(40)
    expect(sentTexts()).toEqual(['第二条'.repeat(60)])
  })
})

describe('other pushes', () => {
  it('welcome a new follower without troubling the front desk', async () => {
    const desk = frontDesk(() => [])
    const app = open(desk, { welcome: '您好，这里是智能助理。' })
    expect(await contentOf(await post(app, xmlOf({ MsgType: 'event', Event: 'subscribe' })))).toBe(
      '您好，这里是智能助理。',
    )
    expect(desk.calls).toHaveLength(0)
  })

  it('turn a menu tap into the words it stands for', async () => {
    const desk = frontDesk(() => [say('好')])
    const app = open(desk, { menuTexts: { HOT: '热门事项' } })
    const click = (key: string, time: string) =>
      xmlOf({ MsgType: 'event', Event: 'CLICK', EventKey: key, CreateTime: time })
    for (const [index, key] of ['HUMAN', 'HOT', '公积金怎么提取', 'constructor'].entries())
      await post(app, click(key, String(index + 1)))
    expect(desk.calls.map((call) => call.text)).toEqual([
      '转人工',
      '热门事项',
      '公积金怎么提取',
      'constructor',
    ])
  })

  it('say plainly what cannot be read, and nothing at all to a mere report', async () => {
    const app = open(frontDesk(() => []))
    expect(await contentOf(await post(app, xmlOf({ MsgType: 'voice', MediaId: 'm', MsgId: '1' })))).toContain(
      '没有听清',
    )
    expect(await contentOf(await post(app, xmlOf({ MsgType: 'image', PicUrl: 'u', MsgId: '2' })))).toContain(
      '目前只能读文字、照片',
    )
    expect(await (await post(app, xmlOf({ MsgType: 'event', Event: 'VIEW', EventKey: 'u' }))).text()).toBe(
      'success',
    )
  })

  it('bring a photo to the front desk by its MediaId, never by an address of the push', async () => {
    const desk = frontDesk(() => [{ kind: 'notice', text: '收到 1 张照片。' }])
    const push = { MsgType: 'image', PicUrl: 'http://10.0.0.1/x', MediaId: 'M_1-a', MsgId: '3' }
    expect(await contentOf(await post(open(desk), xmlOf(push)))).toBe('收到 1 张照片。')
    expect(desk.calls).toMatchObject([
      { text: '', attachments: [{ kind: 'image', url: 'wechat-media:M_1-a' }] },
    ])
  })

  it('get one calm sentence when the front desk fails', async () => {
    const broken = frontDesk(() => {
      throw new Error('down')
    })
    expect(await contentOf(await post(open(broken), text('a')))).toContain('请您过一会儿再发一次')
  })
})

describe('a digit', () => {
  it('stands for the option that was offered, for half an hour', async () => {
    const options = [
      { label: '首次办理', value: '居住证首次办理' },
      { label: '续签', value: '居住证续签' },
    ]
    const desk = frontDesk((inbound) => [
      inbound.text === '居住证' ? { kind: 'clarify', text: '哪一项？', options } : say('好'),
    ])
    const clock = handClock()
    const app = open(desk, { clock })
    await post(app, text('居住证', '1'))
    await post(app, text('２', '2'))
    await post(app, text('2', '3'))
    await post(app, text('居住证', '4'))
    clock.advance(31 * 60_000)
    await post(app, text('1', '5'))
    expect(desk.calls.map((call) => call.text)).toEqual(['居住证', '居住证续签', '2', '居住证', '1'])
  })
})

describe('the start-up statement', () => {
  it('names what is missing in plain words', () => {
    expect(describeMissing({ token: 'a', appId: 'b', appSecret: 'c' })).toEqual([])
    expect(describeMissing({}).join()).toMatch(/WECHAT_TOKEN.*WECHAT_APP_ID.*WECHAT_APP_SECRET/)
    expect(describeMissing({ token: 'a', appId: 'b', appSecret: 'c', encodingAesKey: 'short' })[0]).toContain(
      '43 位',
    )
  })
})
