import type { TicketAction } from '../../src/contracts/ticket.ts'

import type { FormAction } from './action-forms.ts'

/** A form with its own layout, or one of the plain ones, named like its action. */
export type ShortForm = 'dispatch' | 'review' | 'note'
export type OwnForm = ShortForm | 'contact' | 'reply' | 'return'
export type TicketForm = OwnForm | FormAction

export type TicketButton = {
  action: TicketAction
  label: string
  /** Empty: no key of its own. */
  key: string
  /** The form it opens; null = it happens at once. */
  form: TicketForm | null
  /** May stand as the page's main action when it is the first one allowed. */
  main: boolean
}

const plain = (action: FormAction, label: string, key = '', main = false): TicketButton => ({
  action,
  label,
  key,
  form: action,
  main,
})

/** What staff can press on a ticket, in the order of the work; the server says which are allowed now. */
export const TICKET_BUTTONS: readonly TicketButton[] = [
  { action: 'sign', label: '签收', key: 's', form: null, main: true },
  { action: 'reply', label: '答复', key: 'a', form: 'reply', main: true },
  { action: 'dispatch', label: '派单', key: 'p', form: 'dispatch', main: true },
  { action: 'approve_return', label: '审核退单', key: 'v', form: 'review', main: true },
  plain('sign_reply', '审签同意', 'y', true),
  plain('send_back_reply', '审签退回', 'x'),
  plain('pass_reply', '审核通过', 'y', true),
  plain('reject_reply', '审核退回', 'x'),
  plain('approve_extension', '同意延期', 'y', true),
  plain('refuse_extension', '不同意延期', 'x'),
  plain('approve_termination', '同意终止', 'y', true),
  plain('refuse_termination', '不同意终止', 'x'),
  plain('rework', '退回重办', '', true),
  plain('uphold', '核实后说明'),
  plain('reassign', '重新研判'),
  plain('designate', '指定承办', 'g', true),
  plain('give_info', '记下补充', '', true),
  plain('resume', '恢复办理', '', true),
  plain('reopen', '重新办理', '', true),
  plain('answer_urge', '回应催办', 'h'),
  plain('answer_supervision', '反馈督办', 'k'),
  { action: 'contact', label: '记录联系', key: 'c', form: 'contact', main: false },
  { action: 'request_return', label: '申请退单', key: 'b', form: 'return', main: false },
  plain('request_extension', '申请延期', 'e'),
  plain('suspend', '暂停'),
  plain('request_termination', '申请终止'),
  plain('request_co', '申请协办'),
  plain('add_suborder', '转下级'),
  plain('add_co', '安排协办'),
  plain('split', '拆出单办', '', true),
  plain('answer_directly', '直接答复'),
  plain('ask_info', '请补充', 'i'),
  plain('confer', '会商'),
  plain('refer', '分类指引'),
  plain('urge', '催办', 'u'),
  plain('supervise', '督办'),
  plain('end_supervision', '解除督办'),
  { action: 'note', label: '备注', key: 'n', form: 'note', main: false },
]
