import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { createTurns, type VoiceDeps } from './take-turn.ts'
import { readState } from './turn-state.ts'
import { type FormParams, readForm, validateBodySignature, validateSignature } from './validate-signature.ts'

/** A webhook's form is a few kilobytes. */
const BODY_MAX_BYTES = 64 * 1024
const PARTIALS_MAX = 2_000

/** The fields of Twilio's voice webhooks that are used. */
const Webhook = z.object({
  CallSid: z.string().regex(/^[A-Za-z0-9]{2,64}$/),
  AccountSid: z.string().max(64).default(''),
  From: z.string().max(64).default(''),
  CallStatus: z.string().max(32).default(''),
  SpeechResult: z.string().max(20_000).default(''),
  StableSpeechResult: z.string().max(20_000).default(''),
  UnstableSpeechResult: z.string().max(20_000).default(''),
  SequenceNumber: z.coerce.number().int().min(0).default(0),
  Digits: z.string().max(64).default(''),
  DialCallStatus: z.string().max(32).optional(),
})
type Webhook = z.infer<typeof Webhook>

// What Twilio writes for callers without a number: the words on the keys of a telephone (ANONYMOUS, RESTRICTED …).
const NO_NUMBER = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253'])

/** Who calls. Callers without a number must not share one, or they would find each other's conversations. */
const callerOf = (webhook: Webhook): string =>
  /^(\+?\d{3,16}|sips?:.+|client:.+)$/.test(webhook.From) && !NO_NUMBER.has(webhook.From)
    ? webhook.From
    : `call:${webhook.CallSid}`

const pathAndQueryOf = (url: string): string => url.replace(/^[a-z]+:\/\/[^/?#]*/i, '')

const jsonParams = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** The webhook when it is Twilio's and of our account, else the status to refuse it with. */
const openWebhook = async (deps: VoiceDeps, c: Context): Promise<Webhook | 400 | 403> => {
  const { authToken, accountSid, publicBaseUrl } = deps.config
  const body = await c.req.text()
  const url = publicBaseUrl.replace(/\/+$/, '') + pathAndQueryOf(c.req.url)
  const signature = c.req.header('X-Twilio-Signature')
  const isJson = (c.req.header('Content-Type') ?? '').startsWith('application/json')
  const params: FormParams = isJson ? {} : readForm(body)
  const isValid = isJson
    ? validateBodySignature({ authToken, signature, url, body })
    : validateSignature({ authToken, signature, url, params })
  if (!isValid) return 403
  const webhook = Webhook.safeParse(isJson ? jsonParams(body) : { ...params })
  if (!webhook.success) return 400
  return accountSid && webhook.data.AccountSid !== accountSid ? 403 : webhook.data
}

/** The last words heard while the caller spoke; used when the recogniser ends with nothing. */
const createPartials = () => {
  const heard = new Map<string, { sequence: number; text: string }>()
  return {
    note(key: string, sequence: number, text: string): void {
      if (!text || (heard.get(key)?.sequence ?? -1) > sequence) return
      if (heard.size >= PARTIALS_MAX) heard.delete(heard.keys().next().value ?? '')
      heard.set(key, { sequence, text })
    },
    take(key: string): string {
      const text = heard.get(key)?.text ?? ''
      heard.delete(key)
      return text
    },
  }
}

const xml = (c: Context, document: string): Response =>
  c.body(document, 200, { 'Content-Type': 'text/xml; charset=utf-8' })

/**
 * The telephone door over Twilio's voice webhooks: `/incoming` greets, `/turn` takes speech or keys, `/partial`
 * hears along, `/status` ends a call. Every request must carry Twilio's signature for the public address.
 */
export const createVoiceApp = (deps: VoiceDeps) => {
  const turns = createTurns(deps)
  const partials = createPartials()
  const app = new Hono<{ Variables: { webhook: Webhook; base: string; query: URLSearchParams } }>()

  app.use(
    '*',
    bodyLimit({ maxSize: BODY_MAX_BYTES, onError: (c) => c.text('too large', 413) }),
    async (c, next) => {
      const webhook = await openWebhook(deps, c)
      if (typeof webhook === 'number') {
        deps.log?.warn({ status: webhook }, 'voice: a request was refused')
        return c.text(webhook === 403 ? 'forbidden' : 'bad request', webhook)
      }
      const [path = '', query = ''] = pathAndQueryOf(c.req.url).split('?')
      c.set('webhook', webhook)
      c.set('query', new URLSearchParams(query))
      c.set('base', deps.config.publicBaseUrl.replace(/\/+$/, '') + path.replace(/\/[^/]*$/, ''))
      return next()
    },
  )

  return app
    .post('/incoming', (c) => xml(c, turns.greet(c.var.base)))
    .post('/turn', async (c) => {
      const { webhook, base, query } = c.var
      const state = readState(query)
      const heard = partials.take(`${webhook.CallSid}:${state.step}`)
      const speech = webhook.SpeechResult.trim() || heard
      const turn = {
        callSid: webhook.CallSid,
        caller: callerOf(webhook),
        base,
        state,
        speech,
        digits: webhook.Digits,
      }
      return xml(c, await turns.take(turn, webhook.DialCallStatus))
    })
    .post('/partial', (c) => {
      const { CallSid, SequenceNumber, StableSpeechResult, UnstableSpeechResult } = c.var.webhook
      const { step } = readState(c.var.query)
      partials.note(`${CallSid}:${step}`, SequenceNumber, (StableSpeechResult + UnstableSpeechResult).trim())
      return c.body(null, 204)
    })
    .post('/status', (c) => {
      const ended = ['completed', 'busy', 'failed', 'no-answer', 'canceled'].includes(
        c.var.webhook.CallStatus,
      )
      if (ended) turns.forget(c.var.webhook.CallSid)
      return c.body(null, 204)
    })
}
