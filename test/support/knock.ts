import { createHash, createHmac } from 'node:crypto'
import { newId } from '../../src/platform/id.ts'
import { TOWN_SETTINGS, type Town } from './open-town.ts'

// The vendors' formulas written out here once more: a mistake in ours must not sign itself.

const wechatQuery = (town: Town): string => {
  const [timestamp, nonce] = [String(Math.floor(town.clock.now().getTime() / 1000)), newId()]
  const signature = createHash('sha1')
    .update([TOWN_SETTINGS.WECHAT_TOKEN, timestamp, nonce].sort().join(''))
    .digest('hex')
  return new URLSearchParams({ timestamp, nonce, signature }).toString()
}

export const wechatXml = (openId: string, content: string): string =>
  `<xml><ToUserName><![CDATA[gh_town]]></ToUserName><FromUserName><![CDATA[${openId}]]></FromUserName>` +
  `<CreateTime>1763863200</CreateTime>${content}</xml>`

/** A follower of the official account, pushed as WeChat does; gives the words that come back. */
export const inWechat = (town: Town, openId: string) => {
  let sent = 0
  const push = async (content: string): Promise<string> => {
    const path = `/channels/wechat?${wechatQuery(town)}`
    const response = await town.app.request(path, { method: 'POST', body: wechatXml(openId, content) })
    if (response.status !== 200) throw new Error(`${response.status} for a push of WeChat`)
    return /<Content><!\[CDATA\[([\s\S]*?)\]\]><\/Content>/.exec(await response.text())?.[1] ?? ''
  }
  return {
    push,
    say: (text: string, msgId = `${openId}${++sent}`): Promise<string> =>
      push(
        `<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>${msgId}</MsgId>`,
      ),
  }
}

/** A call through Twilio's webhooks: each call of the function is one request, and gives its TwiML. */
export const callIn = (town: Town, from = '+8613900001111') => {
  const callSid = `CA${newId().replaceAll('-', '')}`
  let path = '/channels/twilio/voice/incoming'
  return async (fields: Record<string, string>): Promise<string> => {
    const url = `${TOWN_SETTINGS.PUBLIC_BASE_URL}${path}`
    const form: Record<string, string> = {
      CallSid: callSid,
      From: from,
      CallStatus: 'in-progress',
      ...fields,
    }
    const names = Object.keys(form).sort()
    const signed = url + names.map((name) => name + form[name]).join('')
    const signature = createHmac('sha1', TOWN_SETTINGS.TWILIO_AUTH_TOKEN).update(signed).digest('base64')
    const response = await town.app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
      body: new URLSearchParams(form).toString(),
    })
    if (response.status !== 200) throw new Error(`${response.status} for a call`)
    const twiml = await response.text()
    const action = /<(?:Gather|Dial)[^>]* action="([^"]+)"/.exec(twiml)?.[1]?.replaceAll('&amp;', '&')
    if (action) path = action.slice(TOWN_SETTINGS.PUBLIC_BASE_URL.length)
    return twiml
  }
}

/** A push of a recorder or an exchange, signed with the shared secret. */
export const pushSigned = async (
  town: Town,
  path: string,
  secret: string,
  said: object,
): Promise<Response> => {
  const body = JSON.stringify(said)
  const timestamp = String(Math.floor(town.clock.now().getTime() / 1000))
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  const headers = {
    'x-timestamp': timestamp,
    'x-signature': `sha256=${mac}`,
    'content-type': 'application/json',
  }
  return town.app.request(path, { method: 'POST', headers, body })
}
