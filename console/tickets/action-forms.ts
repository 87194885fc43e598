import type { TicketAction } from '../../src/contracts/ticket.ts'

/** What a person fills in. `part` is chosen by where the form stands, never typed. */
export type FieldName =
  | 'text'
  | 'reason'
  | 'publicReply'
  | 'note'
  | 'unit'
  | 'units'
  | 'unitName'
  | 'referral'
  | 'ending'
  | 'until'
  | 'level'
export type Given = Record<Exclude<FieldName, 'units'>, string> & {
  units: string[]
  /** Entries whose words were put into what the citizen reads. */
  used: string[]
  part: number
  fileIds: string[]
}
export const EMPTY: Given = {
  text: '',
  reason: '',
  publicReply: '',
  note: '',
  unit: '',
  units: [],
  used: [],
  unitName: '',
  referral: '',
  ending: '',
  until: '',
  level: '',
  part: 0,
  fileIds: [],
}

type Field = {
  name: FieldName
  label: string
  hint?: string
  /** Fewest characters; 0 = may stay empty. */
  min: number
  /** Who reads it: the citizen, or only staff. */
  reads: 'citizen' | 'staff'
}
export type ActionForm = { title: string; fields: readonly Field[]; send: string; done: string }

const reason = (label: string, hint = '只有工作人员能看到'): Field => ({
  name: 'reason',
  label,
  hint,
  min: 4,
  reads: 'staff',
})
const note: Field = {
  name: 'note',
  label: '意见',
  hint: '只有工作人员能看到，可以不写',
  min: 0,
  reads: 'staff',
}
const noteNeeded: Field = { ...note, hint: '承办单位会看到', min: 4 }
const unit = (label: string): Field => ({ name: 'unit', label, min: 1, reads: 'staff' })
const publicReply = (label: string): Field => ({
  name: 'publicReply',
  label,
  hint: '诉求人会看到这段话',
  min: 5,
  reads: 'citizen',
})
const told = (label: string): Field => ({
  name: 'reason',
  label,
  hint: '诉求人会看到这段话',
  min: 4,
  reads: 'citizen',
})
const task = (label: string): Field => ({ ...reason(label), hint: '不要写姓名、电话、门牌' })
const form = (title: string, fields: readonly Field[], send: string, done: string): ActionForm => ({
  title,
  fields,
  send,
  done,
})

/** The forms of everything that is a few fields and a button. A new action is a row here and one in `post-action.ts`. */
export const ACTION_FORMS = {
  ask_info: form(
    '请诉求人补充',
    [{ name: 'text', label: '要补充什么', hint: '诉求人会看到这段话', min: 4, reads: 'citizen' }],
    '发给诉求人',
    '已请诉求人补充，时限暂停。',
  ),
  give_info: form(
    '记下诉求人补充的情况',
    [{ name: 'text', label: '补充的情况', min: 2, reads: 'citizen' }],
    '记下',
    '已补充，继续办理。',
  ),
  answer_directly: form('直接答复', [publicReply('答复'), note], '发给诉求人', '答复已发给诉求人。'),
  refer: form(
    '不由热线办理，告诉该找哪里',
    [
      { name: 'referral', label: '属于哪种情况', min: 1, reads: 'staff' },
      publicReply('原因和该找哪里'),
      note,
    ],
    '告诉诉求人',
    '已告诉诉求人该找哪里。',
  ),
  split: form('拆出单办', [reason('为什么不是同一件')], '拆出来', '已拆出，回到待派单；时限从提交时算起。'),
  confer: form(
    '召集会商',
    [{ name: 'units', label: '参加单位', hint: '至少两个', min: 2, reads: 'staff' }, reason('会商什么')],
    '开始会商',
    '已进入会商。',
  ),
  designate: form(
    '指定承办单位',
    [unit('承办单位'), reason('指定的依据', '单位会看到，指定后不能退单')],
    '指定',
    '已指定承办单位。',
  ),
  request_extension: form('申请延期', [told('延期的理由')], '提交申请', '延期申请已提交，等待审核。'),
  approve_extension: form('同意延期', [note], '同意', '已同意延期，诉求人会收到新的时限。'),
  refuse_extension: form('不同意延期', [noteNeeded], '不同意', '没有同意延期。'),
  suspend: form(
    '暂停办理',
    [{ name: 'until', label: '暂停到哪天', min: 1, reads: 'citizen' }, told('暂停的原因')],
    '暂停',
    '已暂停，时限停止计算。',
  ),
  resume: form('恢复办理', [], '恢复办理', '已恢复办理，时限接着计算。'),
  request_termination: form(
    '申请终止办理',
    [{ name: 'ending', label: '属于哪种情况', min: 1, reads: 'staff' }, reason('理由和依据')],
    '提交申请',
    '终止申请已提交，等待审核。',
  ),
  approve_termination: form(
    '同意终止',
    [publicReply('为什么不再办理，还能找哪里'), note],
    '同意并告诉诉求人',
    '工单已终止，诉求人已收到说明。',
  ),
  refuse_termination: form('不同意终止', [noteNeeded], '不同意', '没有同意终止，继续办理。'),
  request_co: form('申请协办', [unit('协办单位'), task('请它做什么')], '提交申请', '协办申请已提交。'),
  add_co: form('安排协办', [unit('协办单位'), task('请它做什么')], '安排', '已安排协办。'),
  add_suborder: form(
    '转下级办理',
    [{ name: 'unitName', label: '交给哪个下级单位', min: 2, reads: 'staff' }, task('请它做什么')],
    '转下级',
    '已转下级，回报后才能答复。',
  ),
  sign_reply: form('审签同意', [note], '同意', '已审签，送热线审核。'),
  send_back_reply: form('审签退回', [noteNeeded], '退回修改', '已退回承办人修改。'),
  pass_reply: form('审核通过', [note], '通过并发给诉求人', '答复已发给诉求人。'),
  reject_reply: form('审核退回', [noteNeeded], '退回单位', '已退回承办单位修改。'),
  rework: form('退回重办', [reason('单位哪里没有办好', '单位会看到')], '退回重办', '已退回重办。'),
  reassign: form('重新研判', [reason('为什么换单位')], '收回重新研判', '工单回到待派单。'),
  uphold: form('核实后说明', [publicReply('核实的情况'), note], '告诉诉求人并办结', '已说明并办结。'),
  reopen: form(
    '重新办理',
    [{ name: 'text', label: '新的情况', hint: '诉求人会看到；没有新情况的不重开', min: 4, reads: 'citizen' }],
    '重新办理',
    '工单已重新办理。',
  ),
  supervise: form(
    '督办',
    [
      { name: 'level', label: '督办级别', min: 1, reads: 'staff' },
      reason('督办的理由和要求', '单位会看到；诉求人看到已督办和反馈时间，看不到理由'),
    ],
    '督办',
    '已列入督办，单位会收到。',
  ),
  answer_supervision: form(
    '反馈督办',
    [
      {
        name: 'text',
        label: '办到哪一步、为什么慢了、接下来怎么办',
        hint: '督办员会看到',
        min: 4,
        reads: 'staff',
      },
    ],
    '反馈',
    '已反馈，等督办员解除。',
  ),
  end_supervision: form('解除督办', [reason('解除的理由')], '解除督办', '督办已解除。'),
  urge: form(
    '催办',
    [
      {
        name: 'text',
        label: '为什么催',
        hint: '单位会看到；诉求人会知道已催办、什么时候有回应',
        min: 4,
        reads: 'staff',
      },
    ],
    '催办',
    '已催办，诉求人和单位都会收到。',
  ),
  answer_urge: form(
    '回应催办',
    [
      {
        name: 'text',
        label: '办到哪一步、接下来怎么办',
        hint: '诉求人会看到这段话',
        min: 4,
        reads: 'citizen',
      },
    ],
    '回应诉求人',
    '已回应，诉求人会收到。',
  ),
  report_part: form(
    '回报主办单位',
    [{ name: 'text', label: '办得怎么样', hint: '主办单位会看到', min: 4, reads: 'staff' }],
    '回报',
    '已回报主办单位。',
  ),
  refuse_co: form('不安排协办', [noteNeeded], '不安排', '没有安排协办。'),
  recall_part: form('收回', [reason('为什么收回')], '收回', '已收回。'),
} as const satisfies Partial<Record<TicketAction, ActionForm>>
export type FormAction = keyof typeof ACTION_FORMS

/** The first sentence about something still missing; empty when everything is there. */
export const missingIn = (action: FormAction, given: Given): string => {
  const fields: readonly Field[] = ACTION_FORMS[action].fields
  for (const { name, label, min } of fields) {
    const filled = name === 'units' ? given.units.length : given[name].trim().length
    if (filled >= min) continue
    if (name === 'units') return `${label}至少选 ${min} 个。`
    return min === 1 ? `请选择${label}。` : `请写明${label}，至少 ${min} 个字。`
  }
  return ''
}
