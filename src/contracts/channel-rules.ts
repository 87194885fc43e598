import { z } from 'zod'

/**
 * What an administrator may set of each way in and out; secrets and the addresses we may reach stay in the environment. Empty words and
 * numbers stand for the default of the server. `paused`: nothing new is taken through it (`docs/decisions/0032-channels-are-paused.md`).
 */
const paused = z.boolean().default(false)
const Words = z.string().trim().max(300, '最多写三百个字')
const PausedWords = Words.refine((text) => text === '' || text.length >= 4, '至少写四个字').default('')
const Telephone = z
  .string()
  .trim()
  .regex(/^(\+?\d{3,15})?$/, '电话只写数字，例如 051285123456')
  .default('')
const MailName = z
  .string()
  .trim()
  .max(40, '最多写四十个字')
  .regex(/^[^\p{Cc}<>"@,;\\]*$/u, '名字里不能有引号、尖括号和 @ 这些符号')
  .default('')
const MailAddress = z
  .string()
  .trim()
  .max(200)
  .regex(/^[^\s@,;<>"]+@[^\s@,;<>"]+$/, '邮箱地址不对，请检查')

export const ChannelRule = z.discriminatedUnion('id', [
  z.strictObject({
    id: z.literal('web'),
    paused,
    pausedWords: PausedWords,
    /** Stands on top of the chat page, paused or not (公告). */
    announcement: Words.default(''),
  }),
  z.strictObject({
    id: z.literal('wechat'),
    paused,
    pausedWords: PausedWords,
    /** Said to whoever begins to follow the account. */
    welcome: Words.default(''),
  }),
  z.strictObject({
    id: z.literal('voice'),
    paused,
    pausedWords: PausedWords,
    /** What becomes of a call after the words of a pause. */
    whilePaused: z.enum(['end', 'transfer']).default('end'),
    greeting: Words.default(''),
    agentNumber: Telephone,
  }),
  z.strictObject({ id: z.literal('transcript'), paused }),
  z.strictObject({ id: z.literal('telephony'), paused }),
  z.strictObject({
    id: z.literal('mail'),
    paused,
    /** Stands before the sender's address, which is the server's. */
    fromName: MailName,
    digestTo: z.array(MailAddress).max(20, '最多二十个收件人').default([]),
  }),
  z.strictObject({ id: z.literal('webhook'), paused }),
  z.strictObject({ id: z.literal('department-api'), paused }),
])
export type ChannelRule = z.infer<typeof ChannelRule>
export type ChannelId = ChannelRule['id']
export type ChannelRules = { channels: ChannelRule[] }

/** `knowledge/channels.yaml`, which a city need not have: a channel it does not name is open, with the server's defaults. */
export const ChannelsFile = z.strictObject({
  channels: z
    .array(ChannelRule)
    .default([])
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'a channel stands only once'),
})

export const CHANNEL_NAMES: Record<ChannelId, string> = {
  web: '网页',
  wechat: '微信公众号',
  voice: '电话机器人',
  transcript: '通话转写',
  telephony: '话务系统',
  mail: '邮件',
  webhook: '推送到单位系统',
  'department-api': '单位系统接口',
}

/** What the settings of a channel are called on the pages. */
export const CHANNEL_LABELS: Record<string, string> = {
  paused: '状态',
  pausedWords: '暂停时说的话',
  announcement: '网页公告',
  welcome: '关注后的欢迎语',
  whilePaused: '暂停时的来电',
  greeting: '电话开场白',
  agentNumber: '转人工号码',
  fromName: '发件人名字',
  digestTo: '每日简报收件人',
}
export const WHILE_PAUSED: Record<string, string> = { end: '说完挂断', transfer: '说完转到人工号码' }
/** A setting's value in the words of the pages; empty where nothing is written. */
export const sayChannelValue = (field: string, value: unknown): string => {
  if (field === 'paused') return value ? '暂停' : '开着'
  if (Array.isArray(value)) return value.join('、')
  const text = String(value ?? '')
  return field === 'whilePaused' ? (WHILE_PAUSED[text] ?? text) : text
}

export const isChannel = (id: string): id is ChannelId => id in CHANNEL_NAMES

/** What is said while the city has no words of its own. */
export const STANDARD_WELCOME =
  '您好，这里是12345政务服务便民热线的智能助理。您可以直接说出要咨询的事项，或要反映的问题；需要人工服务，请回复“转人工”。'
export const STANDARD_GREETING =
  '您好，这里是12345热线，我是智能助理。请说出您要咨询的事项，或要反映的问题。转人工请按0。'

/** A channel as it is set: its piece of the rules, or the defaults where there is none. */
export const readChannel = <I extends ChannelId>(
  rules: ChannelRules,
  id: I,
): Extract<ChannelRule, { id: I }> =>
  (rules.channels.find((rule) => rule.id === id) ?? ChannelRule.parse({ id })) as Extract<
    ChannelRule,
    { id: I }
  >

export const isPaused = (rules: ChannelRules, id: ChannelId): boolean =>
  rules.channels.some((rule) => rule.id === id && rule.paused)
