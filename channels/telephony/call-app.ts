import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { AppError } from '../../src/contracts/errors.ts'
import type { Clock } from '../../src/contracts/ports.ts'
import { refusePaused, refusePush } from '../../src/platform/refuse-push.ts'
import { verifyPush } from '../../src/platform/signed-push.ts'
import type { TelephonyConfig } from './telephony-config.ts'

const BODY_MAX_BYTES = 256 * 1024
const SEGMENTS_MAX = 200

const CallId = z.string().regex(/^[\w.:@-]{1,128}$/)
/** What the exchange says of a call. Withheld numbers come as an empty `caller`. */
const News = z.object({
  callId: CallId,
  event: z.enum(['ringing', 'answered', 'ended']),
  caller: z
    .string()
    .trim()
    .max(32)
    .regex(/^\+?\d*$/, '只写数字')
    .default(''),
  /** The agent's telephone (extension), or their account's name. */
  agentNo: z.string().trim().max(64).optional(),
})
const Heard = z.object({
  callId: CallId,
  segments: z
    .array(
      z.object({
        seq: z.number().int().min(0).max(100_000),
        role: z.enum(['citizen', 'agent']),
        text: z.string().trim().min(1).max(2_000),
        final: z.boolean().default(true),
      }),
    )
    .min(1)
    .max(SEGMENTS_MAX),
})

export type CallDeps = {
  config: TelephonyConfig
  clock: Clock
  /** Whether calls not known yet are refused for now; the exchange sends them again. A call that runs goes on to its end. */
  isPaused?: () => boolean
  knowsCall(callId: string): Promise<boolean>
  /** The member of staff at a telephone, by its number or their account; null = nobody's. */
  findAgent(agentNo: string): Promise<string | null>
  noteCall(news: {
    callId: string
    state: 'ringing' | 'answered' | 'ended'
    caller: string
    agentId: string | null
  }): Promise<string>
  hear(
    callId: string,
    segments: { seq: number; author: 'citizen' | 'agent'; text: string; isFinal: boolean }[],
  ): Promise<string>
}

const parse = <T extends z.ZodType>(schema: T, body: Uint8Array) => {
  try {
    return schema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch {
    return schema.safeParse(undefined)
  }
}

/** The signed body, read by its contract, or the refusal to send. */
const readSigned = async <T extends z.ZodType<{ callId: string }>>(
  c: Context,
  deps: CallDeps,
  schema: T,
): Promise<{ ok: true; said: z.output<T> } | { ok: false; refusal: Response }> => {
  const body = new Uint8Array(await c.req.arrayBuffer())
  const headers = { signature: c.req.header('X-Signature'), timestamp: c.req.header('X-Timestamp') }
  if (!verifyPush(deps.config.secret, headers, body, deps.clock.now()))
    return {
      ok: false,
      refusal: refusePush('unauthenticated', '签名不对或已过期，请检查密钥和服务器时间。'),
    }
  const read = parse(schema, body)
  if (deps.isPaused?.() && !(read.success && (await deps.knowsCall(read.data.callId))))
    return { ok: false, refusal: refusePaused('话务系统接入') }
  if (read.success) return { ok: true, said: read.data }
  const problems = read.error.issues.slice(0, 5).map((i) => `${i.path.join('.') || 'body'}: ${i.message}`)
  return {
    ok: false,
    refusal: refusePush('invalid_request', '推送内容读不懂，请对照接口说明检查格式。', problems),
  }
}

/**
 * The door for the telephone exchange, mounted at `/channels/calls`: `POST /` for ringing, answered, ended, and
 * `POST /segments` for what a recogniser hears while the call runs. Both signed by `X-Signature` (`sha256=` + hex of
 * HMAC-SHA256 over timestamp + "." + body) and `X-Timestamp`; repeats change nothing, so the exchange may send again.
 */
export const createCallApp = (deps: CallDeps) => {
  const tooLong = () => refusePush('too_long', '推送内容太大，请分段推送。')
  const app = new Hono().use(bodyLimit({ maxSize: BODY_MAX_BYTES, onError: tooLong }))
  app.onError((error) =>
    error instanceof AppError
      ? refusePush(error.code, error.message)
      : refusePush('internal', '系统刚才出了问题，请稍后重新推送。'),
  )
  return app
    .post('/', async (c) => {
      const read = await readSigned(c, deps, News)
      if (!read.ok) return read.refusal
      const { callId, event, caller, agentNo } = read.said
      const agentId = agentNo ? await deps.findAgent(agentNo) : null
      // A withheld number is nobody's account: each such call stands alone.
      const from = caller || `withheld:${callId}`
      const conversationId = await deps.noteCall({ callId, state: event, caller: from, agentId })
      return c.json({ conversationId, agentKnown: agentId !== null })
    })
    .post('/segments', async (c) => {
      const read = await readSigned(c, deps, Heard)
      if (!read.ok) return read.refusal
      const { callId, segments } = read.said
      const heard = segments.map(({ seq, role, text, final }) => ({
        seq,
        author: role,
        text,
        isFinal: final,
      }))
      return c.json({ conversationId: await deps.hear(callId, heard) })
    })
}
