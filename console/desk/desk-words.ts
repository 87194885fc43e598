import type { AbuseKind, MacroStep, ReplyVariable, WrapUpCode } from '../../src/contracts/desk.ts'

/** What became of a contact, in the order of how often it is chosen; the digit is its key. */
export const WRAP_UP_LABELS: Record<WrapUpCode, string> = {
  answered: '已当场答复',
  ticket: '已登记工单',
  progress: '查进度、催办',
  referred: '指引到其他渠道',
  passed_back: '交回智能助理',
  dropped: '对方中途离开',
  invalid: '打错、无声、测试',
  abuse: '辱骂骚扰',
}

export const ABUSE_LABELS: Record<AbuseKind, string> = {
  insult: '辱骂',
  threat: '威胁、扬言',
  sexual: '性骚扰',
  harassment: '反复骚扰',
}

/** The variables of canned replies as an agent reads them. */
export const VARIABLE_LABELS: Record<ReplyVariable, string> = {
  citizen: '称呼',
  number: '工单号',
  department: '承办单位',
  due: '时限',
}

export const STEP_LABELS: Record<MacroStep['do'], string> = {
  reply: '回话',
  note: '写便笺',
  file: '提交工单',
  end: '结束并小结',
}
