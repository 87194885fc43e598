import type { TicketAction, TicketState, TicketType } from '../contracts/ticket.ts'

/** The states in the words of the field (12345 practice), as people read them. */
export const STATE_LABELS: Record<TicketState, string> = {
  submitted: '待受理',
  accepted: '待派单',
  dispatched: '待签收',
  return_req: '退单申请中',
  handling: '办理中',
  replied: '已答复',
  followup: '待回访',
  closed: '已办结',
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

/** A step's name: titles of the timeline, buttons of the console. */
export const ACTION_LABELS: Record<TicketAction, string> = {
  open: '提交诉求',
  triage: '受理研判',
  dispatch: '派单',
  sign: '签收',
  request_return: '申请退单',
  approve_return: '同意退单',
  refuse_return: '不同意退单',
  contact: '联系诉求人',
  reply: '答复',
  deliver_reply: '邀请评价',
  rate: '评价',
  rework: '重办',
  close: '办结',
  add_facts: '补充情况',
  withdraw: '撤回',
  note: '备注',
}

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
