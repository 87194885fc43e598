import { CHANNEL_NAMES, type ChannelId, ChannelRule } from '../../contracts/channel-rules.ts'
import type { Traffic } from './count-traffic-repository.ts'

/** A piece of the rules, or the defaults where there is none. */
export const fillChannel = (id: string, piece: unknown): unknown => piece ?? ChannelRule.parse({ id })

const AT_ONCE = '保存后几秒内在所有服务器上生效。'
const KEPT =
  '新发来的话照样收下、留在会话里，但不回答、不登记工单；没登记完的留着，恢复后接着办。恢复后不补答，请市民再问一次。'
const PEOPLE = '在和人工对话或排队的照常；说到危险的，照常提醒拨打电话并叫人。'
const SENT_AGAIN = '请对方稍后按原样重发；对方不重发的，这段时间的就收不到。'
const REFUSED = `对方的推送一律回 503，${SENT_AGAIN}`

const sayPause: Record<ChannelId, (rule: ChannelRule, traffic: Traffic) => string[]> = {
  web: () => [
    KEPT,
    PEOPLE,
    '有会话的网页马上显示下面的话，其他的在下次打开或说话时显示；工单查询页照常能用。',
  ],
  wechat: () => [KEPT, PEOPLE, '坐席的话、工单通知和回访照常发出。'],
  voice: (rule) => [
    rule.id === 'voice' && rule.whilePaused === 'transfer'
      ? '来电听到下面的话，然后转到人工号码，接不通就挂断。'
      : '来电听到下面的话，然后挂断。',
    '正在通话的，说完下一句照样收下，再这样处理；已经转到人工的不受影响。说到危险的，照常提醒拨打电话并叫人。',
  ],
  transcript: () => [REFUSED],
  telephony: () => [
    '通话中的和已经振铃的不受影响，照常弹屏、进文字，直到挂断。',
    `新来电的推送一律回 503，${SENT_AGAIN}新来电坐席不会弹屏，通话文字不进来；电话本身照常接。`,
  ],
  mail: (_, { waiting }) => [
    `现在等着送 ${waiting} 件；暂停期间新的也先等着，恢复后各送一次，不丢不重。`,
    '工单的签收和答复时限照常走。每日简报当天恢复就补发，过了当天不补，简报页随时能看。',
  ],
  webhook: (_, { waiting }) => [
    `现在等着送 ${waiting} 件；暂停期间新的也先等着，恢复后各送一次，不丢不重。`,
    '工单的签收和答复时限照常走，单位可以登录工作台签收。',
  ],
  'department-api': (_, { open }) => [`有 ${open} 把密钥在用。${REFUSED}`, '单位可以登录工作台办理。'],
}

/** What comes through a channel, in a sentence. */
const sayTraffic = (id: ChannelId, { week, messages, open, withPerson, waiting }: Traffic): string => {
  if (id === 'mail' || id === 'webhook') return `最近 7 天交给这里送的 ${week} 件，现在等着送 ${waiting} 件。`
  if (id === 'department-api') return `现在有 ${open} 把密钥在用。`
  if (id === 'telephony')
    return `最近 7 天有 ${week} 通电话从这里来，现在进行中 ${open} 通，坐席在接 ${withPerson} 通。`
  return `最近 7 天有 ${week} 次会话、${messages} 条消息从这里来；现在进行中 ${open} 次，其中 ${withPerson} 次在和人工对话或排队。`
}

const sayReopen = (id: ChannelId, { waiting }: Traffic): string => {
  if (id === 'mail' || id === 'webhook') return `等着送的 ${waiting} 件马上开始送，各送一次。`
  if (id === 'web' || id === 'wechat' || id === 'voice')
    return '停用期间收下的不补答，坐席在会话里看得到；没登记完的接着办。'
  return '对方重发的照常收下。'
}

const HOLDS: Record<string, string> = {
  pausedWords: '暂停时说的话，只在暂停的时候用。',
  announcement: '有会话的网页马上看到改后的公告，其他的下次打开时看到。',
  welcome: '欢迎语只对以后关注的人说。',
  whilePaused: '来电怎么处理，只在暂停的时候用。',
  greeting: '下一通来电就用新的开场白。',
  agentNumber: '以后转人工就打新的号码，正在转的不变。',
  fromName: '以后寄出的邮件用新的名字，寄件地址不变。',
  digestTo: '下一份每日简报寄给新的收件人。',
}

/** What a change of a channel's settings would do now, in sentences; none when it changes nothing. */
export const sayChannelEffect = (before: ChannelRule, after: ChannelRule, traffic: Traffic): string[] => {
  const [was, is] = [before, after] as unknown as Record<string, unknown>[]
  const held = Object.entries(HOLDS)
    .filter(([name]) => JSON.stringify(was?.[name]) !== JSON.stringify(is?.[name]))
    .map(([, sentence]) => sentence)
  const { id } = after
  if (before.paused === after.paused) return held.length === 0 ? [] : [AT_ONCE, ...held]
  const facts = after.paused
    ? [sayTraffic(id, traffic), ...sayPause[id](after, traffic)]
    : [`“${CHANNEL_NAMES[id]}”恢复。${sayReopen(id, traffic)}`]
  return [AT_ONCE, ...facts, ...held.filter((sentence) => !sentence.includes('只在暂停的时候用'))]
}

/** What taking a change of a channel back would do. `before`: as it was before the change. */
export const sayChannelUndo = (before: ChannelRule, after: ChannelRule, traffic: Traffic): string => {
  const name = CHANNEL_NAMES[after.id]
  if (after.paused && !before.paused)
    return `撤销后“${name}”恢复，几秒内生效。${sayReopen(after.id, traffic)}`
  if (before.paused && !after.paused) return `撤销后“${name}”又暂停，几秒内生效。`
  return `撤销后“${name}”恢复到改动之前的设置，几秒内生效。`
}

/** A change in the words of the history. */
export const nameChannelChange = (before: ChannelRule, after: ChannelRule): string => {
  const name = CHANNEL_NAMES[after.id]
  if (before.paused === after.paused) return `改“${name}”的设置`
  return after.paused ? `暂停“${name}”` : `恢复“${name}”`
}
