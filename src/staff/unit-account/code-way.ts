import type { Clock } from '../../contracts/ports.ts'
import type { CodeWaySettings } from '../../contracts/sign-in.ts'
import { LIMITS } from '../../platform/limits.ts'
import { hmacAuthHeaders } from './hmac-auth.ts'
import { NotRecognised, type Way } from './way.ts'

type Step = CodeWaySettings['steps'][number]
type Values = Readonly<Record<string, string>>

const fill = (text: string, values: Values, as: (value: string) => string = (v) => v): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? whole : as(value)
  })

const fillAll = (value: unknown, values: Values): unknown => {
  if (typeof value === 'string') return fill(value, values)
  if (Array.isArray(value)) return value.map((v) => fillAll(v, values))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fillAll(v, values)]))
}

const bodyOf = (step: Step, values: Values): { body: string; type: string } | null => {
  if (step.json) return { body: JSON.stringify(fillAll(step.json, values)), type: 'application/json' }
  if (!step.form) return null
  const pairs = Object.entries(step.form).map(([k, v]) => [k, fill(v, values)])
  return {
    body: new URLSearchParams(pairs as [string, string][]).toString(),
    type: 'application/x-www-form-urlencoded',
  }
}

const readAnswer = async (response: Response): Promise<unknown> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length
    if (size > LIMITS.signInAnswerBytes) throw new NotRecognised('refused', 'the answer is too long')
    chunks.push(chunk as Uint8Array)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch {
    throw new NotRecognised('refused', 'the answer is not JSON')
  }
}

const takeAt = (answer: unknown, path: string): string | null => {
  let at = answer
  for (const name of path.split('.')) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, name)) return null
    at = (at as Record<string, unknown>)[name]
  }
  return (typeof at === 'string' && at !== '') || typeof at === 'number' ? String(at) : null
}

type Asking = { settings: CodeWaySettings; clock: Clock; askMs: number }

/** One request, filled in, as it is sent. */
const requestOf = ({ settings, clock }: Asking, step: Step, values: Values): [URL, RequestInit] => {
  const url = new URL(fill(step.url, values, encodeURIComponent))
  const sent = step.method === 'POST' ? bodyOf(step, values) : null
  const form = Object.entries(step.form ?? {}).map(([k, v]) => [k, fill(v, values)] as const)
  const params = step.method === 'POST' ? form : [...url.searchParams]
  const headers = {
    ...(sent ? { 'content-type': sent.type } : {}),
    accept: 'application/json',
    ...(settings.hmacAuth
      ? hmacAuthHeaders(clock, settings.hmacAuth, { method: step.method, path: url.pathname, params })
      : {}),
    ...Object.fromEntries(Object.entries(step.headers).map(([k, v]) => [k, fill(v, values)])),
  }
  return [url, { method: step.method, headers, ...(sent ? { body: sent.body } : {}) }]
}

const ask = async (asking: Asking, step: Step, values: Values): Promise<unknown> => {
  try {
    const [url, request] = requestOf(asking, step, values)
    // A redirect would carry the app's secret to wherever it points.
    const signal = AbortSignal.timeout(asking.askMs)
    const response = await fetch(url, { ...request, redirect: 'error', signal })
    if (response.status >= 500) throw new NotRecognised('unreachable', `status ${response.status}`)
    if (!response.ok) throw new NotRecognised('refused', `status ${response.status}`)
    return await readAnswer(response)
  } catch (error) {
    if (error instanceof NotRecognised) throw error
    throw new NotRecognised('unreachable', (error as Error).name)
  }
}

/**
 * Turns a code into who came, by the requests the settings describe: each step's answer gives values to the next, the last gives
 * the subject. A value that is not where it should stand means "not recognised": these services say no with status 200.
 */
export const createCodeWay = (
  settings: CodeWaySettings,
  clock: Clock,
  askMs: number = LIMITS.signInAskMs,
): Way => ({
  name: settings.name,
  leave: async (redirectUri, away) => {
    const url = new URL(settings.authorize.url)
    url.searchParams.set(settings.authorize.redirectParameter, redirectUri)
    url.searchParams.set(settings.authorize.stateParameter, away.state)
    return url
  },
  recognise: async (cameBackTo, redirectUri) => {
    const code = cameBackTo.searchParams.get(settings.codeParameter)
    if (!code) throw new NotRecognised('refused', 'no code')
    let values: Values = { code, redirect_uri: redirectUri }
    for (const [index, step] of settings.steps.entries()) {
      const answer = await ask({ settings, clock, askMs }, step, values)
      for (const [name, path] of Object.entries(step.take)) {
        const value = takeAt(answer, path)
        if (value === null) throw new NotRecognised('refused', `step ${index + 1} has no ${path}`)
        values = { ...values, [name]: value }
      }
    }
    return values.subject ?? ''
  },
  leaveForGood: async () => null,
})
