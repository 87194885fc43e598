import type { GuideFields } from '../../src/contracts/knowledge-file.ts'
import type { Role } from '../../src/contracts/staff.ts'
import { ROLE_NAMES } from '../../src/staff/roles/right-words.ts'
import type { ContactResult, ContactWay } from '../../src/tickets/state-labels.ts'

/** Roles in the words of the field, with what each one does. */
export const ROLE_LABELS: Record<Role, { name: string; does: string }> = {
  agent: { name: ROLE_NAMES.agent, does: '接待会话、派单' },
  dispatcher: { name: ROLE_NAMES.dispatcher, does: '研判派单，审核退单、延期和答复' },
  handler: { name: ROLE_NAMES.handler, does: '签收、联系、答复本单位工单' },
  signer: { name: ROLE_NAMES.signer, does: '审签本单位的答复' },
  editor: { name: ROLE_NAMES.editor, does: '修改并发布知识' },
  supervisor: { name: ROLE_NAMES.supervisor, does: '查看会话和工单、审核、督办' },
  admin: { name: ROLE_NAMES.admin, does: '管理人员账号和角色的权限' },
}

const CHANNEL_LABELS: Record<string, string> = {
  web: '网页',
  wechat: '微信',
  voice: '电话',
  transcript: '话务转写',
  loopback: '终端',
}
/** The way in, in words. */
export const channelLabel = (channel: string): string => CHANNEL_LABELS[channel] ?? channel

/** How a unit reached the citizen. */
export const WAY_LABELS: Record<ContactWay, string> = {
  phone: '电话',
  sms: '短信',
  message: '在线消息',
  visit: '上门',
  other: '其他',
}

/** What came of trying to reach the citizen. */
export const RESULT_LABELS: Record<ContactResult, string> = {
  reached: '联系上了',
  no_answer: '没人接',
  wrong_number: '号码不对',
  declined: '不愿多谈',
}

export { TYPE_LABELS, URGENCY_LABELS } from '../../src/tickets/state-labels.ts'

/** The single-line fields of a guide with their labels, in the order they are read out. */
export const GUIDE_LINES = {
  timeLimit: '时限',
  fee: '费用',
  place: '地点',
  hours: '时间',
  phone: '电话',
  online: '网上办理',
} as const satisfies Partial<Record<keyof GuideFields, string>>
