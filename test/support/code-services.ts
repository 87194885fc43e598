import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CodeWaySettings } from '../../src/contracts/sign-in.ts'

const read = async (req: IncomingMessage): Promise<Record<string, unknown>> => {
  let text = ''
  for await (const chunk of req) text += String(chunk)
  return text ? (JSON.parse(text) as Record<string, unknown>) : {}
}

const GOOD = 'good-code'

/**
 * Stand-ins of two sign-in services as they speak on the wire. 企业微信: two GETs, a token in the query, errors as status 200 with
 * `errcode`. 钉钉: a POST with JSON, then a GET with the token in a header, errors as status 400. `mood` makes them misbehave.
 */
export const openCodeServices = async () => {
  const state = {
    mood: 'well' as 'well' | 'garbage' | 'silent' | 'down' | 'huge' | 'redirect',
    userid: 'editor',
  }
  const asked: string[] = []
  const wecom = (url: URL): object => {
    if (url.pathname.endsWith('/gettoken')) {
      return url.searchParams.get('corpsecret') === 's&cret'
        ? { errcode: 0, errmsg: 'ok', access_token: 'wecom token/1', expires_in: 7200 }
        : { errcode: 40001, errmsg: 'invalid credential' }
    }
    const ok =
      url.searchParams.get('access_token') === 'wecom token/1' && url.searchParams.get('code') === GOOD
    return ok
      ? { errcode: 0, errmsg: 'ok', userid: state.userid }
      : { errcode: 40029, errmsg: 'invalid code' }
  }
  const dingtalk = async (req: IncomingMessage): Promise<{ status: number; body: object }> => {
    if (req.url === '/v1.0/oauth2/userAccessToken') {
      const body = await read(req)
      const ok =
        req.method === 'POST' &&
        body.clientSecret === 's&cret' &&
        body.code === GOOD &&
        body.grantType === 'authorization_code'
      return ok
        ? { status: 200, body: { accessToken: 'ding-token', expireIn: 7200 } }
        : { status: 400, body: { code: 'invalidCode', message: '不合法的临时授权码' } }
    }
    return req.headers['x-acs-dingtalk-access-token'] === 'ding-token'
      ? { status: 200, body: { nick: '周', unionId: 'union-7' } }
      : { status: 401, body: {} }
  }
  /** 浙政钉: every request signed, the parameters in a form, the answer deep inside. */
  const zzd = async (req: IncomingMessage, url: URL): Promise<object> => {
    let text = ''
    for await (const chunk of req) text += String(chunk)
    const head = (name: string): string => String(req.headers[name] ?? '')
    const params = [...(req.method === 'POST' ? new URLSearchParams(text) : url.searchParams)]
    const sorted = params.map(([n, v]) => `${n}=${v}`).sort()
    const lines = [req.method, head('x-hmac-auth-timestamp'), head('x-hmac-auth-nonce'), url.pathname]
    if (sorted.length > 0) lines.push(sorted.join('&'))
    const signed = createHmac('sha256', 's&cret').update(lines.join('\n')).digest('base64')
    if (head('apikey') !== 'app' || head('x-hmac-auth-signature') !== signed) return { success: false }
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+08:00$/.test(head('x-hmac-auth-timestamp')))
      return { success: false }
    if (url.pathname === '/gettoken.json') return { success: true, content: { data: { accessToken: 'zzd' } } }
    const form = Object.fromEntries(params)
    return form.access_token === 'zzd' && form.code === GOOD
      ? { success: true, content: { success: true, data: { accountId: 70_012 } } }
      : { success: true, content: { success: false, data: null } }
  }
  const server = createServer(async (req, res) => {
    asked.push(`${req.method} ${req.url}`)
    if (state.mood === 'silent') return
    if (state.mood === 'down') return res.writeHead(502).end('bad gateway')
    if (state.mood === 'garbage') return res.end('<html>not what you think</html>')
    if (state.mood === 'huge') return res.end(`{"access_token":"${'x'.repeat(100_000)}"}`)
    if (state.mood === 'redirect') return res.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()
    const url = new URL(req.url ?? '/', 'http://x')
    if (/^\/(gettoken\.json|rpc\/)/.test(url.pathname)) return res.end(JSON.stringify(await zzd(req, url)))
    if (url.pathname.startsWith('/cgi-bin/')) return res.end(JSON.stringify(wecom(url)))
    const { status, body } = await dingtalk(req)
    return res.writeHead(status).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const wecomSettings: CodeWaySettings = {
    name: '企业微信',
    authorize: {
      url: `${base}/wwlogin/sso/login?login_type=CorpApp&appid=corp&agentid=1`,
      redirectParameter: 'redirect_uri',
      stateParameter: 'state',
    },
    codeParameter: 'code',
    steps: [
      {
        method: 'GET',
        url: `${base}/cgi-bin/gettoken?corpid=corp&corpsecret=s%26cret`,
        headers: {},
        take: { token: 'access_token' },
      },
      {
        method: 'GET',
        url: `${base}/cgi-bin/auth/getuserinfo?access_token={token}&code={code}`,
        headers: {},
        take: { subject: 'userid' },
      },
    ],
  }
  const dingtalkSettings: CodeWaySettings = {
    name: '钉钉',
    authorize: {
      url: `${base}/oauth2/auth?response_type=code&client_id=app&scope=openid&prompt=consent`,
      redirectParameter: 'redirect_uri',
      stateParameter: 'state',
    },
    codeParameter: 'authCode',
    steps: [
      {
        method: 'POST',
        url: `${base}/v1.0/oauth2/userAccessToken`,
        headers: {},
        json: { clientId: 'app', clientSecret: 's&cret', code: '{code}', grantType: 'authorization_code' },
        take: { token: 'accessToken' },
      },
      {
        method: 'GET',
        url: `${base}/v1.0/contact/users/me`,
        headers: { 'x-acs-dingtalk-access-token': '{token}' },
        take: { subject: 'unionId' },
      },
    ],
  }
  const zzdSettings: CodeWaySettings = {
    name: '浙政钉',
    authorize: {
      url: `${base}/oauth2/auth.htm?response_type=code&client_id=app&scope=get_user_info&authType=QRCODE`,
      redirectParameter: 'redirect_uri',
      stateParameter: 'state',
    },
    codeParameter: 'code',
    hmacAuth: { apiKey: 'app', secret: 's&cret' },
    steps: [
      {
        method: 'GET',
        url: `${base}/gettoken.json?appsecret=s%26cret&appkey=app`,
        headers: {},
        take: { token: 'content.data.accessToken' },
      },
      {
        method: 'POST',
        url: `${base}/rpc/oauth2/getuserinfo_bycode.json`,
        headers: {},
        form: { access_token: '{token}', code: '{code}' },
        take: { subject: 'content.data.accountId' },
      },
    ],
  }
  return {
    state,
    asked,
    goodCode: GOOD,
    wecom: wecomSettings,
    dingtalk: dingtalkSettings,
    zzd: zzdSettings,
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
