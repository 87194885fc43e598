import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type Call = { path: string; token: string | null; body: string; json: Record<string, never> }
type Answer = object | string | { status: number; text: string } | 'hang'

/** WeChat's API on loopback: counts tokens, records sends, and answers each send with the next planned answer. */
export const startWechatServer = async () => {
  const sends: Call[] = []
  const tokenRequests: Call[] = []
  const plannedSends: Answer[] = []
  const plannedTokens: Answer[] = []
  const media = new Map<string, Uint8Array>()
  let tokenDelayMs = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', 'http://x')
    const body = Buffer.concat(chunks).toString('utf8')
    const call: Call = {
      path: url.pathname,
      token: url.searchParams.get('access_token'),
      body,
      json: JSON.parse(body || '{}'),
    }
    const isToken = url.pathname === '/cgi-bin/stable_token'
    ;(isToken ? tokenRequests : sends).push(call)
    if (isToken) await new Promise((resolve) => setTimeout(resolve, tokenDelayMs))
    const usual = isToken
      ? { access_token: `T${tokenRequests.length}`, expires_in: 7200 }
      : { errcode: 0, errmsg: 'ok' }
    const picture = media.get(url.searchParams.get('media_id') ?? '')
    if (url.pathname === '/cgi-bin/media/get' && picture) {
      response.setHeader('content-type', 'image/jpeg')
      response.end(picture)
      return
    }
    const answer = (isToken ? plannedTokens : plannedSends).shift() ?? usual
    if (answer === 'hang') return
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    apiBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Pictures by media id. */
    media,
    sends,
    tokenRequests,
    planSends: (...answers: Answer[]) => plannedSends.push(...answers),
    planTokens: (...answers: Answer[]) => plannedTokens.push(...answers),
    delayTokens: (ms: number) => {
      tokenDelayMs = ms
    },
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
