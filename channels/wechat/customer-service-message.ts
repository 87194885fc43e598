import { createHash } from 'node:crypto'
import type { Reply } from '../../src/contracts/message.ts'
import type { Channel, Clock, SendResult } from '../../src/contracts/ports.ts'
import {
  type AccessTokens,
  callWechat,
  createAccessTokens,
  TOKEN_ERRORS,
  WechatApiError,
} from './access-token.ts'
import { MENU_ID_PREFIX } from './parse-message.ts'
import type { OptionMemory } from './remember-options.ts'
import { renderReplyInParts } from './render-reply.ts'
import type { WechatConfig } from './wechat-config.ts'

/** After a citizen's message WeChat lets an account answer for 48 hours, with at most five messages. */
const WINDOW_MS = 48 * 3600_000
const QUOTA = 5
/** One reply may take three of the five, so that a ticket notice or a hand-over still gets through. */
const PARTS_MAX = 3
const USERS_MAX = 10_000

/** Failures that no later try will change, with the reason in words for the board. */
const REFUSED: Readonly<Record<number, string>> = {
  40003: '微信不认识这位用户的标识（40003）',
  40013: '公众号 AppID 不对（40013）',
  43004: '这位市民没有关注公众号（43004）',
  45002: '消息太长（45002）',
  45015: '距市民上次发消息已超过 48 小时，微信不允许主动发送（45015）',
  45047: '本次会话可发送的条数已用完，等市民再次发消息后才能发送（45047）',
  47001: '微信读不懂消息的格式（47001）',
  48001: '公众号没有客服消息权限（48001）',
  48002: '这位市民拒收公众号消息（48002）',
  48004: '公众号的接口被封禁（48004）',
  50002: '这位用户的账号受限（50002）',
}
/** The same message was already accepted. */
const DUPLICATE = 45065

const refused = (reason: string): SendResult => ({ ok: false, retry: false, reason })

const resultOf = (error: unknown): SendResult => {
  if (!(error instanceof WechatApiError)) return { ok: false, retry: true, reason: '发送时出现故障' }
  if (error.errcode === DUPLICATE) return { ok: true }
  if (error.errcode === null)
    return { ok: false, retry: true, reason: `微信接口没有应答（${error.message}）` }
  const reason = REFUSED[error.errcode]
  return reason ? refused(reason) : { ok: false, retry: true, reason: `微信接口返回错误 ${error.errcode}` }
}

/** The label under the bubble belongs to words a model wrote, not to a department's or an entry's own. */
const aiLabel = (reply: Reply) => (reply.aiWritten ? { aimsgcontext: { is_ai_msg: 1 } } : {})

const asText = (reply: Reply, content: string) => ({ msgtype: 'text', text: { content }, ...aiLabel(reply) })

/** Questions of a follow-up become tappable; the tap comes back as text with the id. */
const asMenu = (reply: Reply, content: string) => ({
  msgtype: 'msgmenu',
  msgmenu: {
    head_content: content,
    list: (reply.options ?? [])
      .slice(0, 9)
      .map(({ label, value }) => ({ id: MENU_ID_PREFIX + value, content: label })),
    tail_content: '',
  },
  ...aiLabel(reply),
})

/** The messages one reply becomes, in order. */
const messagesOf = (reply: Reply): object[] => {
  const isMenu = Boolean(reply.asks && reply.options?.length)
  const parts = renderReplyInParts(reply, PARTS_MAX, !isMenu)
  return parts.map((part, index) =>
    isMenu && index === parts.length - 1 ? asMenu(reply, part) : asText(reply, part),
  )
}

/** Bounded memory of what was sent since the citizen's last message: the quota, and how far a retry had come. */
const createSendBook = () => {
  const users = new Map<string, { since: string; sent: number; progress: Map<string, number> }>()
  return {
    of(openId: string, since: string) {
      const known = users.get(openId)
      const page = known?.since === since ? known : { since, sent: 0, progress: new Map<string, number>() }
      users.delete(openId)
      if (users.size >= USERS_MAX) users.delete(users.keys().next().value ?? '')
      users.set(openId, page)
      return page
    },
  }
}

const sendOnce = async (config: WechatConfig, tokens: AccessTokens, body: object): Promise<void> => {
  const token = await tokens.get()
  try {
    await callWechat(config, `/cgi-bin/message/custom/send?access_token=${encodeURIComponent(token)}`, body)
  } catch (error) {
    if (error instanceof WechatApiError && TOKEN_ERRORS.has(error.errcode ?? 0)) tokens.drop(token)
    throw error
  }
}

const sendWithFreshToken = async (
  config: WechatConfig,
  tokens: AccessTokens,
  body: object,
): Promise<SendResult> => {
  try {
    await sendOnce(config, tokens, body)
    return { ok: true }
  } catch (error) {
    if (!(error instanceof WechatApiError) || !TOKEN_ERRORS.has(error.errcode ?? 0)) return resultOf(error)
  }
  // WeChat renews tokens on its own; the second try has the new one. A third would only burn the limit.
  return sendOnce(config, tokens, body).then<SendResult, SendResult>(() => ({ ok: true }), resultOf)
}

/**
 * The way out over customer-service messages (客服消息). Outside the 48-hour window or beyond five messages since
 * the citizen last wrote nothing is sent: `refused`, with the reason in words. A long reply goes as up to three
 * texts; when a later one fails, a retry continues there. Never throws.
 */
export const createWechatChannel = (deps: {
  config: WechatConfig
  clock: Clock
  tokens?: AccessTokens
  options?: OptionMemory
}): Channel => {
  const { config, clock } = deps
  const tokens = deps.tokens ?? createAccessTokens(config, clock)
  const book = createSendBook()
  return {
    name: 'wechat',
    async send(to, reply) {
      const since = to.lastInboundAt
      const age = since === null ? Number.NaN : clock.now().getTime() - Date.parse(since)
      // A missing or unreadable time counts as outside: WeChat would refuse, and the refusal counts against us.
      if (since === null || !(age < WINDOW_MS))
        return refused('距市民上次发消息已超过 48 小时，微信不允许主动发送')
      const messages = messagesOf(reply)
      const key = createHash('sha1').update(JSON.stringify(messages)).digest('hex')
      const page = book.of(to.channelUserId, since)
      for (let index = page.progress.get(key) ?? 0; index < messages.length; index += 1) {
        if (page.sent >= QUOTA) return refused('市民上次发消息后已发满 5 条，等市民再次发消息后才能发送')
        const sent = await sendWithFreshToken(config, tokens, {
          touser: to.channelUserId,
          ...messages[index],
        })
        if (!sent.ok) return sent
        page.sent += 1
        page.progress.set(key, index + 1)
      }
      page.progress.delete(key)
      deps.options?.remember(to.channelUserId, [reply])
      return { ok: true }
    },
  }
}
