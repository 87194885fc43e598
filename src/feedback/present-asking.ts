import type { CityRules } from '../contracts/city-rules.ts'
import { type FollowUpWish, WISH_LABELS } from '../contracts/follow-up-wish.ts'
import { sayInstant } from '../tickets/explain-due.ts'
import type { FollowUp } from './follow-up-repository.ts'

const OWNERS: Record<FollowUp['owner'], string> = {
  channel: '系统在诉求人的渠道里问',
  call: '坐席打电话问',
  self: '不打扰，等诉求人自己评价',
}

/** Who asks this citizen and when, in a sentence, and what they chose; nothing of what they answered. */
export const presentAsking = (
  rules: CityRules,
  open: FollowUp | null,
  wish: FollowUpWish,
): { wish: FollowUpWish; wishLabel: string; say: string } => {
  const wishLabel = WISH_LABELS[wish]
  if (!open) return { wish, wishLabel, say: '' }
  const what = open.kind === 'again' ? '办结后再问一次：' : ''
  const when = sayInstant(new Date(open.asked_at ?? open.due_at), rules.calendar.timezone)
  const time = open.owner === 'self' ? '' : open.state === 'asked' ? `，${when}已问` : `，${when}以后`
  const tries = open.attempts > 0 ? `，已打 ${open.attempts} 次` : ''
  return { wish, wishLabel, say: `${what}${OWNERS[open.owner]}${time}${tries}` }
}
