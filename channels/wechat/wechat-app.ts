import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { STANDARD_WELCOME } from '../../src/contracts/channel-rules.ts'
import type { InboundMessage, Reply } from '../../src/contracts/message.ts'
import type { Channel, Clock, SendResult } from '../../src/contracts/ports.ts'
import { type Answer, createAnswerJobs } from './answer-jobs.ts'
import { buildReplyXml } from './build-reply-xml.ts'
import { encryptReply } from './encrypt-reply.ts'
import { mediaUrl } from './fetch-media.ts'
import { openPush } from './open-push.ts'
import { BODY_MAX_BYTES, parseMessage, type WechatContent, type WechatMessage } from './parse-message.ts'
import { createOptionMemory, type OptionMemory } from './remember-options.ts'
import { packReplies } from './render-reply.ts'
import { verifySignature } from './verify-signature.ts'
import type { WechatConfig } from './wechat-config.ts'

/** WeChat drops the connection after 5 s; half a second is left for the network. */
const ANSWER_WITHIN_MS = 4_500
const PUSH_RETRY_MS = [1_000, 5_000]
/** The literal that tells WeChat all is well and nothing is to be shown. */
const NOTHING_TO_SAY = 'success'

const FAULT = '系统刚才出了问题，没有办成。请您过一会儿再发一次，或拨打12345热线。'
const BUSY = '现在咨询的人较多，请您过一会儿再发一次。'
const UNREADABLE: Record<Extract<WechatContent, { kind: 'unreadable' }>['what'], string> = {
  voice: '没有听清这条语音。请您打字告诉我，或拨打12345热线。',
  video: '目前还看不懂视频。请您用文字说说是什么事、在什么地方。',
  link: '目前还打不开链接。请您用文字说说要问的事。',
  other: '目前只能读文字、照片、语音和位置。请您用文字说说要问的事。',
}
/** Menu keys that stand for words a citizen could have typed. Other keys are taken as the words themselves. */
const MENU_TEXTS: [string, string][] = [
  ['ASK', '我要咨询'],
  ['REPORT', '我要反映问题'],
  ['PROGRESS', '查询进度'],
  ['HUMAN', '转人工'],
]

type Log = { warn(fields: object, message: string): void }
export type WechatDeps = {
  config: WechatConfig
  receive: (inbound: InboundMessage) => Promise<{ conversationId: string; replies: Reply[]; repeat: boolean }>
  clock: Clock
  /** The way out for answers that come too late for the passive reply. */
  channel: Pick<Channel, 'send'>
  options?: OptionMemory
  log?: Log
  welcome?: string | undefined
  /** The words of a pause; null while the account is open. The front desk says them too, to whatever it is asked. */
  paused?: () => string | null
  menuTexts?: Record<string, string>
  answerWithinMs?: number
  pushRetryMs?: number[]
}

type Push = { message: WechatMessage; isEncrypted: boolean }

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** Asks the front desk. A fault on our side becomes one calm sentence; it is never left without an answer. */
const createAsk =
  (deps: WechatDeps, options: OptionMemory) =>
  async (message: WechatMessage, text: string, mediaId?: string) => {
    try {
      return await deps.receive({
        channel: 'wechat',
        channelMessageId: message.dedupeKey,
        channelUserId: message.openId,
        text: options.resolve(message.openId, text),
        ...(mediaId ? { attachments: [{ kind: 'image' as const, url: mediaUrl(mediaId) }] } : {}),
        receivedAt: deps.clock.now().toISOString(),
      })
    } catch (error) {
      deps.log?.warn(
        { error: error instanceof Error ? error.name : 'unknown' },
        'wechat: the front desk failed',
      )
      return { conversationId: '', replies: [{ kind: 'notice' as const, text: FAULT }] }
    }
  }

/** Sends replies outside a request, one after the other, with few retries. Ends in a log line, never throws. */
const createPush =
  (deps: WechatDeps) => async (openId: string, since: string, answer: Answer, replies: Reply[]) => {
    const to = { channelUserId: openId, conversationId: answer.conversationId, lastInboundAt: since }
    for (const reply of replies) {
      let result: SendResult = await deps.channel.send(to, reply)
      for (const ms of deps.pushRetryMs ?? PUSH_RETRY_MS) {
        if (result.ok || !result.retry) break
        await pause(ms)
        result = await deps.channel.send(to, reply)
      }
      if (!result.ok) {
        deps.log?.warn(
          { conversationId: answer.conversationId, reason: result.reason },
          'wechat: an answer was not sent',
        )
        return
      }
    }
  }

/** The words a push stands for, or a sentence that is said without asking the front desk. */
const readPush = (
  deps: WechatDeps,
  content: WechatContent,
): { ask: string; mediaId?: string } | { say: string } | null => {
  switch (content.kind) {
    case 'text':
      return { ask: content.text }
    case 'click':
      return {
        ask:
          new Map([...MENU_TEXTS, ...Object.entries(deps.menuTexts ?? {})]).get(content.key) ?? content.key,
      }
    case 'photo':
      return { ask: '', mediaId: content.mediaId }
    case 'subscribe':
      return { say: deps.welcome ?? STANDARD_WELCOME }
    case 'unreadable':
      return { say: UNREADABLE[content.what] }
    case 'silent':
      return null
    default:
      return content satisfies never
  }
}

/** The sentence that answers a push within the time WeChat allows; null = nothing, or it follows by itself. */
const createDesk = (deps: WechatDeps) => {
  const options = deps.options ?? createOptionMemory(deps.clock)
  const ask = createAsk(deps, options)
  const push = createPush(deps)
  const jobs = createAnswerJobs(deps.answerWithinMs ?? ANSWER_WITHIN_MS)

  return async (message: WechatMessage): Promise<string | null> => {
    const read = readPush(deps, message.content)
    if (!read) return null
    // What cannot be read is not kept, paused or not; only who begins to follow is told of a pause.
    if ('say' in read) return message.content.kind === 'subscribe' ? (deps.paused?.() ?? read.say) : read.say
    const since = deps.clock.now().toISOString()
    const outcome = await jobs.answer(
      message.dedupeKey,
      () => ask(message, read.ask, read.mediaId),
      (answer) => void push(message.openId, since, answer, answer.replies),
    )
    if (outcome.kind === 'full') return BUSY
    if (outcome.kind === 'later') return null
    const { text, rest } = packReplies(outcome.answer.replies)
    options.remember(message.openId, outcome.answer.replies)
    if (outcome.isFirst && rest.length > 0) void push(message.openId, since, outcome.answer, rest)
    return text || null
  }
}

const seal = (deps: WechatDeps, { message, isEncrypted }: Push, text: string): string => {
  const now = deps.clock.now()
  const xml = buildReplyXml(message, text, now)
  const { encodingAesKey, appId, token } = deps.config
  if (!isEncrypted || !encodingAesKey) return xml
  const timestamp = String(Math.floor(now.getTime() / 1000))
  return encryptReply({ encodingAesKey, appId, token }, xml, {
    timestamp,
    nonce: randomBytes(8).toString('hex'),
  })
}

/**
 * The door for one official account: GET verifies the address, POST takes pushes in plain, compat and safe mode.
 * An answer within 4.5 s is the passive reply; a later one is sent as a customer-service message and the request
 * ends with `success`. Source: 公众平台 接收普通消息, 被动回复用户消息.
 */
export const createWechatApp = (deps: WechatDeps) => {
  const desk = createDesk(deps)
  return new Hono()
    .get('/', (c) => {
      const { echostr = '', ...query } = c.req.query()
      if (!verifySignature(deps.config.token, query)) return c.text('forbidden', 403)
      c.header('X-Content-Type-Options', 'nosniff')
      return c.text(echostr)
    })
    .post(
      '/',
      bodyLimit({ maxSize: BODY_MAX_BYTES, onError: (c) => c.text('too large', 413) }),
      async (c) => {
        const opened = openPush(deps.config, c.req.query(), await c.req.text())
        if (!opened.ok) {
          deps.log?.warn({ reason: opened.reason }, 'wechat: a push was refused')
          return c.text(opened.status === 403 ? 'forbidden' : 'bad request', opened.status)
        }
        const message = parseMessage(opened.fields)
        if (!message) return c.text('bad request', 400)
        const text = await desk(message)
        if (text === null) return c.text(NOTHING_TO_SAY)
        c.header('Content-Type', 'text/xml; charset=utf-8')
        return c.body(seal(deps, { message, isEncrypted: opened.isEncrypted }, text))
      },
    )
}
