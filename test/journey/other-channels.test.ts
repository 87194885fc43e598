import { createHash, createHmac } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../src/platform/id.ts'
import { sharedTown, TOWN_SETTINGS, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

// The vendors' formulas written out here once more: a mistake in ours must not sign itself.
const wechatQuery = (): string => {
  const [timestamp, nonce] = [String(Math.floor(town.clock.now().getTime() / 1000)), newId()]
  const signature = createHash('sha1')
    .update([TOWN_SETTINGS.WECHAT_TOKEN, timestamp, nonce].sort().join(''))
    .digest('hex')
  return new URLSearchParams({ timestamp, nonce, signature }).toString()
}

const wechatXml = (openId: string, text: string, msgId: string): string =>
  `<xml><ToUserName><![CDATA[gh_town]]></ToUserName><FromUserName><![CDATA[${openId}]]></FromUserName>` +
  `<CreateTime>1763863200</CreateTime><MsgType><![CDATA[text]]></MsgType>` +
  `<Content><![CDATA[${text}]]></Content><MsgId>${msgId}</MsgId></xml>`

const inWechat = (openId: string) => {
  let sent = 0
  return async (text: string, msgId = `${openId}${++sent}`): Promise<string> => {
    const response = await town.app.request(`/channels/wechat?${wechatQuery()}`, {
      method: 'POST',
      body: wechatXml(openId, text, msgId),
    })
    expect(response.status).toBe(200)
    return /<Content><!\[CDATA\[([\s\S]*?)\]\]><\/Content>/.exec(await response.text())?.[1] ?? ''
  }
}

const call = () => {
  const callSid = `CA${newId().replaceAll('-', '')}`
  let path = '/channels/twilio/voice/incoming'
  return async (fields: Record<string, string>): Promise<string> => {
    const url = `${TOWN_SETTINGS.PUBLIC_BASE_URL}${path}`
    const form: Record<string, string> = {
      CallSid: callSid,
      From: '+8613900001111',
      CallStatus: 'in-progress',
      ...fields,
    }
    const signed =
      url +
      Object.keys(form)
        .sort()
        .map((name) => name + form[name])
        .join('')
    const signature = createHmac('sha1', TOWN_SETTINGS.TWILIO_AUTH_TOKEN).update(signed).digest('base64')
    const response = await town.app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
      body: new URLSearchParams(form).toString(),
    })
    expect(response.status).toBe(200)
    const twiml = await response.text()
    const action = /<Gather[^>]* action="([^"]+)"/.exec(twiml)?.[1]?.replaceAll('&amp;', '&')
    if (action) path = action.slice(TOWN_SETTINGS.PUBLIC_BASE_URL.length)
    return twiml
  }
}

describe('a WeChat follower', () => {
  test('gets an answer with its source, and the same answer when WeChat repeats the push', async () => {
    const say = inWechat(newId())
    const answer = await say('身份证丢了怎么补办', 'repeated-1')
    expect(answer).toContain('来源')
    expect(answer).toContain('居民身份证法')
    expect(await say('身份证丢了怎么补办', 'repeated-1')).toBe(answer)
  })

  test('complains, is asked, says yes, and holds number and code that open the tracking page', async () => {
    const say = inWechat(newId())
    expect(await say('我要投诉，翠柏巷7号门口的路灯坏了一个星期没人修')).toContain('手机号')
    expect(await say('13800138000')).toContain('确认提交')
    const receipt = await say('1')
    expect(receipt).toMatch(/工单号/)
    const number = /工单号[:\uFF1A\s]*(\d{8}-\d{5})/.exec(receipt)?.[1] ?? ''
    const code = /查询码[:\uFF1A]\s*([2-9A-Z]{8})/.exec(receipt)?.[1] ?? ''
    const page = await town.track(number, code)
    expect(page.status, `${receipt}`).toBe(200)
    expect(await page.json()).toMatchObject({ place: expect.stringContaining('翠柏巷') })
  })

  test('a push with a foreign signature is refused and leaves nothing behind', async () => {
    const openId = newId()
    const response = await town.app.request('/channels/wechat?timestamp=1&nonce=2&signature=00', {
      method: 'POST',
      body: wechatXml(openId, '你好', '1'),
    })
    expect(response.status).toBe(403)
    const row = await town.desk.db
      .selectFrom('conversation')
      .select('id')
      .where('channel_user_id', '=', openId)
      .executeTakeFirst()
    expect(row).toBeUndefined()
  })
})

describe('a caller', () => {
  test('is greeted, hears the answer, and its source stands in the thread', async () => {
    const turn = call()
    expect(await turn({})).toContain('12345')
    expect(await turn({ SpeechResult: '身份证丢了怎么补办' })).toContain('派出所')
    const stored = await town.desk.db
      .selectFrom('message')
      .select('reply')
      .where('channel', '=', 'voice')
      .where('author', '=', 'bot')
      .orderBy('at', 'desc')
      .executeTakeFirstOrThrow()
    expect(stored.reply).toContain('id-card-lost')
  })

  test('complains by voice, says yes, and hears the ticket number digit by digit; the number they call from is the contact', async () => {
    const turn = call()
    await turn({})
    const asked = await turn({ SpeechResult: '我要投诉翠柏巷9号门口的路灯坏了一个星期没人修' })
    const shown = asked.includes('手机号') ? await turn({ Digits: '13900001111' }) : asked
    expect(shown).toContain('确认提交')
    expect(shown).toContain('联系电话')
    expect(await turn({ Digits: '1' })).toMatch(/工单号是/)
  })

  test('presses 0 and is in the queue of the agents', async () => {
    const turn = call()
    await turn({})
    await turn({ Digits: '0' })
    const agent = await town.signIn('agent')
    const { rows } = await agent.ok<{ rows: { channel: string }[] }>('GET', '/conversations')
    expect(rows.some((r) => r.channel === 'voice')).toBe(true)
  })

  test('a request Twilio did not sign is refused', async () => {
    const response = await town.app.request('/channels/twilio/voice/turn?n=1', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'AAAA' },
      body: 'CallSid=CA1&SpeechResult=hi',
    })
    expect(response.status).toBe(403)
  })
})

test('a signed transcript of a call is answered turn by turn, and pushed again changes nothing', async () => {
  const body = JSON.stringify({
    callId: `call-${newId()}`,
    final: true,
    segments: [
      { seq: 1, role: 'agent', text: '您好，请讲' },
      { seq: 2, role: 'citizen', text: '身份证丢了怎么补办' },
    ],
  })
  const push = async () => {
    const timestamp = String(Math.floor(town.clock.now().getTime() / 1000))
    const mac = createHmac('sha256', TOWN_SETTINGS.TRANSCRIPT_SECRET)
      .update(`${timestamp}.${body}`)
      .digest('hex')
    const headers = {
      'x-timestamp': timestamp,
      'x-signature': `sha256=${mac}`,
      'content-type': 'application/json',
    }
    const response = await town.app.request('/channels/transcripts', { method: 'POST', headers, body })
    expect([response.status, response.status === 200 ? '' : await response.text()]).toEqual([200, ''])
    return (await response.json()) as {
      replies: { citations?: { entryId: string }[] }[]
      turns: { repeat: boolean }[]
    }
  }
  expect((await push()).replies[0]?.citations?.[0]?.entryId).toBe('id-card-lost')
  expect((await push()).turns.every((t) => t.repeat)).toBe(true)
})
