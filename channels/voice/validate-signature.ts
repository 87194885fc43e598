import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { parse, stringify } from 'node:querystring'

/** The parameters of a form body; a repeated name has a list of values. */
export type FormParams = Record<string, string | string[]>

/** The parameters of a raw `application/x-www-form-urlencoded` body, repeats kept. */
export const readForm = (body: string): FormParams => {
  const params: FormParams = Object.create(null)
  for (const [name, value] of new URLSearchParams(body)) {
    const known = params[name]
    params[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value]
  }
  return params
}

const flatten = (params: FormParams): string =>
  Object.keys(params)
    .sort()
    .flatMap((name) => {
      const value = params[name] ?? ''
      return [...new Set(Array.isArray(value) ? value : [value])].sort().map((one) => name + one)
    })
    .join('')

/** The signature Twilio sends for this URL and form: base64 of HMAC-SHA1 over URL + sorted name/value pairs. */
export const signRequest = (authToken: string, url: string, params: FormParams): string =>
  createHmac('sha1', authToken)
    .update(url + flatten(params))
    .digest('base64')

/** Path and query as a URL parser writes them: quotes, spaces and Chinese in the query become %-escapes. */
const normalise = (pathAndQuery: string): string => {
  const url = new URL(`http://host${pathAndQuery}`)
  return url.pathname + url.search
}

/** The query taken apart and written again, as older back ends do ("+" becomes "%20"). */
const rewriteQuery = (pathAndQuery: string): string => {
  const at = pathAndQuery.indexOf('?')
  if (at < 0 || at === pathAndQuery.length - 1) return pathAndQuery
  return `${pathAndQuery.slice(0, at)}?${stringify(parse(pathAndQuery.slice(at + 1)))}`
}

/**
 * The spellings of one URL Twilio may have signed: without port, as it is, with the scheme's own port; each with
 * path and query as they are, normalised, or rewritten. Twilio is not consistent in this. At most nine.
 */
const spellingsOf = (url: string): string[] => {
  const parts = /^(https?):\/\/((?:[^/?#@]*@)?)(\[[^\]]*\]|[^:/?#]*)(:\d+)?((?:[/?][^#]*)?)(?:#.*)?$/i.exec(
    url,
  )
  if (!parts) return []
  const [, scheme = '', user = '', host = '', port = '', rest = ''] = parts
  const ownPort = port || (scheme.toLowerCase() === 'https' ? ':443' : ':80')
  const ports = [...new Set(['', port, ownPort])]
  const rests = [...new Set([rest, normalise(rest), rewriteQuery(rest)])]
  return ports.flatMap((chosen) => rests.map((written) => `${scheme}://${user}${host}${chosen}${written}`))
}

const sameText = (given: string, expected: string): boolean => {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * True when `X-Twilio-Signature` was made with our token for this public URL and form. The URL is the one Twilio
 * was given (public base + path + query as received), never the Host header. An empty token never validates.
 * Source: Twilio, Webhooks security.
 */
export const validateSignature = (request: {
  authToken: string
  signature: string | undefined
  url: string
  params: FormParams
}): boolean => {
  const { authToken, signature, url, params } = request
  if (!authToken || !signature) return false
  return spellingsOf(url).some((spelling) => sameText(signature, signRequest(authToken, spelling, params)))
}

/** As `validateSignature`, for a body that is no form: the URL is signed and carries the body's SHA-256. */
export const validateBodySignature = (request: {
  authToken: string
  signature: string | undefined
  url: string
  body: string
}): boolean => {
  const query = request.url.split('#')[0]?.split('?')[1] ?? ''
  const given = new URLSearchParams(query).get('bodySHA256')
  if (!given || !validateSignature({ ...request, params: {} })) return false
  return sameText(given, createHash('sha256').update(request.body).digest('hex'))
}
