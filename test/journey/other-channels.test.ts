import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../src/platform/id.ts'
import { callIn, inWechat, pushSigned, wechatXml } from '../support/knock.ts'
import { sharedTown, TOWN_SETTINGS, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

describe('a WeChat follower', () => {
  test('gets an answer with its source, and the same answer when WeChat repeats the push', async () => {
    const { say } = inWechat(town, newId())
    const answer = await say('身份证丢了怎么补办', 'repeated-1')
    expect(answer).toContain('来源')
    expect(answer).toContain('居民身份证法')
    expect(await say('身份证丢了怎么补办', 'repeated-1')).toBe(answer)
  })

  test('complains, is asked, says yes, and holds number and code that open the tracking page', async () => {
    const { say } = inWechat(town, newId())
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
      body: wechatXml(
        openId,
        '<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content><MsgId>1</MsgId>',
      ),
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
    const turn = callIn(town)
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
    const turn = callIn(town)
    await turn({})
    const asked = await turn({ SpeechResult: '我要投诉翠柏巷9号门口的路灯坏了一个星期没人修' })
    const shown = asked.includes('手机号') ? await turn({ Digits: '13900001111' }) : asked
    expect(shown).toContain('确认提交')
    expect(shown).toContain('联系电话')
    expect(await turn({ Digits: '1' })).toMatch(/工单号是/)
  })

  test('presses 0 and is in the queue of the agents', async () => {
    const turn = callIn(town)
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
  const said = {
    callId: `call-${newId()}`,
    final: true,
    segments: [
      { seq: 1, role: 'agent', text: '您好，请讲' },
      { seq: 2, role: 'citizen', text: '身份证丢了怎么补办' },
    ],
  }
  const push = async () => {
    const response = await pushSigned(town, '/channels/transcripts', TOWN_SETTINGS.TRANSCRIPT_SECRET, said)
    expect([response.status, response.status === 200 ? '' : await response.text()]).toEqual([200, ''])
    return (await response.json()) as {
      replies: { citations?: { entryId: string }[] }[]
      turns: { repeat: boolean }[]
    }
  }
  expect((await push()).replies[0]?.citations?.[0]?.entryId).toBe('id-card-lost')
  expect((await push()).turns.every((t) => t.repeat)).toBe(true)
})
