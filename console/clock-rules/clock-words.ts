import { TYPE_LABELS } from '../../src/tickets/state-labels.ts'
import type { ClockRulesAnswer, Policy } from '../api/types.ts'
import { channelLabel, URGENCY_LABELS } from '../shared/labels.ts'

/** What each term of the policy table is called; an extension is a term and not a clock. */
export const STAGE_NAMES: Record<Policy['stage'], string> = {
  sign: '签收',
  contact: '联系诉求人',
  return: '退单',
  reply: '答复',
  whole: '办结',
  extension: '延期',
  urge: '回应催办',
  supervise: '督办反馈',
}
export const UNIT_NAMES: Record<Policy['unit'], string> = {
  working_days: '个工作日',
  working_hours: '个工作小时',
  minutes: '分钟',
  hours: '小时',
  days: '天',
}
/** Of an order of supervision the urgency is its level. */
const LEVELS: Record<string, string> = { normal: '一般督办', urgent: '重点督办', critical: '紧急督办' }

/** Which tickets a rule is for, in words; empty = all. */
export const scopeWords = (policy: Policy, rules: ClockRulesAnswer): string =>
  [
    policy.type === 'any' ? '' : TYPE_LABELS[policy.type],
    rules.categories.find((c) => c.id === policy.category)?.name ?? policy.category ?? '',
    policy.urgency === 'any'
      ? ''
      : ((policy.stage === 'supervise' ? LEVELS : URGENCY_LABELS)[policy.urgency] ?? ''),
    policy.channel ? channelLabel(policy.channel) : '',
    rules.districts.find((d) => d.id === policy.region)?.name ?? policy.region ?? '',
  ]
    .filter((word) => word !== '')
    .join(' · ')

/** How long and how counted: "5 个工作日", "2 小时，昼夜连续". */
export const termWords = (policy: Policy): string => {
  const night = ['minutes', 'hours', 'days'].includes(policy.unit) ? '，昼夜连续' : ''
  const ends = policy.ends === 'midnight' ? '，到24:00' : ''
  return `${policy.amount} ${UNIT_NAMES[policy.unit]}${night}${ends}`
}
