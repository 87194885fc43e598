import type { REFERRAL_REASONS, RetentionFile } from '../contracts/knowledge-file.ts'
import type { TicketAction, TicketState, TicketType, Urgency } from '../contracts/ticket.ts'

/** The states in the words of the field (12345 practice), as people read them. */
export const STATE_LABELS: Record<TicketState, string> = {
  submitted: '待受理',
  need_info: '待补充',
  accepted: '待派单',
  conferring: '会商中',
  dispatched: '待签收',
  return_req: '退单申请中',
  handling: '办理中',
  extend_req: '延期申请中',
  suspended: '暂停办理',
  term_req: '终止申请中',
  unit_review: '待单位审签',
  audit: '待热线审核',
  replied: '已答复',
  followup: '待回访',
  verify: '待核实',
  merged: '已并案',
  closed: '已办结',
  terminated: '已终止',
  referred: '已指引',
  archived: '已归档',
  withdrawn: '已撤回',
}

/** What the citizen applied for (诉求类型). */
export const TYPE_LABELS: Record<TicketType, string> = {
  consult: '咨询',
  help: '求助',
  complaint: '投诉',
  report: '举报',
  suggestion: '建议',
  praise: '表扬',
}

/** How soon somebody must act (紧急程度). */
export const URGENCY_LABELS: Record<Urgency, string> = { normal: '一般', urgent: '紧急', critical: '特急' }

/** A step's name: titles of the timeline, buttons of the console. */
export const ACTION_LABELS: Record<TicketAction, string> = {
  open: '提交诉求',
  triage: '受理研判',
  ask_info: '请诉求人补充',
  give_info: '补充完成',
  expire_info: '未补充终止',
  answer_directly: '直接答复',
  refer: '分类指引',
  dispatch: '派单',
  confer: '会商',
  speak: '会商意见',
  designate: '指定承办',
  sign: '签收',
  request_return: '申请退单',
  approve_return: '同意退单',
  refuse_return: '不同意退单',
  contact: '联系诉求人',
  try_contact: '没有联系上',
  request_extension: '申请延期',
  approve_extension: '同意延期',
  refuse_extension: '不同意延期',
  suspend: '暂停办理',
  resume: '恢复办理',
  request_termination: '申请终止',
  approve_termination: '同意终止',
  refuse_termination: '不同意终止',
  request_co: '申请协办',
  refuse_co: '不安排协办',
  add_co: '安排协办',
  add_suborder: '转下级办理',
  report_part: '回报主办',
  recall_part: '收回协办或下级',
  reply: '答复',
  sign_reply: '单位审签',
  send_back_reply: '审签退回',
  pass_reply: '审核通过',
  reject_reply: '审核退回',
  deliver_reply: '邀请评价',
  call_citizen: '回访电话',
  rate: '评价',
  dispute: '反映没解决',
  grade: '评满意度',
  ask_again: '办结后再问',
  confirm_fixed: '一直是好的',
  verify_rating: '核实差评',
  explain_rating: '说明差评',
  appeal_rating: '申诉差评',
  propose_exclusion: '提出剔除',
  approve_exclusion: '同意剔除',
  refuse_exclusion: '不同意剔除',
  rework: '重办',
  reassign: '重新研判',
  uphold: '核实说明',
  close: '办结',
  archive: '归档',
  reopen: '重新办理',
  supervise: '督办',
  answer_supervision: '督办反馈',
  end_supervision: '解除督办',
  urge: '催办',
  answer_urge: '回应催办',
  join: '并入同一件',
  take_in: '收进同一件',
  split: '拆出单办',
  answer_joined: '随主单答复',
  end_joined: '随主单结束',
  move_unit: '承办单位调整',
  take_back: '收回研判',
  recategorise: '更正类型、分类',
  add_facts: '补充情况',
  correct: '更正信息',
  withdraw: '撤回',
  note: '备注',
}

/** Why a matter is answered with another door instead of a unit (诉求分类处理指引). */
export const REFERRAL_LABELS = {
  emergency: '紧急险情，应找110、119、120、122',
  statutory: '应走诉讼、仲裁、复议、纪检或信息公开渠道',
  petition: '已进入信访程序',
  other_organ: '属党委、人大、政协、法院、检察院、部队职责',
  same_matter: '同一事项正在办理或已依法办结，没有新情况',
  secret: '涉及国家秘密、商业秘密或他人隐私',
  outside_duty: '不属政府职责，应通过市场、法律或调解解决',
  unlawful: '内容违法、恶意骚扰或没有实质内容',
  other_place: '属其他地区，应找当地12345',
} as const satisfies Record<(typeof REFERRAL_REASONS)[number], string>
export type ReferralReason = keyof typeof REFERRAL_LABELS

/** Why a unit may ask to end a ticket without a solution (终止、不予办理). */
export const TERMINATION_LABELS = {
  out_of_duty: '超出行政职责范围',
  uncooperative: '诉求人不配合，无法继续',
  no_basis: '没有法律政策依据',
  settled_elsewhere: '已通过其他法定渠道处理',
} as const
export type TerminationReason = keyof typeof TERMINATION_LABELS

/** The ways a department gets in touch, with the words the citizen reads. */
export const CONTACT_WAYS = {
  phone: '电话',
  sms: '短信',
  message: '在线消息',
  visit: '上门',
  other: '其他方式',
} as const
export type ContactWay = keyof typeof CONTACT_WAYS

/** What came of it. Who answered was contacted, however little they said; the others are tries, kept with their proof. */
export const CONTACT_RESULTS = {
  reached: '联系上了',
  no_answer: '没有人接',
  wrong_number: '号码不对',
  declined: '不愿多谈',
} as const
export type ContactResult = keyof typeof CONTACT_RESULTS

/** How pressing an order of supervision is (督办级别). */
export const SUPERVISE_LABELS = {
  normal: '一般督办',
  urgent: '重点督办',
  critical: '紧急督办',
} as const

/** Five grades of satisfaction (国办发〔2019〕51号), best first; the number is what is stored. */
export const SATISFACTION_LABELS: readonly { grade: number; label: string }[] = [
  { grade: 5, label: '非常满意' },
  { grade: 4, label: '满意' },
  { grade: 3, label: '基本满意' },
  { grade: 2, label: '不满意' },
  { grade: 1, label: '非常不满意' },
]

/** Three grades of solved, asked of the citizen, apart from satisfaction. */
export const SOLVED_LABELS = { solved: '解决了', partly: '部分解决', unsolved: '没解决' } as const

/** What is kept for a term, in words; its terms stand in the city's rules. */
export const KEPT_LABELS: Record<keyof RetentionFile, string> = {
  talks: '没有形成工单的会话',
  transcripts: '工单的对话和通话文字',
  contacts: '工单里的姓名、电话、身份信息和诉求人的照片',
  sends: '发给承办单位的内容',
  signIns: '登录设备、失败的登录和过期的邀请',
  access: '查看与操作记录',
}
