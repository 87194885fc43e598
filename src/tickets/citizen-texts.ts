import type { CityRules } from '../contracts/city-rules.ts'

type CitizenText = { name: string; when: string; variables: readonly string[]; text: string }

/**
 * What citizens are told of the steps of a ticket, and what may stand in it. A city says it in its own words (`templates`); without
 * that, in these; in the order of a ticket's life. Every variable listed must be used: a promise without its time is none.
 */
export const CITIZEN_TEXTS = {
  filed: {
    name: '登记',
    when: '提交以后',
    variables: ['时限'],
    text: '已登记。{时限}。',
  },
  triage: {
    name: '研判',
    when: '提交以后，单位还没有确定',
    variables: [],
    text: '热线正在研判由哪个单位办理，确定后在这里告诉您。',
  },
  dispatched: {
    name: '派单',
    when: '派给承办单位以后',
    variables: ['单位'],
    text: '已转{单位}办理。',
  },
  signed: {
    name: '签收',
    when: '单位签收以后',
    variables: ['单位'],
    text: '{单位}已签收，正在办理。',
  },
  'co-handling': {
    name: '协办',
    when: '安排了协办单位以后',
    variables: ['单位'],
    text: '{单位}协助办理，由主办单位统一答复您。',
  },
  'ask-info': {
    name: '请诉求人补充',
    when: '请诉求人补充情况以后',
    variables: ['要补充的', '时间'],
    text: '请您补充：{要补充的}。直接回复“补充：”加内容就行，请在{时间}前告诉我们。',
  },
  'info-expired': {
    name: '补充逾期',
    when: '到期没有收到补充',
    variables: ['天数'],
    text: '{天数} 天内没有收到您的补充，工单先终止。您补充后可以重新办理。',
  },
  'return-asked': {
    name: '申请退单',
    when: '单位说不归它办',
    variables: ['单位'],
    text: '{单位}认为这件事不归它办，热线正在核实。办理期限不变。',
  },
  'return-approved': {
    name: '同意退单',
    when: '热线收回，重新派单',
    variables: [],
    text: '热线核实后收回，重新确定承办单位。办理期限不变。',
  },
  'return-refused': {
    name: '不同意退单',
    when: '仍由原单位办理',
    variables: [],
    text: '热线核实后，仍由原单位办理。',
  },
  conferring: {
    name: '会商',
    when: '召集几个单位会商以后',
    variables: [],
    text: '这件事涉及几个单位，热线正在召集会商，确定由谁办理后在这里告诉您。',
  },
  designated: {
    name: '指定承办',
    when: '热线指定单位以后',
    variables: ['单位'],
    text: '热线指定由{单位}办理。',
  },
  'extension-asked': {
    name: '申请延期',
    when: '单位申请延期以后',
    variables: ['理由'],
    text: '承办单位申请延期：{理由}。热线正在审核，办理期限暂时不变。',
  },
  'extension-approved': {
    name: '同意延期',
    when: '延期同意以后',
    variables: ['时限'],
    text: '延期已同意。{时限}。',
  },
  'extension-refused': {
    name: '不同意延期',
    when: '延期没有同意',
    variables: [],
    text: '延期没有同意，仍按原定时间答复您。',
  },
  suspended: {
    name: '暂停办理',
    when: '单位暂停办理以后',
    variables: ['理由', '时间'],
    text: '暂停办理：{理由}。最迟{时间}恢复，暂停的时间不计入期限。',
  },
  joined: {
    name: '并案',
    when: '并入同一件事的工单以后',
    variables: [],
    text: '与同一件事的其他诉求一起办理，办好后单独答复您。',
  },
  split: {
    name: '拆出单办',
    when: '从并案里拆出来以后',
    variables: [],
    text: '核实后这件事单独办理，时限从您当初提交时算起。',
  },
  urged: {
    name: '催办',
    when: '催办以后',
    variables: ['单位', '时间'],
    text: '已催办，{单位}最迟{时间}前回应办得怎么样，回应会在这里告诉您。',
  },
  'urged-again': {
    name: '再次催办',
    when: '上一次催办还没有回应，又催了一次',
    variables: ['单位', '时间'],
    text: '已再次催办，{单位}仍要在{时间}前回应。',
  },
  supervised: {
    name: '督办',
    when: '督办以后',
    variables: ['单位', '时间'],
    text: '热线已督办这件工单，要求{单位}最迟{时间}前说明办理情况。',
  },
  rework: {
    name: '重办',
    when: '核实后退回单位重办',
    variables: ['单位', '时限'],
    text: '热线核实后，退回{单位}重办，{时限}。',
  },
  reassigned: {
    name: '重新研判',
    when: '核实后重新确定单位',
    variables: ['时限'],
    text: '热线核实后，重新确定承办单位，{时限}。',
  },
  reopened: {
    name: '重新办理',
    when: '办结以后又有新的情况',
    variables: ['情况', '时限'],
    text: '新的情况：{情况}。已重新办理，{时限}。',
  },
} as const satisfies Record<string, CitizenText>
export type CitizenTextId = keyof typeof CITIZEN_TEXTS

const VARIABLE = /\{([^{}]*)\}/g

/** The variables a text names, each once. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name ?? '')),
]

/** The text with its variables filled in; what has no value is left out. */
export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(VARIABLE, (_, name: string) => values[name] ?? '')

/** What a citizen is told, in the city's words. */
export const sayText = (
  rules: Pick<CityRules, 'templates'>,
  id: CitizenTextId,
  values: Readonly<Record<string, string>> = {},
): string =>
  fillText(rules.templates.find((t) => t.id === `text-${id}`)?.text ?? CITIZEN_TEXTS[id].text, values)
