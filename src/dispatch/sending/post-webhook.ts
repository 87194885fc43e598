import { lookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { mayReach } from './guard-address.ts'

/** How one try ended, in a sentence for people. */
export type Sent = { ok: boolean; said: string }

type Limits = { allowed: readonly string[]; timeoutMs: number; answerBytes: number }

class ClosedAddress extends Error {}

/** Resolves like the system does, and gives out only addresses that may be reached: what was checked is what is connected to. */
const guardedLookup =
  (allowed: readonly string[]): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 4)
      const open = found.filter(({ address }) => mayReach(address, allowed))
      const first = open[0]
      if (!first || open.length < found.length) return done(new ClosedAddress(host), '', 4)
      if (options.all) return done(null, open)
      done(null, first.address, first.family)
    })

const FAULTS: Record<string, string> = {
  ECONNREFUSED: '对方系统没有开机或端口不通。',
  ECONNRESET: '对方系统中途断开了连接。',
  ENOTFOUND: '推送地址的域名解析不到，请核对地址。',
  EAI_AGAIN: '推送地址的域名暂时解析不到。',
  ETIMEDOUT: '连接对方系统超时。',
  HPE_INVALID_CONSTANT: '对方回的内容不是正常的网页应答。',
}

const sayFault = (error: unknown): string => {
  if (error instanceof ClosedAddress) return '推送地址指向内部网络，没有发送。'
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code.startsWith('HPE_')) return FAULTS.HPE_INVALID_CONSTANT ?? ''
  if (/CERT|SELF_SIGNED|TLS/.test(code)) return '对方系统的证书有问题，没有发送。'
  return FAULTS[code] ?? '没有连上对方系统。'
}

const sayStatus = (status: number): Sent => {
  if (status >= 200 && status < 300) return { ok: true, said: `对方已收下（${status}）。` }
  if (status >= 300 && status < 400)
    return { ok: false, said: `对方要求转到别的地址（${status}），没有跟过去。请把推送地址改成最终的。` }
  if (status === 401 || status === 403)
    return { ok: false, said: `对方拒收（${status}），多半是签名密钥没对上。` }
  if (status === 404 || status === 410) return { ok: false, said: `对方没有这个接收地址（${status}）。` }
  return { ok: false, said: status >= 500 ? `对方系统出错（${status}）。` : `对方没有收下（${status}）。` }
}

/**
 * One POST of a signed body. Redirects are not followed; the whole try ends after `timeoutMs`, and an answer longer than `answerBytes` is cut off.
 * Never throws: what went wrong is the sentence.
 */
export const postWebhook = (
  url: URL,
  body: string,
  headers: Record<string, string>,
  limits: Limits,
): Promise<Sent> =>
  new Promise((resolve) => {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // A host that is an address is never looked up.
    if (isIP(host) !== 0 && !mayReach(host, limits.allowed)) {
      resolve({ ok: false, said: sayFault(new ClosedAddress(host)) })
      return
    }
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Yingsheng', ...headers },
      lookup: guardedLookup(limits.allowed),
      agent: false,
    })
    const end = (sent: Sent): void => {
      clearTimeout(timer)
      resolve(sent)
      request.destroy()
    }
    const timer = setTimeout(
      () => end({ ok: false, said: `对方系统 ${limits.timeoutMs / 1000} 秒没有回应。` }),
      limits.timeoutMs,
    )
    request.on('error', (error) => end({ ok: false, said: sayFault(error) }))
    request.on('response', (response) => {
      let read = 0
      response.on('data', (chunk: Buffer) => {
        read += chunk.length
        if (read > limits.answerBytes) end({ ok: false, said: '对方回的内容太长，没有当作收下。' })
      })
      response.on('error', (error) => end({ ok: false, said: sayFault(error) }))
      response.on('end', () => end(sayStatus(response.statusCode ?? 0)))
    })
    request.end(body)
  })
