import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { VoiceDeps } from '../../../../channels/voice/take-turn.ts'
import { signRequest } from '../../../../channels/voice/validate-signature.ts'
import { createVoiceApp } from '../../../../channels/voice/voice-app.ts'
import { describeMissing } from '../../../../channels/voice/voice-config.ts'
import type { Reply } from '../../../../src/contracts/message.ts'
import { frontDesk, handClock, wait } from '../front-desk.ts'

const PUBLIC = 'https://hotline.example.gov.cn'
const config = { authToken: 's3cr3t', publicBaseUrl: `${PUBLIC}/` }
const CALL = { CallSid: 'CA1', AccountSid: 'AC1', From: '+8613800138000', CallStatus: 'in-progress' }
const say = (text: string): Reply => ({ kind: 'answer', text })

const open = (desk: ReturnType<typeof frontDesk>, more: Partial<VoiceDeps> = {}) =>
  new Hono().route(
    '/channels/voice',
    createVoiceApp({ config, clock: handClock(), receive: desk.receive, ...more }),
  )
type App = ReturnType<typeof open>

/** Calls as Twilio does: the public address is signed, the request arrives on a private one. */
const call = async (app: App, path: string, fields: Record<string, string> = {}, signature?: string) => {
  const url = path.startsWith('http') ? path : `${PUBLIC}/channels/voice${path}`
  const params = { ...CALL, ...fields }
  return app.request(url.replace(PUBLIC, 'http://10.0.0.5:12345'), {
    method: 'POST',
    body: new URLSearchParams(params).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature ?? signRequest('s3cr3t', url, params),
    },
  })
}
const xmlOf = async (response: Promise<Response>) => (await response).text()
const plain = (text: string) => text.replaceAll('&amp;', '&')
const actionIn = (xml: string) => plain(/ action="([^"]+)"/.exec(xml)?.[1] ?? '')
const redirectIn = (xml: string) => plain(/<Redirect[^>]*>([^<]+)</.exec(xml)?.[1] ?? '')

describe('a paused telephone', () => {
  it('says that nobody could be reached where callers are to be put through and no number is left', async () => {
    const paused = () => ({ words: '正在为您转接人工，请稍候。', transfers: true })
    const xml = await xmlOf(
      call(
        open(
          frontDesk(() => []),
          { paused },
        ),
        '/incoming',
      ),
    )
    expect(xml).toContain('人工坐席暂时没有接通，请您稍后再拨')
    expect(xml).toContain('<Hangup/>')
    expect(xml).not.toContain('<Dial')
  })
})

describe('an incoming call', () => {
  it('is greeted by an assistant that says so and offers a person', async () => {
    const response = await call(
      open(
        frontDesk(() => []),
        { hints: ['居住证', '公积金'] },
      ),
      '/incoming',
    )
    expect(response.headers.get('content-type')).toMatch(/^text\/xml/)
    const xml = await response.text()
    expect(xml).toContain('智能助理')
    expect(xml).toContain('转人工请按0')
    expect(xml).toContain('input="speech dtmf" language="cmn-Hans-CN"')
    expect(xml).toContain('actionOnEmptyResult="true"')
    expect(xml).toContain('hints="居住证,公积金"')
    expect(actionIn(xml)).toBe(`${PUBLIC}/channels/voice/turn?n=1`)
  })

  it('is refused without Twilio’s signature or from another account', async () => {
    const desk = frontDesk(() => [say('x')])
    expect((await call(open(desk), '/incoming', {}, 'bad')).status).toBe(403)
    expect(
      (
        await call(
          open(desk),
          '/turn?n=1',
          { SpeechResult: 'a' },
          signRequest('s3cr3t', `${PUBLIC}/channels/voice/turn?n=2`, CALL),
        )
      ).status,
    ).toBe(403)
    expect((await call(open(desk, { config: { ...config, accountSid: 'AC2' } }), '/incoming')).status).toBe(
      403,
    )
    expect((await call(open(desk), '/incoming', { CallSid: 'a b' })).status).toBe(400)
    expect((await call(open(desk), '/incoming', { Digits: '1'.repeat(70_000) })).status).toBe(413)
    expect(desk.calls).toHaveLength(0)
  })
})

describe('a turn', () => {
  it('speaks the front desk’s answer and listens again', async () => {
    const desk = frontDesk((inbound) => [say(`您问的是${inbound.text}`)])
    const xml = await xmlOf(call(open(desk), '/turn?n=1', { SpeechResult: '居住证怎么办' }))
    expect(xml).toContain('您问的是居住证怎么办。')
    expect(actionIn(xml)).toBe(`${PUBLIC}/channels/voice/turn?n=2`)
    expect(desk.calls).toEqual([
      {
        channel: 'voice',
        channelMessageId: 'CA1:1',
        channelUserId: '+8613800138000',
        text: '居住证怎么办',
        receivedAt: '2026-11-21T08:00:00.000Z',
      },
    ])
  })

  it('is asked once however often Twilio repeats the request, with the same words', async () => {
    const desk = frontDesk(() => [say('好')])
    const app = open(desk)
    const first = await xmlOf(call(app, '/turn?n=1', { SpeechResult: '路灯坏了' }))
    expect(await xmlOf(call(app, '/turn?n=1', { SpeechResult: '路灯坏了' }))).toBe(first)
    expect(desk.calls).toHaveLength(1)
    const restarted = open(desk)
    expect(await xmlOf(call(restarted, '/turn?n=1', { SpeechResult: '路灯坏了' }))).toBe(first)
  })

  it('takes a key for the option it was offered for', async () => {
    const options = [
      { label: '首次办理', value: '居住证首次办理' },
      { label: '续签', value: '居住证 续签&换证' },
    ]
    const desk = frontDesk((inbound) => [
      inbound.text === '居住证' ? { kind: 'clarify', text: '哪一项？', options } : say('好'),
    ])
    const app = open(desk)
    const xml = await xmlOf(call(app, '/turn?n=1', { SpeechResult: '居住证' }))
    await call(app, actionIn(xml), { Digits: '2' })
    await call(app, '/turn?n=3', { Digits: '7' })
    expect(desk.calls.map((inbound) => inbound.text)).toEqual(['居住证', '居住证 续签&换证', '7'])
  })

  it('lets a whole phone number be keyed in when one is asked for', async () => {
    const desk = frontDesk(() => [{ kind: 'collect', text: '请说出您的联系电话。' }])
    const app = open(desk)
    const xml = await xmlOf(call(app, '/turn?n=1', { SpeechResult: '投诉' }))
    expect(xml).toContain('finishOnKey="#"')
    expect(xml).not.toContain('numDigits')
    await call(app, actionIn(xml), { Digits: '13900139000' })
    expect(desk.calls[1]!.text).toBe('13900139000')
  })

  it('keeps callers without a number apart', async () => {
    const desk = frontDesk(() => [say('好')])
    for (const [index, From] of ['anonymous', '+266696687', ''].entries()) {
      await call(open(desk), '/turn?n=1', { From, CallSid: `CAx${index}`, SpeechResult: '你好' })
    }
    expect(desk.calls.map((inbound) => inbound.channelUserId)).toEqual([
      'call:CAx0',
      'call:CAx1',
      'call:CAx2',
    ])
  })

  it('uses what was heard along the way when the recogniser ends with nothing', async () => {
    const desk = frontDesk(() => [say('好')])
    const app = open(desk)
    const partial = (SequenceNumber: string, text: string) =>
      call(app, '/partial?n=1', { SequenceNumber, StableSpeechResult: text, UnstableSpeechResult: '' })
    expect((await partial('2', '路灯坏了三天')).status).toBe(204)
    await partial('1', '路灯')
    await call(app, '/turn?n=1', {})
    expect(desk.calls.map((inbound) => inbound.text)).toEqual(['路灯坏了三天'])
  })

  it('says one calm sentence when the front desk fails and goes on', async () => {
    const broken = frontDesk(() => {
      throw new Error('down')
    })
    const xml = await xmlOf(call(open(broken), '/turn?n=1', { SpeechResult: 'a' }))
    expect(xml).toContain('没有办成')
    expect(xml).toContain('<Gather')
  })

  it('ends a call that has gone on for too many turns', async () => {
    const desk = frontDesk(() => [say('好')])
    expect(await xmlOf(call(open(desk), '/turn?n=41', { SpeechResult: 'a' }))).toContain('<Hangup/>')
    expect(desk.calls).toHaveLength(0)
  })
})

describe('silence', () => {
  it('is asked about, then a person is offered, then the call ends, without troubling the front desk', async () => {
    const desk = frontDesk(() => [say('好')])
    const app = open(desk)
    const first = await xmlOf(call(app, '/turn?n=3&o=%E7%94%B2'))
    expect(first).toContain('没有听清')
    const second = await xmlOf(call(app, actionIn(first)))
    expect(second).toContain('转人工请按0')
    await call(app, actionIn(second), { Digits: '1' })
    expect(desk.calls.map((inbound) => inbound.text)).toEqual(['甲'])
    const third = await xmlOf(call(open(desk), actionIn(second)))
    expect(third).toContain('<Hangup/>')
  })
})

describe('the key 0', () => {
  const promise: Reply = {
    kind: 'handover',
    text: '坐席正忙，已为您登记回电。',
    ticket: { number: '42', queryCode: 'A7' },
  }

  it('asks the front desk for a person and puts the call through', async () => {
    const desk = frontDesk(() => [{ kind: 'handover', text: '正在为您转接。' }])
    const app = open(desk, { config: { ...config, agentNumber: '+8657188888888' } })
    const xml = await xmlOf(call(app, '/turn?n=2', { Digits: '0' }))
    expect(desk.calls[0]!.text).toBe('转人工')
    expect(xml).toContain('<Number>+8657188888888</Number>')
    expect(xml.indexOf('正在为您转接')).toBeLessThan(xml.indexOf('<Dial'))
    expect(await xmlOf(call(app, actionIn(xml), { DialCallStatus: 'completed' }))).toContain('<Hangup/>')
    const missed = await xmlOf(call(app, actionIn(xml), { DialCallStatus: 'no-answer' }))
    expect(missed).toContain('暂时没有接通')
    expect(actionIn(missed)).toBe(`${PUBLIC}/channels/voice/turn?n=3`)
  })

  it('promises a call-back in the front desk’s words, with the ticket number, when there is no agent number', async () => {
    const xml = await xmlOf(call(open(frontDesk(() => [promise])), '/turn?n=2', { Digits: '0' }))
    expect(xml).toContain('已为您登记回电。您的工单号是：四、二')
    expect(xml).not.toContain('<Dial')
    expect(xml).toContain('<Gather')
  })

  it('is not needed when the caller says so in words', async () => {
    const app = open(
      frontDesk(() => [promise]),
      { config: { ...config, agentNumber: '12345' } },
    )
    expect(await xmlOf(call(app, '/turn?n=2', { SpeechResult: '我要找人工' }))).toContain('<Dial')
  })
})

describe('a slow answer', () => {
  it('is waited for with a word, asked once, and then spoken', async () => {
    const desk = frontDesk(async () => wait(120).then(() => [say('查到了')]))
    const app = open(desk, { answerWithinMs: 80 })
    const first = await xmlOf(call(app, '/turn?n=1', { SpeechResult: '慢' }))
    expect(first).toContain('请稍等')
    expect(redirectIn(first)).toBe(`${PUBLIC}/channels/voice/turn?n=1&p=1`)
    const second = await xmlOf(call(app, redirectIn(first)))
    expect(second).toContain('查到了')
    expect(desk.calls).toHaveLength(1)
  })

  it('is given up with a way on after three waits', async () => {
    const desk = frontDesk(async () => wait(400).then(() => [say('查到了')]))
    const app = open(desk, { answerWithinMs: 20 })
    let xml = await xmlOf(call(app, '/turn?n=1', { SpeechResult: '慢' }))
    for (let i = 0; i < 3; i += 1) xml = await xmlOf(call(app, redirectIn(xml)))
    expect(xml).toContain('转人工请按0')
    expect(actionIn(xml)).toContain('n=2')
  })

  it('that was lost in a restart is asked for again instead of ending in silence', async () => {
    expect(await xmlOf(call(open(frontDesk(() => [])), '/turn?n=1&p=1'))).toContain('请您再说一遍')
  })
})

describe('the end of a call', () => {
  it('is noted', async () => {
    expect((await call(open(frontDesk(() => [])), '/status', { CallStatus: 'completed' })).status).toBe(204)
  })
})

describe('the start-up statement', () => {
  it('names what is missing in plain words', () => {
    expect(describeMissing(config)).toEqual([])
    expect(describeMissing({}).join()).toMatch(/TWILIO_AUTH_TOKEN.*PUBLIC_BASE_URL/)
    expect(describeMissing({ ...config, publicBaseUrl: 'localhost' })[0]).toContain('PUBLIC_BASE_URL 不对')
    expect(describeMissing({ ...config, agentNumber: 'abc' })[0]).toContain('VOICE_AGENT_NUMBER')
  })
})
