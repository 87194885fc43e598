import { type ChannelId, type ChannelRules, isPaused, readChannel } from '../contracts/channel-rules.ts'
import type { CityRules } from '../contracts/city-rules.ts'
import type { Conversation } from '../contracts/conversation.ts'
import type { Desk } from './desk.ts'
import { PHRASES } from './phrases.ts'
import { planDanger, routeNow } from './plan-doors.ts'
import { onlyGoesOn } from './plan-follow-up.ts'
import { sayOnly, type TurnPlan } from './turn-plan.ts'

/** The channels on which citizens are answered by us, and so are told of a pause. */
export const ANSWERED = ['web', 'wechat', 'voice'] as const
export type Answered = (typeof ANSWERED)[number]
export const isAnswered = (id: string): id is Answered => (ANSWERED as readonly string[]).includes(id)

type Reader = { rules: ChannelRules & Pick<CityRules, 'city'>; publicBaseUrl: string }

/** What citizens are told while nobody wrote words of their own: what became of theirs, and where else to go now. */
const standardWords = ({ rules, publicBaseUrl }: Reader, id: Answered): string => {
  const { hotline } = rules.city
  const isWebOpen = !isPaused(rules, 'web')
  switch (id) {
    case 'web':
      return `网上咨询暂时停用。您写的会收下、会保留，但现在没有人答复，恢复后请您再问一次。着急请拨打 ${hotline}；查工单进度不受影响。`
    case 'wechat':
      return `微信咨询暂时停用。您写的会收下、会保留，但现在没有人答复，恢复后请您再问一次。着急请拨打 ${hotline}${isWebOpen ? `，也可以在网页上问：${publicBaseUrl}/` : ''}。`
    case 'voice':
      return readChannel(rules, 'voice').whilePaused === 'transfer'
        ? `您好，这里是${hotline}热线。智能助理暂时停用，正在为您转接人工，请稍候。`
        : `您好，这里是${hotline}热线。智能助理暂时停用，请您稍后再拨${isWebOpen ? '，也可以在网上留言' : ''}。遇到危险请直接拨打110、119或120。再见。`
    default:
      return id satisfies never
  }
}

/** The words of a pause of this channel, paused or not: the administrator's, or the standard ones. */
export const pausedWords = (desk: Reader, id: Answered): string =>
  readChannel(desk.rules, id).pausedWords || standardWords(desk, id)

/** What a citizen is told on a paused channel; null while it is open. */
export const sayPaused = (desk: Reader, id: ChannelId): string | null =>
  isAnswered(id) && isPaused(desk.rules, id) ? pausedWords(desk, id) : null

/**
 * The turn of a message on a paused channel, thought out without looking anything up: it is kept, the words of the pause are said, and
 * everything open (a draft, a question of ours) stays as it is. Danger is met as ever, and who waits for a person goes on waiting.
 * Null while the channel is open.
 */
export const planPaused = (desk: Desk, talk: Conversation, text: string): TurnPlan | null => {
  const words = isAnswered(talk.channel) ? sayPaused(desk, talk.channel) : null
  if (words === null) return null
  const { context } = talk
  if (text.trim() !== '') {
    const meaning = desk.understand(text, desk.clock.now())
    if (meaning.specialRoute?.danger && !onlyGoesOn(desk, context, meaning))
      return planDanger(context, routeNow(desk.rules, meaning.specialRoute))
  }
  if (talk.heldBy === 'waiting') return sayOnly(context, { kind: 'handover', text: PHRASES.pausedQueued })
  return sayOnly(context, { kind: 'notice', text: words, paused: true })
}
